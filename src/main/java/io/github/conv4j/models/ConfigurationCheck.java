package io.github.conv4j.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the JSON of a configuration before Deeplearning4j parses it. Deeplearning4j loads, and so
 * initialises, every class that such JSON names before it looks whether the class fits, so naming
 * one is enough to run code. Here only names of known packages pass.
 */
final class ConfigurationCheck {

  private static final int DEPTH_LIMIT = 64;

  private static final List<String> PACKAGES =
      List.of("org.deeplearning4j.", "org.nd4j.", "io.github.conv4j.");

  /** No generics, no array types: their names hold further class names. */
  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$]+(\\.[\\w$]+)*");

  /** Fields that say which class an object is; "type" that of a distribution. */
  private static final Set<String> CLASS_FIELDS = Set.of("@class", "type");

  /** Fields that hold lists of names, of layers or parameters. */
  private static final Set<String> NAME_LISTS =
      Set.of("networkInputs", "networkOutputs", "topologicalOrderStr", "variables", "params");

  private static final String INPUT_LISTS = "vertexInputs";

  private final Set<String> allowedClasses;

  ConfigurationCheck(Set<String> allowedClasses) {
    this.allowedClasses = Set.copyOf(allowedClasses);
  }

  /** The JSON is not what a configuration may be. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Parses and checks a configuration.
   *
   * @param json the very text that Deeplearning4j gets
   * @return the document, an object
   * @throws RefusedException if it is not JSON or names a class that is not allowed; the message
   *     says "expected …, found …; what to do"
   */
  JsonNode check(String json) throws RefusedException {
    JsonNode root = parse(json);
    if (root == null || !root.isObject()) {
      throw new RefusedException("expected a JSON object, found other JSON; save the model again");
    }
    walk(root, "");
    return root;
  }

  private static JsonNode parse(String json) throws RefusedException {
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
      return mapper.readTree(json);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          "expected JSON of at most "
              + DEPTH_LIMIT
              + " levels, found: "
              + e.getOriginalMessage().lines().findFirst().orElse("no JSON")
              + "; save the model again");
    }
  }

  private void walk(JsonNode node, String field) throws RefusedException {
    if (node.isArray()) {
      walkArray(node, field);
    } else {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        String name = property.getKey();
        JsonNode value = property.getValue();
        if (CLASS_FIELDS.contains(name)) {
          requireAllowed(value);
        } else if (field.equals(INPUT_LISTS)) {
          requireNames(value);
        } else {
          walk(value, name);
        }
      }
    }
  }

  /** Outside lists of names, an array that begins with text is read as a class and its content. */
  private void walkArray(JsonNode array, String field) throws RefusedException {
    if (NAME_LISTS.contains(field)) {
      requireNames(array);
      return;
    }
    if (array.path(0).isTextual()) {
      requireAllowed(array.get(0));
    }
    for (JsonNode element : array) {
      walk(element, "");
    }
  }

  private static void requireNames(JsonNode names) throws RefusedException {
    boolean textOnly = names.isArray() || names.isNull();
    for (JsonNode name : names) {
      textOnly &= name.isTextual();
    }
    if (!textOnly) {
      throw new RefusedException(
          "expected a list of names, found " + names.getNodeType() + "; save the model again");
    }
  }

  private void requireAllowed(JsonNode value) throws RefusedException {
    String name = value.asText();
    boolean known =
        CLASS_NAME.matcher(name).matches() && PACKAGES.stream().anyMatch(name::startsWith);
    if (!value.isNull() && !(value.isTextual() && (known || allowedClasses.contains(name)))) {
      throw new RefusedException(
          "expected classes of "
              + PACKAGES
              + ", found \""
              + name.replaceAll("\\p{C}", "?")
              + "\", which could run code; if the model is your own, allow the class by name");
    }
  }
}
