package io.github.conv4j.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.github.conv4j.bench.BenchNetwork;
import io.github.conv4j.bench.Operands;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.Results;
import io.github.conv4j.bench.Task;
import io.github.conv4j.bench.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Optimiser steps: forward, cross-entropy, backward, Adam. */
final class PyTorchTraining implements Work {

  private static final int LOSSES = 2;

  private final Runnable useThreads;
  private final NDManager manager = NDManager.newBaseManager(PyTorchHost.ENGINE);
  private final PyTorchNetwork network;
  private final Map<NDArray, float[]> initial = new LinkedHashMap<>();
  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final Loss loss = new SoftmaxCrossEntropyLoss();
  private Optimizer optimizer;
  private int next;

  PyTorchTraining(PlainNetwork plain, Task.Training task, Runnable useThreads) {
    this.useThreads = useThreads;
    network = new PyTorchNetwork(plain, manager);
    network.parameters().values().forEach(array -> initial.put(array, array.toFloatArray()));
    network.statistics().values().forEach(array -> initial.put(array, array.toFloatArray()));
    BenchNetwork kind = task.network();
    for (int i = 0; i < Operands.BATCHES; i++) {
      images.add(
          manager.create(
              Operands.images(kind, task.batch(), i),
              new Shape(task.batch(), kind.channels(), kind.size(), kind.size())));
      float[] classes = new float[task.batch()];
      int[] right = Operands.labels(task.batch(), i);
      for (int j = 0; j < classes.length; j++) {
        classes[j] = right[j];
      }
      labels.add(manager.create(classes));
    }
    reset();
  }

  @Override
  public void reset() {
    useThreads.run();
    initial.forEach((array, values) -> array.set(values));
    optimizer = Optimizer.adam().optLearningRateTracker(Tracker.fixed(BenchNetwork.RATE)).build();
    next = 0;
  }

  @Override
  public void forward() {
    step(false);
  }

  private float step(boolean wanted) {
    float value = Float.NaN;
    try (Leaves leaves = new Leaves(manager)) {
      try (GradientCollector collector =
          Engine.getEngine(PyTorchHost.ENGINE).newGradientCollector()) {
        NDArray scores = network.logits(leaves.constant(images.get(next)), true, leaves::add);
        NDArray mean =
            loss.evaluate(new NDList(leaves.constant(labels.get(next))), new NDList(scores));
        collector.backward(mean);
        if (wanted) {
          value = mean.getFloat();
        }
      }
      network
          .parameters()
          .forEach((name, values) -> optimizer.update(name, values, leaves.gradient(name)));
    }
    next = (next + 1) % images.size();
    return value;
  }

  @Override
  public Map<String, float[]> outputs() {
    reset();
    float[] losses = new float[LOSSES];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = step(true);
    }
    reset();
    return Map.of(Results.LOSS, losses);
  }

  @Override
  public void close() {
    manager.close();
  }
}
