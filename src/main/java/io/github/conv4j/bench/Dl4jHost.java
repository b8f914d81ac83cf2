package io.github.conv4j.bench;

import io.github.conv4j.nets.Network;
import io.github.conv4j.train.Threads;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.factory.Nd4j;

/** Layers and networks of Deeplearning4j, of one kind or the other. */
abstract class Dl4jHost implements ContenderHost {

  /** A configured layer that computes a shape. */
  abstract Layer layer(LayerShape shape, String variant);

  /** A network with the layers of this kind. */
  abstract Model network(BenchNetwork network);

  @Override
  public String start() {
    Nd4j.zeros(1);
    return "Deeplearning4j 1.0.0-M2.1";
  }

  @Override
  public Work open(Task task, String variant, int threads, Path networks) {
    if (threads > 0) {
      Threads.use(threads);
    }
    Work work = work(task, variant);
    return threads > 0 ? new ThreadedWork(work, threads) : work;
  }

  private Work work(Task task, String variant) {
    if (task instanceof Task.Layer layer) {
      return new LayerWork(layer(layer.shape(), variant), layer.shape());
    }
    if (task instanceof Task.Training training) {
      return new TrainingWork(Network.of(network(training.network())), training);
    }
    if (task instanceof Task.Inference inference) {
      return new InferenceWork(Network.of(network(inference.network())), inference);
    }
    throw new UnsupportedOperationException("computes layers and networks only");
  }
}
