package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What an emitter needs to know about the place of its layer, and where its nodes go. */
public final class Scope {

  private final GraphBuilder graph;
  private final String layer;
  private final String prefix;
  private final int index;
  private final Map<String, INDArray> parameters;

  Scope(
      GraphBuilder graph,
      String layer,
      String prefix,
      int index,
      Map<String, INDArray> parameters) {
    this.graph = graph;
    this.layer = layer;
    this.prefix = prefix;
    this.index = index;
    this.parameters = parameters;
  }

  /**
   * Name of the layer or vertex.
   *
   * @return the name
   */
  public String layer() {
    return layer;
  }

  /**
   * Position of the layer in the network, from 0.
   *
   * @return the position
   */
  public int index() {
    return index;
  }

  /**
   * The layer's parameters, such as {@code W}.
   *
   * @return parameters by key
   */
  public Map<String, INDArray> parameters() {
    return parameters;
  }

  /**
   * Adds a node with one result.
   *
   * @param op an operator of the default operator set, version 17
   * @param inputs names of what it takes; an empty name leaves an optional one out
   * @param shape shape of the result without the batch
   * @param attributes settings
   * @return the result
   */
  public Value node(String op, List<String> inputs, List<Integer> shape, Attribute... attributes) {
    return new Value(graph.node(prefix + "/" + op, op, inputs, shape, List.of(attributes)), shape);
  }

  /**
   * Adds a node that keeps the shape of its first input.
   *
   * @param op an operator of the default operator set, version 17
   * @param x first input
   * @param attributes settings
   * @return the result
   */
  public Value unary(String op, Value x, Attribute... attributes) {
    return node(op, List.of(x.name()), x.shape(), attributes);
  }

  /**
   * Adds a node of two inputs that keeps the shape of the first one.
   *
   * @param op an operator of the default operator set, version 17
   * @param x first input
   * @param other name of the second input
   * @return the result
   */
  public Value binary(String op, Value x, String other) {
    return node(op, List.of(x.name(), other), x.shape());
  }

  /**
   * Stores a parameter as it is.
   *
   * @param key its key, such as {@code W}
   * @return its name in the graph
   */
  public String parameter(String key) {
    return parameter(key, parameters.get(key));
  }

  /**
   * Stores a parameter in another shape or order.
   *
   * @param key its key, such as {@code W}
   * @param values the parameter's values
   * @return its name in the graph
   */
  public String parameter(String key, INDArray values) {
    return graph.trained(prefix + "_" + key, values);
  }

  /**
   * Stores an array of real numbers that training does not change.
   *
   * @param key end of its name
   * @param values the array, in its own shape
   * @return its name in the graph
   */
  public String array(String key, INDArray values) {
    return graph.array(prefix + "_" + key, values);
  }

  /**
   * Stores a real number.
   *
   * @param key end of its name
   * @param value the number
   * @return its name in the graph
   */
  public String scalar(String key, double value) {
    return graph.scalar(prefix + "_" + key, value);
  }

  /**
   * Stores a vector of whole numbers, as operators take for shapes and axes.
   *
   * @param key end of its name
   * @param values the numbers
   * @return its name in the graph
   */
  public String longs(String key, long... values) {
    return graph.longs(prefix + "_" + key, values);
  }

  /**
   * Asks for a later operator set than 17.
   *
   * @param version the version needed
   */
  public void requireOpset(int version) {
    graph.requireOpset(version);
  }

  /**
   * Makes the refusal to export this layer.
   *
   * @param part the layer, vertex or preprocessor
   * @param reason why it cannot be exported
   * @return the exception, to be thrown
   */
  public UnsupportedLayerException unsupported(Object part, String reason) {
    return new UnsupportedLayerException(layer, part.getClass(), reason);
  }

  /** Whether a Pad gives this value, perhaps through nodes that pass it on. */
  boolean isPad(Value value) {
    return graph.isPad(value.name());
  }

  void requireChannelsFirst(Object part, CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw unsupported(part, "expected NCHW layout, found " + format);
    }
  }

  void requireImages(Value input) {
    if (!input.isImages()) {
      throw mismatch("images [N, C, H, W]", input);
    }
  }

  void requireSequences(Value input) {
    if (!input.isSequences()) {
      throw mismatch("sequences [N, C, T]", input);
    }
  }

  void requireChannels(Value input, long channels) {
    if (input.channels() != channels) {
      throw mismatch(channels + " channels", input);
    }
  }

  IllegalArgumentException mismatch(String expected, Value found) {
    return new IllegalArgumentException(
        "export: layer \""
            + layer
            + "\" expects "
            + expected
            + ", found "
            + found.text()
            + "; give the input size that the network was made for");
  }
}
