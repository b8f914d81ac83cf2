package io.github.conv4j.ops;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A program that runs a saved graph and mentions no class of conv4j. */
final class LoadsSavedGraph {

  private LoadsSavedGraph() {}

  public static void main(String[] arguments) {
    SameDiff sd = SameDiff.load(new File(arguments[0]), true);
    INDArray x = Nd4j.readNpy(new File(arguments[1]));
    INDArray y = sd.output(Map.of("x", x), "y").get("y");
    INDArray gradient = sd.calculateGradients(Map.of("x", x), "w").get("w");
    System.out.println("y " + Arrays.toString(y.dup('c').data().asFloat()));
    System.out.println("w " + Arrays.toString(gradient.dup('c').data().asFloat()));
  }
}
