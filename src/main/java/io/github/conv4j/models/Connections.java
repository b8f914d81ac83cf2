package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the connections of a graph's configuration: every name is known, and the order of
 * computation that the file brings along, which Deeplearning4j takes as it is, is one.
 */
final class Connections {

  private static final int INPUT_LIMIT = 100_000;

  private Connections() {}

  /**
   * Checks a document.
   *
   * @param root configuration of a ComputationGraph
   * @throws Refusal if a vertex takes what is not there or what comes after it
   */
  static void check(JsonNode root) throws Refusal {
    Set<String> known = new HashSet<>();
    for (JsonNode input : required(root, "networkInputs")) {
      add(known, input.asText());
    }
    Set<String> vertices = new HashSet<>();
    for (Map.Entry<String, JsonNode> vertex : root.get("vertices").properties()) {
      add(known, vertex.getKey());
      vertices.add(vertex.getKey());
    }
    JsonNode inputs = required(root, "vertexInputs");
    int count = 0;
    for (Map.Entry<String, JsonNode> vertex : inputs.properties()) {
      requireKnown(vertices, vertex.getKey());
      count += vertex.getValue().size();
      for (JsonNode input : vertex.getValue()) {
        requireKnown(known, input.asText());
      }
    }
    if (count > INPUT_LIMIT) {
      throw new Refusal("at most " + INPUT_LIMIT + " connections", "" + count);
    }
    for (JsonNode output : required(root, "networkOutputs")) {
      requireKnown(vertices, output.asText());
    }
    requireOrder(root, known, inputs);
  }

  private static JsonNode required(JsonNode root, String field) throws Refusal {
    JsonNode value = root.path(field);
    if (!value.isContainerNode()) {
      throw new Refusal("names in \"" + field + "\"", "none");
    }
    return value;
  }

  private static void add(Set<String> known, String name) throws Refusal {
    if (!known.add(name)) {
      throw new Refusal("every input and vertex once", "\"" + name + "\" twice");
    }
  }

  private static void requireKnown(Set<String> known, String name) throws Refusal {
    if (!known.contains(name)) {
      throw new Refusal("names of inputs and vertices", "\"" + name + "\"");
    }
  }

  private static void requireOrder(JsonNode root, Set<String> known, JsonNode inputs)
      throws Refusal {
    JsonNode names = root.path("topologicalOrderStr");
    JsonNode numbers = root.path("topologicalOrder");
    if (!names.isArray() || !numbers.isArray()) {
      return;
    }
    List<String> order = new ArrayList<>();
    names.forEach(name -> order.add(name.asText()));
    Set<Integer> positions = new HashSet<>();
    numbers.forEach(
        number -> positions.add(number.canConvertToInt() ? number.intValue() : Integer.MIN_VALUE));
    boolean complete = order.size() == known.size() && known.equals(new HashSet<>(order));
    boolean numbered = numbers.size() == order.size() && positions.size() == order.size();
    for (int i = 0; i < order.size(); i++) {
      numbered &= positions.contains(i);
    }
    if (!complete || !numbered) {
      throw new Refusal("every input and vertex once in \"topologicalOrder\"", "another order");
    }
    Set<String> computed = new HashSet<>();
    for (String name : order) {
      for (JsonNode input : inputs.path(name)) {
        if (!computed.contains(input.asText())) {
          throw new Refusal(
              "vertices in the order of computation",
              "\"" + name + "\" before its input \"" + input.asText() + "\"");
        }
      }
      computed.add(name);
    }
  }
}
