package io.github.conv4j.onnx;

import java.util.List;

/**
 * One computation of a graph.
 *
 * @param name its name, unique in the graph
 * @param op operator of the default operator set, such as {@code Conv}
 * @param inputs names of its inputs; an empty name stands for an optional input left out
 * @param outputs names of its outputs
 * @param attributes its settings
 */
public record Node(
    String name, String op, List<String> inputs, List<String> outputs, List<Attribute> attributes) {

  /** Copies the lists. */
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = List.copyOf(attributes);
  }
}
