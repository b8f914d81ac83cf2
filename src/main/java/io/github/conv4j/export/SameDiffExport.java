package io.github.conv4j.export;

import io.github.conv4j.emit.NetworkGraph;
import io.github.conv4j.files.Causes;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFileException;
import io.github.conv4j.models.SafeGraphs;
import io.github.conv4j.nets.Network;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.result.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exports trained networks as SameDiff graphs, which run without Deeplearning4j.
 *
 * <p>A graph has one placeholder, {@value #INPUT} [N, C, H, W], any N, and the variable {@value
 * #OUTPUT}, the network's output at inference. Parameters are trainable variables named by layer
 * and key, such as {@code conv1_W}; the result of a layer is {@code conv1_output}.
 *
 * <pre>{@code
 * SameDiff graph = SameDiffExport.export(network, 1, 28, 28, Form.ND4J_OPS);
 * SameDiffExport.save(graph, file, "LeNet as a SameDiff graph");
 * double difference = SameDiffExport.verify(file, network, images);
 * }</pre>
 */
public final class SameDiffExport {

  /** Name of the placeholder. */
  public static final String INPUT = "input";

  /** Name of the result. */
  public static final String OUTPUT = "output";

  /** Name of a constant that no op takes: what pixels are reduced by, for each channel or all. */
  public static final String PIXEL_MEAN = "conv4j_pixel_mean";

  /** Name of a constant that no op takes: what pixels are divided by then. */
  public static final String PIXEL_DEVIATION = "conv4j_pixel_deviation";

  private SameDiffExport() {}

  static void keepScale(SameDiff graph, List<Float> means, List<Float> deviations) {
    if (!means.isEmpty()) {
      graph.constant(PIXEL_MEAN, Nd4j.createFromArray(means.toArray(Float[]::new)));
      graph.constant(PIXEL_DEVIATION, Nd4j.createFromArray(deviations.toArray(Float[]::new)));
    }
  }

  /**
   * Builds the graph of a network that classifies images. A network and its twin give the same
   * graph. The network is not changed.
   *
   * @param network a trained network of FLOAT or DOUBLE parameters
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param form kind of ops
   * @return the graph
   * @throws io.github.conv4j.emit.UnsupportedLayerException if a layer or vertex is not covered
   *     exactly
   * @throws IllegalArgumentException if the image size does not fit the network
   */
  public static SameDiff export(Network network, int channels, int height, int width, Form form) {
    return export(network.model(), List.of(List.of(channels, height, width)), form);
  }

  /**
   * Builds the graph of any network. With one input and one output these are called {@value #INPUT}
   * and {@value #OUTPUT}; several have the names that they have in the network.
   *
   * @param network a MultiLayerNetwork or ComputationGraph of FLOAT or DOUBLE parameters
   * @param shapes shapes of its inputs without the batch: [F], [C, T] or [C, H, W]
   * @param form kind of ops
   * @return the graph
   * @throws io.github.conv4j.emit.UnsupportedLayerException if a layer or vertex is not covered
   *     exactly
   * @throws IllegalArgumentException if the shapes do not fit the network
   */
  public static SameDiff export(Model network, List<List<Integer>> shapes, Form form) {
    DataType type = LayerResults.type(network);
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "export: expected a network of FLOAT or DOUBLE parameters, found "
              + type
              + "; convert it with Network.copyAs");
    }
    NetworkGraph operators =
        NetworkGraph.of(
            network, shapes, type == DataType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT, "");
    return SameDiffTranslation.of(operators, form);
  }

  /**
   * Saves a graph in ND4J's FlatBuffers format, without updater state, whole or not at all.
   *
   * @param graph an exported graph
   * @param file where it goes; replaced, in one step, if it exists
   * @param description what to call it in the result
   * @return file name, size and SHA-256
   * @throws IOException if it cannot be written
   */
  public static OutputFile save(SameDiff graph, Path file, String description) throws IOException {
    return WholeFile.write(
        file,
        description,
        part -> graph.asFlatFile(part.toFile(), false),
        part -> {
          int variables = load(part).variables().size();
          if (variables != graph.variables().size()) {
            throw new IOException(
                graph.variables().size() + " variables were written, " + variables + " read back");
          }
        });
  }

  /**
   * Loads a saved graph and compares its output with a network's.
   *
   * @param file a file that {@link #save} wrote; its ops are run
   * @param network the network that was exported
   * @param images [N, C, H, W]
   * @return largest absolute difference of an output; infinity if one is a number and the other is
   *     not
   * @throws ModelFileException if the file is missing, broken or of another shape
   */
  public static double verify(Path file, Network network, INDArray images) {
    INDArray expected = network.output(images);
    INDArray found;
    try {
      found =
          load(file).output(Map.of(INPUT, images.castTo(network.dataType())), OUTPUT).get(OUTPUT);
    } catch (ModelFileException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ModelFileException(
          "graph "
              + file
              + ": expected a SameDiff graph with \""
              + INPUT
              + "\" and \""
              + OUTPUT
              + "\", found "
              + Causes.line(e)
              + "; export the network again",
          e);
    }
    if (!Arrays.equals(expected.shape(), found.shape())) {
      throw new ModelFileException(
          "graph "
              + file
              + ": expected an output of shape "
              + Arrays.toString(expected.shape())
              + ", found "
              + Arrays.toString(found.shape())
              + "; export the network again");
    }
    Difference difference = new Difference();
    difference.compare("the output", expected, found);
    return difference.absolute();
  }

  private static SameDiff load(Path file) {
    return SafeGraphs.load(file, false, AllowedClasses.standard());
  }
}
