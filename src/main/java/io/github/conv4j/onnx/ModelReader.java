package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the message of a whole file, and the graph in it. */
final class ModelReader {

  private final boolean outline;

  private long ir;
  private String producer = "";
  private String producerVersion = "";
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Long> domains = new LinkedHashMap<>();
  private boolean hasGraph;

  private String name = "";
  private final List<Node> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final List<ValueInfo> arrays = new ArrayList<>();
  private final List<ValueInfo> inputs = new ArrayList<>();
  private final List<ValueInfo> outputs = new ArrayList<>();
  private final List<ValueInfo> values = new ArrayList<>();
  private final Map<String, Initializer> constants = new LinkedHashMap<>();
  private final Map<String, String> external = new LinkedHashMap<>();
  private final List<String> further = new ArrayList<>();

  /**
   * A reader of one file.
   *
   * @param outline whether to leave large arrays out, and to report what would else be refused
   */
  ModelReader(boolean outline) {
    this.outline = outline;
  }

  OnnxOutline read(ByteBuffer file) {
    ProtoReader message = new ProtoReader(file);
    while (message.next()) {
      switch (message.field()) {
        case 1 -> ir = message.number();
        case 2 -> producer = message.text();
        case 3 -> producerVersion = message.text();
        case 7 -> graph(message);
        case 8 -> operatorSet(message.message());
        case 14 -> entry(message.message());
        case 20 -> further.add("training steps");
        case 25 -> further.add("a function");
        default -> message.skip();
      }
    }
    if (!hasGraph) {
      throw message.wrong("a graph in the model", "none");
    }
    OnnxModel model =
        new OnnxModel(
            ir,
            domains.getOrDefault("", 0L),
            producer,
            producerVersion,
            metadata,
            name,
            inputs,
            outputs,
            nodes,
            initializers);
    return new OnnxOutline(model, arrays, values, constants, external, domains, further);
  }

  private void operatorSet(ProtoReader message) {
    String domain = "";
    long version = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> domain = message.text();
        case 2 -> version = message.number();
        default -> message.skip();
      }
    }
    domains.put(defaultName(domain), version);
  }

  /** The default domain has two names. */
  private static String defaultName(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private void entry(ProtoReader message) {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.text();
        case 2 -> value = message.text();
        default -> message.skip();
      }
    }
    metadata.put(key, value);
  }

  private void graph(ProtoReader model) {
    if (hasGraph) {
      throw model.wrong("one graph in the model", "a second");
    }
    hasGraph = true;
    ProtoReader message = model.message();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> nodes.add(node(message.message()));
        case 2 -> name = message.text();
        case 5 -> initializer(message);
        case 11 -> inputs.add(ValueReader.read(message.message()));
        case 12 -> outputs.add(ValueReader.read(message.message()));
        case 13 -> values.add(ValueReader.read(message.message()));
        case 15 -> further.add("a sparse array");
        default -> message.skip();
      }
    }
  }

  private void initializer(ProtoReader graph) {
    TensorReader tensor = new TensorReader(graph.message(), outline ? OnnxReader.SMALL_ARRAY : -1);
    arrays.add(tensor.info());
    if (tensor.location() != null) {
      external.put(tensor.name(), tensor.location());
    }
    if (tensor.hasContent()) {
      initializers.add(tensor.array());
    } else if (!outline) {
      throw graph.wrong(
          "an array \""
              + printable(tensor.name())
              + "\" of numbers stored in the file itself (join external data into one file first)",
          tensor.location() == null
              ? "one of type " + tensor.info().type()
              : "one stored in \"" + printable(tensor.location()) + "\"");
    }
  }

  private Node node(ProtoReader message) {
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    List<Attribute> attributes = new ArrayList<>();
    String nodeName = "";
    String op = "";
    String domain = "";
    Initializer constant = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> from.add(message.text());
        case 2 -> to.add(message.text());
        case 3 -> nodeName = message.text();
        case 4 -> op = message.text();
        case 5 -> {
          AttributeReader attribute =
              new AttributeReader(message.message(), outline ? OnnxReader.SMALL_ARRAY : -1);
          attributes.add(attribute.attribute());
          constant = attribute.array() == null ? constant : attribute.array();
        }
        case 7 -> domain = defaultName(message.text());
        default -> message.skip();
      }
    }
    if (op.equals("Constant") && constant != null && !to.isEmpty()) {
      constants.put(to.get(0), constant);
    }
    return new Node(nodeName, domain.isEmpty() ? op : domain + "::" + op, from, to, attributes);
  }

  static String printable(String text) {
    String visible = text.replaceAll("\\p{C}", "?");
    return visible.length() > 80 ? visible.substring(0, 80) + "…" : visible;
  }
}
