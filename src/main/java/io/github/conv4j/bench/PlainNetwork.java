package io.github.conv4j.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A network as every library can build it: nodes in the order they compute, with their weights.
 *
 * @param nodes nodes; the first takes {@value #INPUT}, the last is the output
 */
public record PlainNetwork(List<Node> nodes) {

  /** Name of the images [N, C, H, W]. */
  public static final String INPUT = "images";

  /** What a node computes. */
  public enum Op {
    /** Cross-correlation; weights W [F, C, K, K] and, unless it has none, bias b [F]. */
    CONV,
    /** Largest value per window. */
    MAX_POOL,
    /** Mean over all pixels: [N, C, H, W] to [N, C]. */
    GLOBAL_AVERAGE,
    /** [N, C, H, W] to [N, C · H · W], row-major. */
    FLATTEN,
    /** x · W + b with W [inputs, outputs], b [outputs]. */
    DENSE,
    /** Per channel (x - mean) / √(var + ε) · gamma + beta, eps 1e-5, decay of the means 0.9. */
    BATCH_NORM,
    /** max(x, 0). */
    RELU,
    /** Sum of two inputs. */
    ADD,
    /** Class probabilities per row; always last. */
    SOFTMAX
  }

  /**
   * One step.
   *
   * @param name unique name
   * @param op what it computes
   * @param inputs names of nodes, or {@value #INPUT}
   * @param kernel height and width of the window, 0 without one
   * @param stride step of the window
   * @param padding zeros on each side
   * @param parameters weights by name
   */
  public record Node(
      String name,
      Op op,
      List<String> inputs,
      int kernel,
      int stride,
      int padding,
      Map<String, Array> parameters) {}

  /**
   * An array.
   *
   * @param shape sizes
   * @param bytes FLOAT values, big-endian, row-major
   */
  public record Array(long[] shape, byte[] bytes) {

    static Array of(long[] shape, float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      return new Array(shape, bytes.array());
    }

    /**
     * The values.
     *
     * @return a copy, row-major
     */
    public float[] floats() {
      float[] values = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
      return values;
    }
  }

  /**
   * Reads the file of a network.
   *
   * @param folder folder with a file per network
   * @param network which
   * @return the network
   * @throws IOException if it cannot be read
   */
  public static PlainNetwork read(Path folder, BenchNetwork network) throws IOException {
    return new ObjectMapper().readValue(file(folder, network).toFile(), PlainNetwork.class);
  }

  void write(Path folder, BenchNetwork network) throws IOException {
    new ObjectMapper().writeValue(file(folder, network).toFile(), this);
  }

  private static Path file(Path folder, BenchNetwork network) {
    return folder.resolve(network.label() + ".json");
  }
}
