package io.github.conv4j.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * Checks the JSON of a configuration before Deeplearning4j parses it: depth and keys here, class
 * names in {@link ClassNames}, sizes in {@link Sizes}, the connections of a graph in {@link
 * Connections}.
 */
final class ConfigurationCheck {

  private static final int DEPTH_LIMIT = 64;
  private static final int LAYER_LIMIT = 10_000;
  private static final int PART_LIMIT = 1_000_000;

  private final ClassNames classNames;

  ConfigurationCheck(AllowedClasses allowed) {
    this.classNames = new ClassNames(allowed);
  }

  /**
   * Parses and checks a configuration.
   *
   * @param json the very text that Deeplearning4j gets
   * @return the document: an object with either "confs" or "vertices"
   * @throws Refusal if it is not JSON, names a class that is not allowed, or asks for what no
   *     network has
   */
  JsonNode check(String json) throws Refusal {
    JsonNode root = parse(json);
    if (root == null || !root.isObject()) {
      throw new Refusal("a JSON object", "other JSON", "save the model again");
    }
    classNames.check(root);
    boolean sequential = root.has("confs");
    if (sequential == root.has("vertices")) {
      throw new Refusal(
          "either \"confs\" (MultiLayerNetwork) or \"vertices\" (ComputationGraph)",
          sequential ? "both" : "neither");
    }
    JsonNode layers = root.get(sequential ? "confs" : "vertices");
    if (layers.isArray() != sequential || layers.size() > LAYER_LIMIT) {
      throw new Refusal(
          "at most " + LAYER_LIMIT + " layers, " + (sequential ? "in a list" : "by name"),
          layers.isContainerNode() ? "" + layers.size() : "no layers");
    }
    Sizes.check(root);
    if (!sequential) {
      Connections.check(root);
    }
    return root;
  }

  /**
   * Checks the training configuration of a SameDiff graph.
   *
   * @param json the very text that ND4J gets
   * @param allowed the classes that it may name
   * @throws Refusal if it is no JSON object or names a class that is not allowed
   */
  static void checkTraining(String json, AllowedClasses allowed) throws Refusal {
    JsonNode root = parse(json);
    if (root == null || !root.isObject()) {
      throw new Refusal("a JSON object", "other JSON", "save the graph again");
    }
    new ClassNames(allowed).check(root);
    Sizes.check(root);
  }

  /** A tree takes a hundred bytes for each two that its text may have. */
  private static void requireSmall(JsonFactory factory, String json)
      throws Refusal, JsonProcessingException {
    int parts = 0;
    try (JsonParser parser = factory.createParser(json)) {
      while (parser.nextToken() != null) {
        parts++;
        if (parts > PART_LIMIT) {
          throw new Refusal("JSON of at most " + PART_LIMIT + " parts", "more");
        }
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static JsonNode parse(String json) throws Refusal {
    JsonFactory factory =
        JsonFactory.builder()
            // A second "@class" would be one that Deeplearning4j sees and this check does not.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).build())
            .build();
    ObjectMapper mapper =
        new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try {
      requireSmall(factory, json);
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new Refusal(
          "JSON of at most " + DEPTH_LIMIT + " levels",
          e.getOriginalMessage().lines().findFirst().orElse("no JSON"),
          "save the model again");
    }
  }
}
