package io.github.conv4j.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Translates operations of SameDiff, and conv4j's own, into ONNX's words. */
final class SameDiffOperations {

  /** Where an axis' arguments begin in those of conv4j's ops, and what is where. */
  private static final int AXIS_ARGUMENTS = 7;

  private static final int GLOBAL = 15;

  /** Operators whose shapes and costs are those of one that ONNX has. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("add", "Add"),
          Map.entry("subtract", "Sub"),
          Map.entry("sub", "Sub"),
          Map.entry("multiply", "Mul"),
          Map.entry("mul", "Mul"),
          Map.entry("divide", "Div"),
          Map.entry("div", "Div"),
          Map.entry("realdiv", "Div"),
          Map.entry("pow", "Pow"),
          Map.entry("pow_pairwise", "Pow"),
          Map.entry("maximum", "Max"),
          Map.entry("max", "Max"),
          Map.entry("minimum", "Min"),
          Map.entry("min", "Min"),
          Map.entry("greater", "Greater"),
          Map.entry("greater_equal", "GreaterOrEqual"),
          Map.entry("greaterthan", "Greater"),
          Map.entry("greaterthanorequal", "GreaterOrEqual"),
          Map.entry("less", "Less"),
          Map.entry("less_equal", "LessOrEqual"),
          Map.entry("lessthan", "Less"),
          Map.entry("lessthanorequal", "LessOrEqual"),
          Map.entry("equals", "Equal"),
          Map.entry("eq", "Equal"),
          Map.entry("lt", "Less"),
          Map.entry("gt", "Greater"),
          Map.entry("lte", "LessOrEqual"),
          Map.entry("gte", "GreaterOrEqual"),
          Map.entry("biasadd", "Add"),
          Map.entry("mergeadd", "Sum"),
          Map.entry("relu", "Relu"),
          Map.entry("relu6", "Clip"),
          Map.entry("leakyrelu", "LeakyRelu"),
          Map.entry("elu", "Elu"),
          Map.entry("selu", "Selu"),
          Map.entry("sigmoid", "Sigmoid"),
          Map.entry("hard_sigmoid", "HardSigmoid"),
          Map.entry("hard_tanh", "Clip"),
          Map.entry("tanh", "Tanh"),
          Map.entry("rationaltanh", "Tanh"),
          Map.entry("rectifiedtanh", "Tanh"),
          Map.entry("softmax", "Softmax"),
          Map.entry("log_softmax", "LogSoftmax"),
          Map.entry("softplus", "Softplus"),
          Map.entry("softsign", "Softsign"),
          Map.entry("swish", "HardSwish"),
          Map.entry("gelu", "Gelu"),
          Map.entry("precise_gelu", "Gelu"),
          Map.entry("mish", "Mish"),
          Map.entry("cube", "Exp"),
          Map.entry("square", "Exp"),
          Map.entry("exp", "Exp"),
          Map.entry("expm1", "Exp"),
          Map.entry("log", "Log"),
          Map.entry("sqrt", "Sqrt"),
          Map.entry("abs", "Abs"),
          Map.entry("neg", "Neg"),
          Map.entry("identity", "Identity"),
          Map.entry("cast", "Cast"),
          Map.entry("dropout", "Dropout"),
          Map.entry("lrn", "LRN"),
          Map.entry("batchnorm", "BatchNormalization"),
          Map.entry("reverse", "Identity"));

  private SameDiffOperations() {}

  /**
   * Translates an operation.
   *
   * @param node the operation
   * @param inputs names of its inputs
   * @param values content of short stored lists of whole numbers, by name
   */
  static Operation of(
      FlatGraphFile.Node node, List<String> inputs, Function<String, List<Long>> values) {
    Map<String, List<Long>> numbers = new HashMap<>();
    String op = translate(node, inputs, values, numbers);
    String output = node.outputs().isEmpty() ? "" : node.outputs().get(0);
    return new Operation(
        output.isEmpty() ? node.name() : output,
        node.op().isEmpty() ? "operation " + node.type() : node.op(),
        op,
        inputs,
        node.outputs(),
        numbers,
        settings(node, numbers));
  }

  private static String translate(
      FlatGraphFile.Node node,
      List<String> inputs,
      Function<String, List<Long>> values,
      Map<String, List<Long>> numbers) {
    List<Long> integers = node.integers();
    String op = node.op().toLowerCase(Locale.ROOT).replaceFirst("_scalar$", "");
    switch (op) {
      case "conv4j_conv2d":
        return own(integers, numbers) ? "Conv" : op;
      case "conv4j_pool2d":
        if (integers.size() > GLOBAL && integers.get(GLOBAL) == 1) {
          return "GlobalMaxPool";
        }
        return own(integers, numbers) ? "MaxPool" : op;
      case "conv4j_dense":
        return "Gemm";
      case "conv2d":
        return windows(integers, 9, numbers) && integers.size() > 10
            ? withWeights(integers.get(10), numbers)
            : op;
      case "maxpool2d", "avgpool2d", "pnormpool2d":
        return windows(integers, 10, numbers) ? "MaxPool" : op;
      case "im2col":
        return windows(integers, -1, numbers) ? "Im2Col" : op;
      case "mmul", "matmul":
        return product(integers, numbers);
      case "reshape":
        return reshape(integers, numbers);
      case "permute":
        numbers.put("perm", integers.isEmpty() ? node.dimensions() : integers);
        return "Transpose";
      case "transpose":
        return "Transpose";
      case "concat":
        numbers.put("axis", integers.isEmpty() ? List.of(1L) : integers.subList(0, 1));
        return "Concat";
      case "pad":
        pads(inputs.size() > 1 ? values.apply(inputs.get(1)) : List.of(), numbers);
        return "Pad";
      default:
        return op.startsWith("reduce_") ? reduction(node, numbers) : NAMES.getOrDefault(op, op);
    }
  }

