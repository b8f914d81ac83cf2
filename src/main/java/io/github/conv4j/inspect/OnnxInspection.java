package io.github.conv4j.inspect;

import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.Dimension;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.OnnxOutline;
import io.github.conv4j.onnx.ValueInfo;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What an ONNX file has in it. */
final class OnnxInspection {

  /** Many times those of the largest networks. */
  private static final int MOST_OPERATIONS = 50_000;

  /** Types of sizes, axes and the like, which are no parameters. */
  private static final Set<ElementType> REAL =
      Set.of(ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);

  private static final Set<ElementType> WHOLE =
      Set.of(
          ElementType.INT32,
          ElementType.INT64,
          ElementType.UINT32,
          ElementType.UINT64,
          ElementType.BOOL,
          ElementType.STRING,
          ElementType.UNDEFINED);

  private final OnnxOutline outline;
  private final OnnxModel model;
  private final GraphParts parts = new GraphParts();
  private final List<FileFinding> findings = new ArrayList<>();

  private OnnxInspection(OnnxOutline outline) {
    this.outline = outline;
    this.model = outline.model();
  }

  static Contents inspect(OnnxOutline outline, boolean damaged, InputSize size) {
    OnnxInspection inspection = new OnnxInspection(outline);
    if (damaged) {
      inspection.add(
          Severity.BROKEN,
          "another content than its seal is for: damaged, or changed by another program");
    }
    return inspection.contents(size);
  }

  private Contents contents(InputSize size) {
    outline.arrays().forEach(this::store);
    model.initializers().forEach(array -> constant(array.name(), array));
    outline.constants().forEach(this::storeConstant);
    outline.values().forEach(value -> parts.shapes().declare(value.name(), sizes(value)));
    model.outputs().forEach(value -> parts.shapes().declare(value.name(), sizes(value)));
    inputs(size);
    Set<String> made = new HashSet<>();
    model.inputs().forEach(input -> made.add(input.name()));
    boolean ordered = true;
    List<Node> shown = model.nodes().subList(0, Math.min(MOST_OPERATIONS, model.nodes().size()));
    if (shown.size() < model.nodes().size()) {
      add(Severity.NOTE, "only the first " + MOST_OPERATIONS + " nodes are shown");
    }
    for (Node node : shown) {
      ordered &=
          node.inputs().stream()
              .allMatch(input -> input.isEmpty() || made.contains(input) || parts.isStored(input));
      made.addAll(node.outputs());
      if (!isConstant(node)) {
        parts.operation(operation(node));
      } else if (!outline.constants().containsKey(node.outputs().get(0))) {
        parts.store(node.outputs().get(0), constantShape(node), 0, false);
      }
    }
    if (!ordered) {
      add(Severity.BROKEN, "nodes that take what no node before them makes");
    }
    foreignParts();
    List<String> hints = new ArrayList<>();
    if (parts.parts().stream().anyMatch(part -> part.shape().isEmpty())) {
      hints.add(
          "shapes marked ? are not in the file, and follow from operators that are not covered");
    }
    if (parts.unused() > 0) {
      add(Severity.NOTE, parts.unused() + " stored numbers that no node takes");
    }
    return new Contents(
        "ONNX",
        "graph of " + model.nodes().size() + " nodes",
        parts.parts(),
        model.outputs().stream()
            .map(output -> parts.maker(output.name()))
            .filter(Objects::nonNull)
            .distinct()
            .toList(),
        metadata(),
        findings,
        hints);
  }

  /** Nodes that hold or make an array out of nothing are shown no more than stored arrays are. */
  private boolean isConstant(Node node) {
    return !node.outputs().isEmpty()
        && (node.op().equals("Constant")
            || node.op().equals("ConstantOfShape")
                && !node.inputs().isEmpty()
                && parts.isStored(node.inputs().get(0)));
  }

  private List<Long> constantShape(Node node) {
    return node.op().equals("ConstantOfShape")
        ? parts.shapes().constant(node.inputs().get(0))
        : Shapes.NONE;
  }

  private void add(Severity severity, String message) {
    findings.add(new FileFinding(severity, message));
  }

  private void store(ValueInfo array) {
    parts.store(array.name(), sizes(array), array.type().bytes(), !WHOLE.contains(array.type()));
  }

