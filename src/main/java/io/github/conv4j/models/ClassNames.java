package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Checks every class name in a configuration. Deeplearning4j loads, and so initialises, every class
 * that its JSON names before it looks whether the class fits, so naming one is enough to run code.
 */
final class ClassNames {

  /**
   * Objects of classes within one another. A vertex with a layer in five wrappers, its updater and
   * schedule have 9; Deeplearning4j copies what is wrapped, twice for each Bidirectional.
   */
  private static final int NESTING_LIMIT = 12;

  private final AllowedClasses allowed;

  ClassNames(AllowedClasses allowed) {
    this.allowed = allowed;
  }

  /**
   * Checks a document.
   *
   * @param root the document
   * @throws Refusal if it names a class that is not allowed, in any way that Deeplearning4j's
   *     Jackson knows
   */
  void check(JsonNode root) throws Refusal {
    walk(root, "", 0);
  }

  /** Deeplearning4j copies what is in a Bidirectional twice, and what is in that one four times. */
  private static void requireOneDirectionInside(JsonNode node) throws Refusal {
    if (isBidirectional(node)) {
      for (JsonNode inner : node) {
        if (inner.isContainerNode()
            && inner.findParents(ConfigurationFields.CLASS).stream()
                .anyMatch(ClassNames::isBidirectional)) {
          throw new Refusal("no Bidirectional layer within another", "one");
        }
      }
    }
  }

  private static boolean isBidirectional(JsonNode node) {
    return node.path(ConfigurationFields.CLASS).asText().endsWith(".Bidirectional");
  }

  private void walk(JsonNode node, String field, int depth) throws Refusal {
    requireOneDirectionInside(node);
    if (node.isArray()) {
      walkArray(node, field, depth);
      return;
    }
    int inside =
        node.has(ConfigurationFields.CLASS) || node.has(ConfigurationFields.TYPE)
            ? depth + 1
            : depth;
    requireShallow(inside);
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String name = property.getKey();
      JsonNode value = property.getValue();
      if (name.equals(ConfigurationFields.CLASS)) {
        requireAllowed(value);
      } else if (name.equals(ConfigurationFields.TYPE)) {
        if (!value.isNull()) {
          requireAllowed(value);
        }
      } else if (field.equals(ConfigurationFields.INPUT_LISTS)
          || field.equals(ConfigurationFields.VERTEX_PARAMETERS)
              && name.equals(ConfigurationFields.VERTEX_INPUTS)) {
        requireNames(value);
      } else {
        walk(value, name, inside);
      }
    }
  }

  /** Outside lists of names, an array that begins with text is read as a class and its content. */
  private void walkArray(JsonNode array, String field, int depth) throws Refusal {
    if (ConfigurationFields.NAME_LISTS.contains(field)) {
      requireNames(array);
      return;
    }
    boolean typed = array.path(0).isTextual();
    if (typed) {
      requireAllowed(array.get(0));
    }
    int inside = typed ? depth + 1 : depth;
    requireShallow(inside);
    for (JsonNode element : array) {
      walk(element, "", inside);
    }
  }

  private static void requireShallow(int depth) throws Refusal {
    if (depth > NESTING_LIMIT) {
      throw new Refusal(
          "at most " + NESTING_LIMIT + " layers or other objects within one another", "more");
    }
  }

  private static void requireNames(JsonNode names) throws Refusal {
    boolean textOnly = names.isArray() || names.isNull();
    for (JsonNode name : names) {
      textOnly &= name.isTextual();
    }
    if (!textOnly) {
      throw new Refusal("a list of names", "" + names.getNodeType(), "save the model again");
    }
  }

  private void requireAllowed(JsonNode value) throws Refusal {
    if (!value.isTextual()) {
      throw new Refusal("the name of a class", "" + value.getNodeType(), "save the model again");
    }
    if (!allowed.contains(value.textValue())) {
      throw Refusal.ofClass(value.textValue());
    }
  }
}
