package io.github.conv4j.layers;

import java.io.File;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/** A program that runs a saved network and mentions no class of conv4j. */
final class LoadsSavedNetwork {

  private LoadsSavedNetwork() {}

  public static void main(String[] arguments) throws Exception {
    MultiLayerNetwork net = ModelSerializer.restoreMultiLayerNetwork(new File(arguments[0]));
    double[] y = net.output(Nd4j.readNpy(new File(arguments[1]))).dup('c').data().asDouble();
    System.out.println(Arrays.toString(y));
  }
}