  /** Geometry as conv4j's ops have it: see {@code ops.ConfigArguments}. */
  private static boolean own(List<Long> arguments, Map<String, List<Long>> numbers) {
    if (arguments.size() < 2 * AXIS_ARGUMENTS) {
      return false;
    }
    List<Long> h = arguments.subList(0, AXIS_ARGUMENTS);
    List<Long> w = arguments.subList(AXIS_ARGUMENTS, 2 * AXIS_ARGUMENTS);
    numbers.put("kernel_shape", List.of(h.get(0), w.get(0)));
    numbers.put("strides", List.of(h.get(1), w.get(1)));
    numbers.put("dilations", List.of(h.get(2), w.get(2)));
    numbers.put("same", List.of(h.get(3) == 1 ? 1L : 0L));
    boolean full = h.get(3) == 2;
    numbers.put(
        "pads",
        full
            ? List.of(overlap(h), overlap(w), overlap(h), overlap(w))
            : List.of(h.get(4), w.get(4), h.get(5), w.get(5)));
    numbers.put("ceil_mode", List.of(h.get(6)));
    return true;
  }

  private static long overlap(List<Long> axis) {
    return (axis.get(0) - 1) * axis.get(2);
  }

  /** Geometry as ND4J's ops have it; the given argument must say that channels come first. */
  private static boolean windows(
      List<Long> arguments, int format, Map<String, List<Long>> numbers) {
    if (arguments.size() < 8
        || format >= 0 && arguments.size() > format && arguments.get(format) != 0) {
      return false;
    }
    numbers.put("kernel_shape", arguments.subList(0, 2));
    numbers.put("strides", arguments.subList(2, 4));
    List<Long> pads = new ArrayList<>(arguments.subList(4, 6));
    pads.addAll(arguments.subList(4, 6));
    numbers.put("pads", pads);
    numbers.put("dilations", arguments.subList(6, 8));
    numbers.put("same", List.of(arguments.size() > 8 && arguments.get(8) == 1 ? 1L : 0L));
    return true;
  }

  /** 0: weights are [KH, KW, C, F]; 1: [F, C, KH, KW]. */
  private static String withWeights(long layout, Map<String, List<Long>> numbers) {
    if (layout != 0 && layout != 1) {
      return "conv2d";
    }
    numbers.put("filters_last", List.of(layout == 0 ? 1L : 0L));
    return "Conv";
  }

  private static String product(List<Long> integers, Map<String, List<Long>> numbers) {
    boolean a = integers.size() > 0 && integers.get(0) != 0;
    boolean b = integers.size() > 1 && integers.get(1) != 0;
    if (!a && !b) {
      return "MatMul";
    }
    numbers.put("transA", List.of(a ? 1L : 0L));
    numbers.put("transB", List.of(b ? 1L : 0L));
    return "Gemm";
  }

  /** The first argument may be the order of elements, the negative of a letter's code. */
  private static String reshape(List<Long> integers, Map<String, List<Long>> numbers) {
    boolean ordered = !integers.isEmpty() && integers.get(0) < -1;
    List<Long> shape = ordered ? integers.subList(1, integers.size()) : integers;
    if (!shape.isEmpty()) {
      numbers.put("shape", shape);
    }
    return "Reshape";
  }

  /** ND4J has a pair for each dimension, ONNX all beginnings before all ends. */
  private static void pads(List<Long> pairs, Map<String, List<Long>> numbers) {
    List<Long> pads = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      for (int i = side; i + 1 - side < pairs.size(); i += 2) {
        pads.add(pairs.get(i));
      }
    }
    numbers.put("pads", pads);
  }

  private static String reduction(FlatGraphFile.Node node, Map<String, List<Long>> numbers) {
    numbers.put("axes", node.dimensions().isEmpty() ? node.integers() : node.dimensions());
    boolean keep = !node.booleans().isEmpty() && node.booleans().get(0) != 0;
    numbers.put("keepdims", List.of(keep ? 1L : 0L));
    return "Reduce";
  }

  private static String settings(FlatGraphFile.Node node, Map<String, List<Long>> numbers) {
    if (!numbers.isEmpty()) {
      return numbers.entrySet().stream()
          .filter(entry -> entry.getValue().stream().anyMatch(value -> value != 0))
          .sorted(Map.Entry.comparingByKey())
          .map(entry -> entry.getKey() + " " + entry.getValue())
          .collect(Collectors.joining(", "));
    }
    List<String> settings = new ArrayList<>();
    if (!node.integers().isEmpty()) {
      settings.add("integers " + brief(node.integers()));
    }
    if (!node.reals().isEmpty()) {
      settings.add("numbers " + brief(node.reals()));
    }
    if (!node.dimensions().isEmpty()) {
      settings.add("dimensions " + brief(node.dimensions()));
    }
    return String.join(", ", settings);
  }

  private static String brief(List<?> values) {
    return values.size() > 12 ? values.subList(0, 12) + "…" : values.toString();
  }
}
