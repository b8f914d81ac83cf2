package io.github.conv4j.emit;

import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph under construction. Every name in it is given once. */
final class GraphBuilder {

  /** Enough for everything but what asks for more. */
  private static final int OPSET = 17;

  private final ElementType type;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Initializer> initializers = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> trained = new LinkedHashSet<>();
  private final Map<String, List<Integer>> shapes = new HashMap<>();
  private int opset = OPSET;

  /**
   * An empty graph.
   *
   * @param type FLOAT or DOUBLE, of all numbers that are computed
   */
  GraphBuilder(ElementType type) {
    this.type = type;
  }

  ElementType type() {
    return type;
  }

  int opset() {
    return opset;
  }

  void requireOpset(int least) {
    opset = Math.max(opset, least);
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Initializer> initializers() {
    return initializers;
  }

  /** The wanted name, or one close to it if that is taken. */
  String claim(String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Names of stored arrays that training changes. */
  Set<String> trained() {
    return trained;
  }

  /** Shapes of what nodes give, without the batch. */
  Map<String, List<Integer>> shapes() {
    return shapes;
  }

  void input(String name, List<Integer> shape) {
    shapes.put(name, shape);
  }

  String node(
      String name,
      String op,
      List<String> inputs,
      List<Integer> shape,
      List<Attribute> attributes) {
    String unique = claim(name);
    shapes.put(unique, shape);
    nodes.add(new Node(unique, op, inputs, List.of(unique), attributes));
    return unique;
  }

  boolean isPad(String name) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().contains(name)) {
        return node.op().equals("Pad")
            || node.op().equals("Identity") && isPad(node.inputs().get(0));
      }
    }
    return false;
  }

  /** Gives the result of the last node another name, which has been claimed. */
  void nameLast(String name) {
    Node last = nodes.remove(nodes.size() - 1);
    shapes.put(name, shapes.remove(last.outputs().get(0)));
    nodes.add(new Node(last.name(), last.op(), last.inputs(), List.of(name), last.attributes()));
  }

  String array(String name, INDArray values) {
    String unique = claim(name);
    List<Long> shape = new ArrayList<>();
    for (long size : values.shape()) {
      shape.add(size);
    }
    initializers.add(
        type == ElementType.DOUBLE
            ? Initializer.of(unique, shape, doubles(values))
            : Initializer.of(unique, shape, floats(values)));
    return unique;
  }

  String trained(String name, INDArray values) {
    String unique = array(name, values);
    trained.add(unique);
    return unique;
  }

  String scalar(String name, double value) {
    String unique = claim(name);
    initializers.add(
        type == ElementType.DOUBLE
            ? Initializer.of(unique, List.of(), new double[] {value})
            : Initializer.of(unique, List.of(), new float[] {(float) value}));
    return unique;
  }

  String longs(String name, long... values) {
    String unique = claim(name);
    initializers.add(Initializer.of(unique, values));
    return unique;
  }

  private static float[] floats(INDArray values) {
    return values.castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  private static double[] doubles(INDArray values) {
    return values.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }
}
