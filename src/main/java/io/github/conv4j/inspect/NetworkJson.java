package io.github.conv4j.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network's configuration as JSON: which layers it has and how they hang together.
 *
 * @param kind MultiLayerNetwork or ComputationGraph
 * @param layers inputs, layers and vertices, each after those it needs
 * @param outputs names of the layers that are the network's output
 * @param metadata what else it says
 */
record NetworkJson(
    String kind, List<JsonLayer> layers, List<String> outputs, Map<String, String> metadata) {

  private static final int MOST_LAYERS = 100_000;

  /**
   * Reads a configuration.
   *
   * @param root JSON
   * @return the network; null if it is not a configuration
   */
  static NetworkJson of(JsonNode root) {
    if (root.path("confs").isArray()) {
      return sequential(root);
    }
    return root.path("vertices").isObject() ? graph(root) : null;
  }

  private static NetworkJson sequential(JsonNode root) {
    List<JsonLayer> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String last = input(layers, names, "input");
    int index = 0;
    for (JsonNode conf : root.path("confs")) {
      JsonNode layer = unwrapped(conf.path("layer"));
      String name = unique(names, layer.path("layerName").asText(""), "layer " + index);
      JsonNode preprocessor = root.path("inputPreProcessors").path(Integer.toString(index));
      layers.add(
          new JsonLayer(
              name, type(layer), List.of(last), layer, JsonLayer.simpleName(preprocessor)));
      last = name;
      index++;
      if (index >= MOST_LAYERS) {
        break;
      }
    }
    return new NetworkJson(
        "MultiLayerNetwork", layers, List.of(last), metadata(root, root.path("confs").path(0)));
  }

  private static String input(List<JsonLayer> layers, Set<String> names, String wanted) {
    String name = unique(names, wanted, "input");
    layers.add(new JsonLayer(name, "Input", List.of(), MissingNode.getInstance(), ""));
    return name;
  }

  private static String unique(Set<String> names, String wanted, String otherwise) {
    String base =
        Contents.printable(wanted.isBlank() || wanted.equals("null") ? otherwise : wanted);
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + " (" + i + ")";
    }
    return name;
  }

  /** Before 1.0.0-alpha an object of one field, the class' short name, was around a layer. */
  private static JsonNode unwrapped(JsonNode layer) {
    boolean wrapped =
        !layer.has("@class") && layer.size() == 1 && layer.elements().next().isObject();
    return wrapped ? layer.elements().next() : layer;
  }

  private static String type(JsonNode layer) {
    String type = JsonLayer.simpleName(layer);
    return type.isEmpty() ? "?" : type;
  }

  private static NetworkJson graph(JsonNode root) {
    Map<String, JsonNode> vertices = new LinkedHashMap<>();
    root.path("vertices")
        .properties()
        .forEach(
            vertex -> {
              if (vertices.size() < MOST_LAYERS) {
                vertices.put(vertex.getKey(), vertex.getValue());
              }
            });
    List<JsonLayer> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Map<String, String> shown = new HashMap<>();
    for (JsonNode name : root.path("networkInputs")) {
      shown.put(name.asText(), input(layers, names, name.asText()));
    }
    for (String key : sorted(vertices, root.path("vertexInputs"))) {
      String name = unique(names, key, "vertex");
      shown.put(key, name);
      List<String> from = new ArrayList<>();
      for (JsonNode source : root.path("vertexInputs").path(key)) {
        if (shown.containsKey(source.asText())) {
          from.add(shown.get(source.asText()));
        }
      }
      JsonNode vertex = unwrapped(vertices.get(key));
      JsonNode layer = unwrapped(vertex.path("layerConf").path("layer"));
      boolean isLayer = layer.isObject();
      layers.add(
          new JsonLayer(
              name,
              isLayer ? type(layer) : type(vertex),
              from,
              isLayer ? layer : vertex,
              JsonLayer.simpleName(vertex.path("preProcessor"))));
    }
    List<String> outputs = new ArrayList<>();
    for (JsonNode output : root.path("networkOutputs")) {
      if (shown.containsKey(output.asText())) {
        outputs.add(shown.get(output.asText()));
      }
    }
    JsonNode first =
        vertices.isEmpty()
            ? MissingNode.getInstance()
            : vertices.values().stream()
                .map(vertex -> unwrapped(vertex).path("layerConf"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(MissingNode.getInstance());
    return new NetworkJson("ComputationGraph", layers, outputs, metadata(root, first));
  }

  /** Vertices after those they need; what hangs on a cycle comes last, as it stands. */
  private static List<String> sorted(Map<String, JsonNode> vertices, JsonNode inputs) {
    Map<String, Integer> missing = new LinkedHashMap<>();
    Map<String, List<String>> users = new HashMap<>();
    for (String vertex : vertices.keySet()) {
      Set<String> needed = new HashSet<>();
      inputs.path(vertex).forEach(input -> needed.add(input.asText()));
      needed.retainAll(vertices.keySet());
      missing.put(vertex, needed.size());
      needed.forEach(input -> users.computeIfAbsent(input, key -> new ArrayList<>()).add(vertex));
    }
    Deque<String> ready = new ArrayDeque<>();
    missing.forEach(
        (vertex, count) -> {
          if (count == 0) {
            ready.add(vertex);
          }
        });
    Set<String> sorted = new LinkedHashSet<>();
    while (!ready.isEmpty()) {
      String next = ready.remove();
      sorted.add(next);
      for (String user : users.getOrDefault(next, List.of())) {
        if (missing.merge(user, -1, Integer::sum) == 0) {
          ready.add(user);
        }
      }
    }
    sorted.addAll(vertices.keySet());
    return List.copyOf(sorted);
  }

  private static Map<String, String> metadata(JsonNode root, JsonNode layer) {
    Map<String, String> metadata = new LinkedHashMap<>();
    put(metadata, "type of numbers", root.path("dataType"));
    put(metadata, "epochs", root.path("epochCount"));
    put(metadata, "iterations", root.path("iterationCount"));
    put(metadata, "seed", layer.path("seed"));
    String updater = JsonLayer.simpleName(layer.path("layer").path("iupdater"));
    if (!updater.isEmpty()) {
      metadata.put("updater", updater);
    }
    return metadata;
  }

  private static void put(Map<String, String> metadata, String name, JsonNode value) {
    if (value.isValueNode() && !value.isNull()) {
      metadata.put(name, Contents.printable(value.asText()));
    }
  }
}
