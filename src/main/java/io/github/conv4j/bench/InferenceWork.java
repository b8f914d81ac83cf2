package io.github.conv4j.bench;

import io.github.conv4j.nets.Network;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Class probabilities of a Deeplearning4j network. */
final class InferenceWork implements Work {

  private final Network network;
  private final INDArray images;

  InferenceWork(Network network, Task.Inference task) {
    this.network = network;
    images = Nd4jOperands.images(task.network(), task.batch(), 0);
  }

  @Override
  public void forward() {
    network.output(images);
  }

  @Override
  public Map<String, float[]> outputs() {
    return Map.of(Results.OUTPUT, Nd4jOperands.values(network.output(images)));
  }
}
