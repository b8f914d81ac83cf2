package io.github.conv4j.bench;

import io.github.conv4j.nets.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Optimiser steps of a Deeplearning4j network. */
final class TrainingWork implements Work {

  /** Losses that are compared: before and after a step. More would show how rounding grows. */
  static final int LOSSES = 2;

  private final Network network;
  private final List<DataSet> batches = new ArrayList<>();
  private final INDArray initial;
  private int next;

  TrainingWork(Network network, Task.Training task) {
    this.network = network;
    for (int i = 0; i < Operands.BATCHES; i++) {
      batches.add(Nd4jOperands.examples(task.network(), task.batch(), i));
    }
    initial = network.model().params().dup();
  }

  @Override
  public void forward() {
    network.fit(batches.get(next));
    next = (next + 1) % batches.size();
  }

  /** A network that is trained without end learns its few batches by heart and stops working. */
  @Override
  public void reset() {
    network.model().setParams(initial);
    INDArray state = network.updaterState();
    if (state != null) {
      state.assign(0);
    }
    restart(network.model());
    next = 0;
  }

  /** Adam's step depends on the iteration. */
  private static void restart(Model model) {
    if (model instanceof MultiLayerNetwork sequence) {
      sequence.getLayerWiseConfigurations().setIterationCount(0);
    } else if (model instanceof ComputationGraph graph) {
      graph.getConfiguration().setIterationCount(0);
    }
  }

  @Override
  public Map<String, float[]> outputs() {
    reset();
    float[] losses = new float[LOSSES];
    for (int i = 0; i < losses.length; i++) {
      forward();
      losses[i] = (float) network.score();
    }
    reset();
    return Map.of(Results.LOSS, losses);
  }
}
