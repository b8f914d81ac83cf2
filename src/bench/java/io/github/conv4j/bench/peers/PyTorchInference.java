package io.github.conv4j.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.github.conv4j.bench.BenchNetwork;
import io.github.conv4j.bench.Operands;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.Results;
import io.github.conv4j.bench.Task;
import io.github.conv4j.bench.Work;
import java.util.Map;

/** Class probabilities, without gradients. */
final class PyTorchInference implements Work {

  private final Runnable useThreads;
  private final NDManager manager = NDManager.newBaseManager(PyTorchHost.ENGINE);
  private final PyTorchNetwork network;
  private final NDArray images;

  PyTorchInference(PlainNetwork plain, Task.Inference task, Runnable useThreads) {
    this.useThreads = useThreads;
    network = new PyTorchNetwork(plain, manager);
    BenchNetwork kind = task.network();
    images =
        manager.create(
            Operands.images(kind, task.batch(), 0),
            new Shape(task.batch(), kind.channels(), kind.size(), kind.size()));
  }

  @Override
  public void reset() {
    useThreads.run();
    JniUtils.setGradMode(false);
  }

  @Override
  public void forward() {
    try (NDManager step = manager.newSubManager()) {
      probabilities(step);
    }
  }

  private NDArray probabilities(NDManager step) {
    NDArray view = JniUtils.detachGradient((PtNDArray) images);
    view.attach(step);
    return network.logits(view, false, (name, values) -> values).softmax(1);
  }

  @Override
  public Map<String, float[]> outputs() {
    reset();
    try (NDManager step = manager.newSubManager()) {
      return Map.of(Results.OUTPUT, probabilities(step).toFloatArray());
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
