package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.result.PartKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Shapes and costs of operations, one after the other. What an operation does not determine, or a
 * broken one contradicts, stays unknown; nothing here throws.
 */
final class ShapeInference {

  /** More dimensions than any operation has that is covered here. */
  private static final int MOST_DIMENSIONS = 64;

  private final Map<String, List<Long>> shapes = new HashMap<>();
  private final Map<String, List<Long>> constants = new HashMap<>();
  private final Map<String, Long> rowsPerImage = new HashMap<>();

  /** Says what shape an array has. */
  void declare(String array, List<Long> shape) {
    if (Shapes.isKnown(shape) && shape.size() <= MOST_DIMENSIONS) {
      shapes.put(array, shape);
    }
  }

  /** Says what numbers an array of whole numbers holds. */
  void constant(String array, List<Long> values) {
    constants.put(array, values);
  }

  /** The numbers of an array of whole numbers; empty if they are not known. */
  List<Long> constant(String array) {
    return constants.getOrDefault(array, Shapes.NONE);
  }

  List<Long> shape(String array) {
    return shapes.getOrDefault(array, Shapes.NONE);
  }

  /** Finds the shapes of an operation's outputs; those that the file declares stay. */
  void infer(Operation operation) {
    if (operation.outputs().isEmpty()) {
      return;
    }
    String output = operation.outputs().get(0);
    List<Long> shape;
    try {
      shape = output(operation);
    } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Sizes that contradict each other: nothing is known about the result.
      shape = Shapes.NONE;
    }
    List<Long> declared = shape(output);
    rowsPerImage(operation, output, shape);
    if (!Shapes.isKnown(declared)) {
      declare(output, shape);
    } else if (shape.size() == declared.size()) {
      List<Long> both = new ArrayList<>(declared);
      for (int i = 0; i < both.size(); i++) {
        both.set(i, both.get(i) < 0 ? shape.get(i) : both.get(i));
      }
      shapes.put(output, both);
    }
  }

  /** Merging the images' dimension with others gives rows, several of which are one image. */
  private void rowsPerImage(Operation operation, String output, List<Long> shape) {
    if (!Shapes.isKnown(shape) || shape.get(0) >= 0) {
      return;
    }
    long rows = 1;
    if (operation.op().equals("Reshape")) {
      long all = elements(operation.input(0));
      long rest = Shapes.elements(shape);
      rows = rest > 0 && all > 0 && all % rest == 0 ? all / rest : 1;
    } else {
      for (String input : operation.inputs()) {
        rows = Math.max(rows, rowsPerImage.getOrDefault(input, 1L));
      }
    }
    if (rows > 1) {
      rowsPerImage.put(output, rows);
    }
  }

  /** Elements of an array for one image, UNKNOWN if they are not known. */
  long elements(String array) {
    return Shapes.times(Shapes.elements(shape(array)), rowsPerImage.getOrDefault(array, 1L));
  }

  private List<Long> output(Operation operation) {
    List<Long> x = shape(operation.input(0));
    String op = operation.op();
    if (PartKinds.ELEMENTWISE.contains(op) || PartKinds.NORMALISING.contains(op)) {
      return x;
    }
    if (PartKinds.BROADCAST.contains(op)) {
      return broadcast(operation);
    }
    if (op.equals("Concat")) {
      return concatenation(operation);
    }
    if (op.equals("ConstantOfShape")) {
      return constants.getOrDefault(operation.input(0), Shapes.NONE);
    }
    if (!Shapes.isKnown(x)) {
      return Shapes.NONE;
    }
    if (op.startsWith("Reduce")) {
      return reduction(operation, x);
    }
    return switch (op) {
      case "Conv" -> convolution(operation, x, filters(operation));
      case "ConvTranspose" -> transposedConvolution(operation, x, shape(operation.input(1)));
      case "MaxPool", "AveragePool", "LpPool" ->
          windows(operation, x, operation.numbers("kernel_shape", List.of()), x.get(1));
      case "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool" -> global(x);
      case "Im2Col" -> columns(operation, x);
      case "MatMul" -> product(x, shape(operation.input(1)));
      case "Gemm" -> gemm(operation, x, shape(operation.input(1)));
      case "Flatten" -> flat(operation, x);
      case "Reshape" -> reshaped(operation, x);
      case "Transpose" -> transposed(operation, x);
      case "Squeeze", "Unsqueeze" -> squeezed(operation, x);
      case "Pad" -> padded(operation, x);
      default -> Shapes.NONE;
    };
  }

  private List<Long> broadcast(Operation operation) {
    List<Long> all = null;
    for (String input : operation.inputs()) {
      List<Long> shape = shape(input);
      if (!input.isEmpty() && !isScalar(input)) {
        if (!Shapes.isKnown(shape)) {
          return Shapes.NONE;
        }
        all = all == null ? shape : Shapes.broadcast(all, shape);
      }
    }
    return all == null ? Shapes.NONE : all;
  }

  /** A stored single number has no dimensions, which is not the same as nothing known. */
  private boolean isScalar(String array) {
    List<Long> values = constants.get(array);
    return !Shapes.isKnown(shape(array)) && values != null;
  }

  private List<Long> concatenation(Operation operation) {
    List<Long> all = null;
    for (String input : operation.inputs()) {
      List<Long> shape = shape(input);
      if (!Shapes.isKnown(shape)) {
        return Shapes.NONE;
      }
      if (all == null) {
        all = new ArrayList<>(shape);
      } else {
        int axis = axis(operation.number("axis", 1), shape.size());
        all.set(axis, Shapes.plus(all.get(axis), shape.get(axis)));
      }
    }
    return all == null ? Shapes.NONE : all;
  }

  private static int axis(long axis, int rank) {
    return Math.toIntExact(axis < 0 ? axis + rank : axis);
  }

  /** Weights as [F, C, KH, KW]; ND4J may have them as [KH, KW, C, F]. */
  private List<Long> filters(Operation operation) {
    List<Long> w = shape(operation.input(1));
    return operation.number("filters_last", 0) != 0 && w.size() == 4
        ? List.of(w.get(3), w.get(2), w.get(0), w.get(1))
        : w;
  }

  private static List<Long> convolution(Operation operation, List<Long> x, List<Long> w) {
    return Shapes.isKnown(w)
        ? windows(operation, x, w.subList(2, w.size()), w.get(0))
        : Shapes.NONE;
  }

  private static List<Long> windows(
      Operation operation, List<Long> x, List<Long> kernel, long channels) {
    List<Long> shape = new ArrayList<>(List.of(x.get(0), channels));
    for (int i = 0; i < x.size() - 2; i++) {
      shape.add(size(operation, i, kernel.get(i), x.get(i + 2), x.size() - 2));
    }
    return shape;
  }

  private static long size(Operation operation, int axis, long kernel, long input, int axes) {
    if (input < 0) {
      return UNKNOWN;
    }
    int stride = Math.toIntExact(operation.numbers("strides", ones(axes)).get(axis));
    int dilation = Math.toIntExact(operation.numbers("dilations", ones(axes)).get(axis));
    List<Long> pads = operation.numbers("pads", Collections.nCopies(2 * axes, 0L));
    Padding padding =
        operation.number("same", 0) != 0
            ? Padding.SAME
            : Padding.explicit(
                Math.toIntExact(pads.get(axis)), Math.toIntExact(pads.get(axis + axes)));
    return new AxisGeometry(
            Math.toIntExact(kernel),
            stride,
            dilation,
            padding,
            operation.number("ceil_mode", 0) != 0 ? Rounding.CEIL : Rounding.FLOOR)
        .outputSize(Math.toIntExact(input));
  }

  private static List<Long> ones(int count) {
    return Collections.nCopies(count, 1L);
  }

  /** Without padding, stride s and effective kernel m, an input of n gives s (n - 1) + m. */
  private static List<Long> transposedConvolution(Operation operation, List<Long> x, List<Long> w) {
    if (!Shapes.isKnown(w)) {
      return Shapes.NONE;
    }
    int axes = x.size() - 2;
    List<Long> shape =
        new ArrayList<>(List.of(x.get(0), Shapes.times(w.get(1), operation.number("group", 1))));
    List<Long> pads = operation.numbers("pads", Collections.nCopies(2 * axes, 0L));
    for (int i = 0; i < axes; i++) {
      long effective = (w.get(i + 2) - 1) * operation.numbers("dilations", ones(axes)).get(i) + 1;
      long full = (x.get(i + 2) - 1) * operation.numbers("strides", ones(axes)).get(i) + effective;
      long more = operation.numbers("output_padding", Collections.nCopies(axes, 0L)).get(i);
      boolean known = x.get(i + 2) >= 0 && operation.number("same", 0) == 0;
      shape.add(known ? full - pads.get(i) - pads.get(i + axes) + more : UNKNOWN);
    }
    return shape;
  }

  private static List<Long> global(List<Long> x) {
    List<Long> shape = new ArrayList<>(ones(x.size()));
    shape.set(0, x.get(0));
    shape.set(1, x.get(1));
    return shape;
  }

  /** [N, C, H, W] as [N, C, KH, KW, OH, OW]. */
  private static List<Long> columns(Operation operation, List<Long> x) {
    List<Long> kernel = operation.numbers("kernel_shape", List.of());
    List<Long> out = windows(operation, x, kernel, x.get(1));
    return List.of(x.get(0), x.get(1), kernel.get(0), kernel.get(1), out.get(2), out.get(3));
  }

  private static List<Long> product(List<Long> a, List<Long> b) {
    if (!Shapes.isKnown(b) || a.size() < 2 || b.size() < 2) {
      return Shapes.NONE;
    }
    List<Long> shape =
        new ArrayList<>(Shapes.broadcast(a.subList(0, a.size() - 2), b.subList(0, b.size() - 2)));
    shape.add(a.get(a.size() - 2));
    shape.add(b.get(b.size() - 1));
    return shape;
  }

  private static List<Long> gemm(Operation operation, List<Long> a, List<Long> b) {
    return Shapes.isKnown(b)
        ? List.of(
            a.get(operation.number("transA", 0) != 0 ? 1 : 0),
            b.get(operation.number("transB", 0) != 0 ? 0 : 1))
        : Shapes.NONE;
  }

  private static List<Long> flat(Operation operation, List<Long> x) {
    int axis = axis(operation.number("axis", 1), x.size());
    List<Long> before = x.subList(0, axis);
    long first = before.size() == 1 ? before.get(0) : Shapes.product(before);
    return List.of(first, Shapes.product(x.subList(axis, x.size())));
  }

  private List<Long> reshaped(Operation operation, List<Long> x) {
    List<Long> wanted =
        operation.numbers("shape", constants.getOrDefault(operation.input(1), List.of()));
    List<Long> shape = new ArrayList<>();
    long known = 1;
    for (int i = 0; i < wanted.size(); i++) {
      boolean copied = wanted.get(i) == 0 && operation.number("allowzero", 0) == 0;
      shape.add(copied ? x.get(i) : wanted.get(i));
      known = shape.get(i) < 0 ? known : Shapes.times(known, shape.get(i));
    }
    int open = wanted.indexOf(-1L);
    boolean anyNumberOfImages = x.get(0) < 0;
    if (open >= 0 && (!anyNumberOfImages || open > 0 && shape.get(0) < 0)) {
      long all = elements(operation.input(0));
      shape.set(open, known > 0 && all >= 0 && all % known == 0 ? all / known : UNKNOWN);
    }
    return shape;
  }

  private static List<Long> transposed(Operation operation, List<Long> x) {
    List<Long> order = operation.numbers("perm", List.of());
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      shape.add(order.isEmpty() ? x.get(x.size() - 1 - i) : x.get(axis(order.get(i), x.size())));
    }
    return shape;
  }

  private List<Long> axes(Operation operation) {
    return operation.numbers("axes", constants.getOrDefault(operation.input(1), List.of()));
  }

  private List<Long> squeezed(Operation operation, List<Long> x) {
    List<Long> axes = axes(operation);
    List<Long> shape = new ArrayList<>();
    if (operation.op().equals("Squeeze")) {
      for (int i = 0; i < x.size(); i++) {
        boolean drop = axes.isEmpty() ? x.get(i) == 1 : isAmong(axes, i, x.size());
        if (!drop) {
          shape.add(x.get(i));
        }
      }
      return shape;
    }
    int rank = x.size() + axes.size();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      shape.add(isAmong(axes, i, rank) ? 1L : x.get(next++));
    }
    return shape;
  }

  private static boolean isAmong(List<Long> axes, int axis, int rank) {
    return axes.contains((long) axis) || axes.contains((long) axis - rank);
  }

  private List<Long> reduction(Operation operation, List<Long> x) {
    List<Long> axes = axes(operation);
    boolean keep = operation.number("keepdims", 1) != 0;
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      boolean reduced = axes.isEmpty() || isAmong(axes, i, x.size());
      if (!reduced || keep) {
        shape.add(reduced ? 1L : x.get(i));
      }
    }
    return shape;
  }

  private List<Long> padded(Operation operation, List<Long> x) {
    List<Long> pads =
        operation.numbers("pads", constants.getOrDefault(operation.input(1), List.of()));
    if (pads.size() != 2 * x.size()) {
      return Shapes.NONE;
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      long more = Math.addExact(pads.get(i), pads.get(i + x.size()));
      shape.add(x.get(i) < 0 ? UNKNOWN : Math.max(0, Math.addExact(x.get(i), more)));
    }
    return shape;
  }

  /**
   * Floating point operations of an operation whose shapes have been found, as {@code ModelPart}
   * counts them.
   */
  long operations(Operation operation) {
    long x = elements(operation.input(0));
    long y = operation.outputs().isEmpty() ? UNKNOWN : elements(operation.outputs().get(0));
    List<Long> w = shape(operation.input(1));
    String op = operation.op();
    if (PartKinds.FREE.contains(op)) {
      return 0;
    }
    if (PartKinds.ELEMENTWISE.contains(op)) {
      return y;
    }
    if (PartKinds.BROADCAST.contains(op)) {
      return Shapes.times(y, Math.max(1, operation.inputs().size() - 1));
    }
    if (PartKinds.NORMALISING.contains(op)) {
      return Shapes.times(y, 2);
    }
    if (op.startsWith("Reduce") || op.startsWith("Global")) {
      return x;
    }
    return switch (op) {
      case "Conv" -> Shapes.times(2, Shapes.times(y, afterFirst(filters(operation))));
      case "ConvTranspose" -> Shapes.times(2, Shapes.times(x, afterFirst(w)));
      case "MaxPool", "AveragePool", "LpPool" ->
          Shapes.times(y, Shapes.product(operation.numbers("kernel_shape", List.of(UNKNOWN))));
      case "MatMul" ->
          w.size() < 2 ? UNKNOWN : Shapes.times(2, Shapes.times(y, w.get(w.size() - 2)));
      case "Gemm" ->
          w.size() < 2
              ? UNKNOWN
              : Shapes.times(2, Shapes.times(y, w.get(operation.number("transB", 0) != 0 ? 1 : 0)));
      default -> PartKinds.ofOperator(op) == PartKind.OTHER ? UNKNOWN : 0;
    };
  }

  private static long afterFirst(List<Long> w) {
    return w.isEmpty() ? UNKNOWN : Shapes.product(w.subList(1, w.size()));
  }
}
