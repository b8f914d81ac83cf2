package elsewhere;

import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A program that knows ND4J but not conv4j: loads a graph and prints what it computes. */
public final class GraphProgram {

  private GraphProgram() {}

  /**
   * Runs a graph on an input of 0.01, 0.02, …
   *
   * @param arguments file, then the input's shape
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    long[] shape = Arrays.stream(arguments).skip(1).mapToLong(Long::parseLong).toArray();
    SameDiff graph = SameDiff.fromFlatFile(new File(arguments[0]), false);
    INDArray input = input(shape);
    double[] output =
        graph.output(Map.of("input", input), "output").get("output").dup('c').data().asDouble();
    System.out.println("output " + Arrays.toString(output));
    System.out.println("conv4j " + isPresent("io.github.conv4j.ops.Hook"));
  }

  /**
   * The input that the program uses.
   *
   * @param shape [N, C, H, W]
   * @return the input
   */
  public static INDArray input(long... shape) {
    long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    return Nd4j.arange(length).castTo(DataType.DOUBLE).mul(0.01).reshape(shape);
  }

  private static boolean isPresent(String name) {
    return GraphProgram.class.getResource("/" + name.replace('.', '/') + ".class") != null;
  }
}
