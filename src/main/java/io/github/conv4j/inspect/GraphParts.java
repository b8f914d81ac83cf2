package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.PartKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a table of parts from a graph of operations on named arrays. */
final class GraphParts {

  /** Size of an element where no type is known. */
  private static final int FLOAT_BYTES = 4;

  private final ShapeInference shapes = new ShapeInference();
  private final Map<String, Stored> stored = new HashMap<>();
  private final Map<String, String> makers = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> counted = new HashSet<>();
  private final List<ModelPart> parts = new ArrayList<>();
  private int elementBytes = FLOAT_BYTES;

  /**
   * An array whose numbers are in the file.
   *
   * @param elements how many
   * @param bytes what they take
   * @param learned whether they are real numbers, and so parameters, rather than sizes or axes
   */
  private record Stored(long elements, long bytes, boolean learned) {}

  ShapeInference shapes() {
    return shapes;
  }

  /** Adds an array whose numbers are in the file. */
  void store(String array, List<Long> shape, int bytes, boolean learned) {
    long elements = Shapes.product(shape);
    stored.put(array, new Stored(elements, Shapes.times(elements, bytes), learned));
    shapes.declare(array, shape);
  }

  boolean isStored(String array) {
    return stored.containsKey(array);
  }

  /**
   * Adds what the graph takes.
   *
   * @param array its name
   * @param shape its dimensions
   * @param bytes size of an element, 0 if unknown
   * @param real whether it holds real numbers; what is computed is taken to be of the first such
   *     input's size, else FLOAT
   */
  void input(String array, List<Long> shape, int bytes, boolean real) {
    if (parts.isEmpty() && bytes > 0 && real) {
      elementBytes = bytes;
    }
    shapes.declare(array, shape);
    String name = unique(array);
    makers.put(array, name);
    parts.add(
        new ModelPart(
            name,
            "Input",
            PartKind.INPUT,
            List.of(),
            shape,
            0,
            0,
            Shapes.times(Shapes.elements(shape), bytes > 0 ? bytes : elementBytes),
            0,
            ""));
  }

  /** Adds an operation; those that make its inputs have to be added before. */
  void operation(Operation operation) {
    shapes.infer(operation);
    String name = unique(operation.name());
    Set<String> from = new LinkedHashSet<>();
    long parameters = 0;
    long bytes = 0;
    for (String input : operation.inputs()) {
      Stored array = stored.get(input);
      if (array != null && array.learned() && counted.add(input)) {
        parameters = Shapes.plus(parameters, array.elements());
        bytes = Shapes.plus(bytes, array.bytes());
      } else if (array == null && makers.containsKey(input)) {
        from.add(makers.get(input));
      }
    }
    operation.outputs().forEach(output -> makers.put(output, name));
    String output = operation.outputs().isEmpty() ? "" : operation.outputs().get(0);
    parts.add(
        new ModelPart(
            name,
            Contents.printable(operation.type()),
            kind(operation),
            List.copyOf(from),
            shapes.shape(output),
            parameters,
            bytes,
            Shapes.times(shapes.elements(output), elementBytes),
            shapes.operations(operation),
            Contents.settings(operation.settings())));
  }

  /** A sum with stored numbers is a bias or a shift, not a meeting of two branches. */
  private PartKind kind(Operation operation) {
    PartKind kind = PartKinds.ofOperator(operation.op());
    long computed =
        operation.inputs().stream().filter(input -> !input.isEmpty() && !isStored(input)).count();
    return kind == PartKind.COMBINATION && computed < 2 ? PartKind.ACTIVATION : kind;
  }

  /** The part that makes an array; null if none does. */
  String maker(String array) {
    return makers.get(array);
  }

  private String unique(String wanted) {
    String base = wanted.isEmpty() ? "unnamed" : Contents.printable(wanted);
    String name = base;
    for (int i = 2; !names.add(name); i++) {
      name = base + " (" + i + ")";
    }
    return name;
  }

  List<ModelPart> parts() {
    return parts;
  }

  /** Stored parameters that no operation takes. */
  long unused() {
    long sum = 0;
    for (Map.Entry<String, Stored> array : stored.entrySet()) {
      if (array.getValue().learned() && !counted.contains(array.getKey())) {
        sum = Shapes.plus(sum, array.getValue().elements());
      }
    }
    return sum == UNKNOWN ? 0 : sum;
  }
}
