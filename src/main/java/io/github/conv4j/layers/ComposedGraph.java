package io.github.conv4j.layers;

import io.github.conv4j.geometry.Window;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer's function as SameDiff graphs of ND4J primitives, one per input size. Its gradients are
 * those of Σ y · dy, which are dL/dx for dy = dL/dy; SameDiff's own way to take an external
 * gradient doubles it.
 */
@SuppressWarnings("try") // workspace scopes are entered, not used
final class ComposedGraph {

  private static final String OUTPUT = "y";
  private static final String OUTPUT_GRADIENT = "dy";

  /** Builds the function: given the graph and its inputs, returns the output. */
  interface Definition {
    SDVariable define(SameDiff graph, Map<String, SDVariable> inputs);
  }

  private record Key(Window window, DataType type) {}

  private final Map<Key, SameDiff> graphs = new HashMap<>();

  INDArray forward(Window window, Map<String, INDArray> inputs, Definition definition) {
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return graph(window, inputs, definition).output(inputs, OUTPUT).get(OUTPUT);
    }
  }

  Map<String, INDArray> backward(
      Window window, Map<String, INDArray> inputs, INDArray dy, Definition definition) {
    try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      SameDiff graph = graph(window, inputs, definition);
      Map<String, INDArray> all = new HashMap<>(inputs);
      all.put(OUTPUT_GRADIENT, dy);
      if (!graph.hasGradientFunction()) {
        quietly(() -> graph.createGradFunction(inputs.keySet().toArray(new String[0])));
      }
      return graph.calculateGradients(all, inputs.keySet());
    }
  }

  private SameDiff graph(Window window, Map<String, INDArray> inputs, Definition definition) {
    DataType type = inputs.values().iterator().next().dataType();
    return graphs.computeIfAbsent(
        new Key(window, type), key -> build(window, type, inputs, definition));
  }

  private static SameDiff build(
      Window window, DataType type, Map<String, INDArray> inputs, Definition definition) {
    SameDiff graph = SameDiff.create();
    Map<String, SDVariable> variables = new HashMap<>();
    inputs.forEach(
        (name, array) -> {
          long[] shape = array.shape().clone();
          if (name.equals("x")) {
            shape[0] = -1;
          }
          variables.put(name, graph.placeHolder(name, type, shape));
        });
    SDVariable y = definition.define(graph, variables).rename(OUTPUT);
    SDVariable dy =
        graph.placeHolder(
            OUTPUT_GRADIENT, type, -1, -1, window.height().output(), window.width().output());
    y.mul(dy).sum().rename("loss").markAsLoss();
    return graph;
  }

  /** SameDiff prints a line per op while it differentiates; a library must not. */
  private static synchronized void quietly(Runnable action) {
    PrintStream out = System.out;
    Thread self = Thread.currentThread();
    System.setOut(
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) {
                if (Thread.currentThread() != self) {
                  out.write(b);
                }
              }

              @Override
              public void write(byte[] bytes, int from, int count) {
                if (Thread.currentThread() != self) {
                  out.write(bytes, from, count);
                }
              }
            },
            true,
            StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setOut(out);
    }
  }
}
