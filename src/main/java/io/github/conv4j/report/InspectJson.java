package io.github.conv4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import java.util.Locale;

/** What is in a model file as JSON: numbers that are not known are null. */
public final class InspectJson {

  private InspectJson() {}

  /**
   * The summary as indented JSON text that ends with a line feed.
   *
   * @param summary what to write
   * @return an object
   */
  public static String render(ModelSummary summary) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("file", summary.file());
    root.put("format", summary.format());
    root.put("kind", summary.kind());
    root.put("bytes", summary.bytes());
    root.put("sha256", summary.sha256());
    root.put("safe", summary.isSafe());
    root.put("verdict", summary.verdict());
    ArrayNode findings = root.putArray("findings");
    summary
        .findings()
        .forEach(
            finding ->
                findings
                    .addObject()
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("message", finding.message()));
    ArrayNode hints = root.putArray("hints");
    summary.hints().forEach(hints::add);
    root.set("metadata", JsonReport.strings(summary.metadata()));
    ArrayNode outputs = root.putArray("outputs");
    summary.outputs().forEach(outputs::add);
    ObjectNode totals = root.putObject("totals");
    number(totals, "parameters", summary.total(ModelPart::parameters));
    number(totals, "parameterBytes", summary.total(ModelPart::parameterBytes));
    number(totals, "activationBytes", summary.total(ModelPart::activationBytes));
    number(totals, "operations", summary.total(ModelPart::operations));
    ArrayNode parts = root.putArray("parts");
    summary.parts().forEach(part -> parts.add(part(part)));
    return JsonReport.text(root);
  }

  private static ObjectNode part(ModelPart part) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", part.name());
    node.put("type", part.type());
    node.put("kind", part.kind().name().toLowerCase(Locale.ROOT));
    ArrayNode inputs = node.putArray("inputs");
    part.inputs().forEach(inputs::add);
    if (part.shape().isEmpty()) {
      node.putNull("shape");
    } else {
      ArrayNode shape = node.putArray("shape");
      for (long size : part.shape()) {
        if (size < 0) {
          shape.addNull();
        } else {
          shape.add(size);
        }
      }
    }
    number(node, "parameters", part.parameters());
    number(node, "parameterBytes", part.parameterBytes());
    number(node, "activationBytes", part.activationBytes());
    number(node, "operations", part.operations());
    node.put("settings", part.settings());
    return node;
  }

  private static void number(ObjectNode node, String key, long value) {
    if (value < 0) {
      node.putNull(key);
    } else {
      node.put(key, value);
    }
  }
}
