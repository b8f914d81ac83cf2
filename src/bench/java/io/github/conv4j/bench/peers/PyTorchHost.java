package io.github.conv4j.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.github.conv4j.bench.ContenderHost;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.Task;
import io.github.conv4j.bench.Work;
import java.nio.file.Path;

/** PyTorch on the CPU, called through DJL: its eager mode, and its autograd for gradients. */
public final class PyTorchHost implements ContenderHost {

  /** DJL's name of the engine. */
  static final String ENGINE = "PyTorch";

  /** For the service loader. */
  public PyTorchHost() {}

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public String start() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    Engine engine = Engine.getEngine(ENGINE);
    return "PyTorch " + engine.getVersion() + ", DJL " + Engine.getDjlVersion();
  }

  @Override
  public Work open(Task task, String variant, int threads, Path networks) throws Exception {
    Runnable useThreads = () -> JniUtils.setNumThreads(threads);
    if (task instanceof Task.Layer layer) {
      return new PyTorchLayer(layer.shape(), useThreads);
    }
    if (task instanceof Task.Training training) {
      return new PyTorchTraining(
          PlainNetwork.read(networks, training.network()), training, useThreads);
    }
    if (task instanceof Task.Inference inference) {
      return new PyTorchInference(
          PlainNetwork.read(networks, inference.network()), inference, useThreads);
    }
    throw new UnsupportedOperationException("computes layers and networks only");
  }
}