  private void storeConstant(String output, Initializer array) {
    parts.store(output, array.shape(), array.type().bytes(), false);
    constant(output, array);
  }

  private void constant(String name, Initializer array) {
    if (array.type() == ElementType.INT64 && array.shape().size() <= 1) {
      List<Long> values = new ArrayList<>();
      for (long value : array.longs()) {
        values.add(value);
      }
      parts.shapes().constant(name, values);
    } else if (array.shape().isEmpty()) {
      parts.shapes().constant(name, List.of());
    }
  }

  private static List<Long> sizes(ValueInfo value) {
    return value.shape().stream().map(Dimension::size).toList();
  }

  private void inputs(InputSize size) {
    for (ValueInfo input : model.inputs()) {
      if (!parts.isStored(input.name())) {
        List<Long> shape = new ArrayList<>(sizes(input));
        if (size != null && shape.size() == 4) {
          shape.set(1, (long) size.channels());
          shape.set(2, (long) size.height());
          shape.set(3, (long) size.width());
        }
        parts.input(input.name(), shape, input.type().bytes(), REAL.contains(input.type()));
      }
    }
  }

  private Operation operation(Node node) {
    Map<String, List<Long>> numbers = new HashMap<>();
    for (Attribute attribute : node.attributes()) {
      if (attribute.value() instanceof Attribute.Int number) {
        numbers.put(attribute.name(), List.of(number.value()));
      } else if (attribute.value() instanceof Attribute.Ints list) {
        numbers.put(attribute.name(), list.values());
      } else if (attribute.value() instanceof Attribute.Text text
          && attribute.name().equals("auto_pad")) {
        numbers.put("same", List.of(text.value().startsWith("SAME") ? 1L : 0L));
      }
    }
    String output = node.outputs().isEmpty() ? "" : node.outputs().get(0);
    return new Operation(
        node.name().isEmpty() ? output : node.name(),
        node.op(),
        node.op(),
        node.inputs(),
        node.outputs(),
        numbers,
        node.attributes().stream()
            .map(attribute -> attribute.name() + " " + brief(attribute.value().toString()))
            .collect(Collectors.joining(", ")));
  }

  private static String brief(String value) {
    return value.length() > 60 ? value.substring(0, 60) + "…" : value;
  }

  /** What a runtime may not have, or has to fetch from elsewhere. */
  private void foreignParts() {
    outline.external().values().stream()
        .distinct()
        .limit(5)
        .forEach(
            location ->
                add(
                    Severity.DANGER,
                    "arrays stored in another file, \""
                        + Contents.printable(location)
                        + "\"; a runtime would read whatever lies there"));
    Set<String> domains = new HashSet<>();
    for (Node node : model.nodes()) {
      int colons = node.op().indexOf("::");
      if (colons > 0 && domains.add(node.op().substring(0, colons)) && domains.size() <= 5) {
        add(
            Severity.NOTE,
            "operators of the domain \""
                + Contents.printable(node.op().substring(0, colons))
                + "\", which a runtime has to know");
      }
    }
    outline.further().stream()
        .collect(Collectors.groupingBy(part -> part, LinkedHashMap::new, Collectors.counting()))
        .forEach((part, count) -> add(Severity.NOTE, part + " (" + count + "), not looked into"));
    if (model.nodes().stream()
        .flatMap(node -> node.attributes().stream())
        .anyMatch(
            attribute ->
                attribute.value() instanceof Attribute.Other other
                    && other.kind().startsWith("graph"))) {
      add(Severity.NOTE, "graphs within nodes, such as the branches of an If, not looked into");
    }
    if (model.opset() == 0) {
      add(Severity.BROKEN, "no version of the default operator set");
    }
    if (model.ir() < 3) {
      add(Severity.BROKEN, "version " + model.ir() + " of the format, which runtimes do not read");
    }
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("producer", (model.producer() + " " + model.producerVersion()).strip());
    metadata.put("opset", Long.toString(model.opset()));
    metadata.put("IR version", Long.toString(model.ir()));
    metadata.put("graph", model.name());
    model.metadata().forEach((key, value) -> metadata.putIfAbsent(key, value));
    return metadata;
  }
}
