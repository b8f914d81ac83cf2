package io.github.conv4j.inspect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ConfigurationFields;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of classes in JSON, as text: nothing here looks a class up. */
final class ClassNames {

  /** Something like a.b.C: Deeplearning4j reads a list that begins with one as an object of it. */
  private static final Pattern QUALIFIED =
      Pattern.compile("[\\w$]+(\\.[\\w$]+)+[\\w$.<>;,\\[\\] ]*");

  /** A configuration needs about ten; Java's stack takes thousands. */
  private static final int DEPTH_LIMIT = 200;

  private static final int MOST_TOKENS = 1_000_000;
  private static final int MOST_SHOWN = 10;

  private ClassNames() {}

  /**
   * Parses JSON of any meaning.
   *
   * @param json the text
   * @return the document; null if it is not JSON, nests deeper than 200 levels or has more than a
   *     million parts
   */
  static JsonNode parse(String json) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(DEPTH_LIMIT).build())
            .build();
    try {
      if (!isSmall(factory, json)) {
        return null;
      }
      JsonNode root = new ObjectMapper(factory).readTree(json);
      return root == null || root.isMissingNode() ? null : root;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** A tree takes a hundred bytes for each two that its text may have. */
  private static boolean isSmall(JsonFactory factory, String json) throws JsonProcessingException {
    try (JsonParser parser = factory.createParser(json)) {
      int tokens = 0;
      while (tokens <= MOST_TOKENS && parser.nextToken() != null) {
        tokens++;
      }
      return tokens <= MOST_TOKENS;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /** Reports names in a training configuration of SameDiff that it may not have. */
  static void inTraining(String json, AllowedClasses allowed, List<FileFinding> findings) {
    if (json.isEmpty()) {
      return;
    }
    JsonNode root = parse(json);
    if (root == null) {
      findings.add(new FileFinding(Severity.BROKEN, "a training configuration that is not JSON"));
    } else {
      report(root, "the training configuration", allowed, findings);
    }
  }

  /**
   * Reports names that a file may not have, each once.
   *
   * @param root JSON
   * @param where what the JSON is, for the message
   * @param allowed names that are no finding
   * @param findings takes what is found
   */
  static void report(
      JsonNode root, String where, AllowedClasses allowed, List<FileFinding> findings) {
    Set<String> names = new LinkedHashSet<>();
    collect(root, "", names);
    names.removeIf(allowed::contains);
    names.stream()
        .limit(MOST_SHOWN)
        .forEach(
            name ->
                findings.add(
                    new FileFinding(
                        Severity.DANGER,
                        "class name \""
                            + Contents.printable(name)
                            + "\" in "
                            + where
                            + ", which is not among those of networks")));
    if (names.size() > MOST_SHOWN) {
      findings.add(
          new FileFinding(
              Severity.DANGER,
              names.size()
                  - MOST_SHOWN
                  + " more class names that networks do not have in "
                  + where));
    }
  }

  private static void collect(JsonNode node, String field, Set<String> names) {
    if (node.isArray()) {
      String first = node.path(0).isTextual() ? node.path(0).asText() : "";
      boolean typed = !first.isEmpty() && node.path(1).isContainerNode();
      if (typed
          || !ConfigurationFields.NAME_LISTS.contains(field)
              && QUALIFIED.matcher(first).matches()) {
        names.add(first);
      }
      node.forEach(element -> collect(element, "", names));
      return;
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      JsonNode value = property.getValue();
      if (ConfigurationFields.CLASSES.contains(property.getKey()) && value.isTextual()) {
        names.add(value.asText());
      } else if (!field.equals(ConfigurationFields.INPUT_LISTS)) {
        collect(value, property.getKey(), names);
      }
    }
  }
}
