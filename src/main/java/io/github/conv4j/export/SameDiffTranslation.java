package io.github.conv4j.export;

import io.github.conv4j.emit.NetworkGraph;
import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.onnx.Attribute;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.Initializer;
import io.github.conv4j.onnx.Node;
import io.github.conv4j.onnx.ValueInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.enums.DataFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes a network's graph of ONNX operators as a SameDiff graph. Operators that have windows are
 * in {@link SameDiffWindows}, all others here.
 */
final class SameDiffTranslation {

  /** What the translations look at; other settings, of layers of one's own, are refused. */
  private static final Map<String, Set<String>> SETTINGS =
      Map.ofEntries(
          Map.entry("Conv", Set.of("kernel_shape", "strides", "dilations", "pads", "group")),
          Map.entry("ConvTranspose", Set.of("kernel_shape", "strides", "dilations", "pads")),
          Map.entry("MaxPool", Set.of("kernel_shape", "strides", "dilations", "pads")),
          Map.entry(
              "AveragePool",
              Set.of("kernel_shape", "strides", "dilations", "pads", "count_include_pad")),
          Map.entry("BatchNormalization", Set.of("epsilon")),
          Map.entry("LRN", Set.of("size", "alpha", "beta", "bias")),
          Map.entry("Concat", Set.of("axis")),
          Map.entry("ReduceL2", Set.of("axes", "keepdims")),
          Map.entry("Pad", Set.of("mode")),
          Map.entry("SpaceToDepth", Set.of("blocksize")),
          Map.entry("HardSigmoid", Set.of("alpha", "beta")),
          Map.entry("Softmax", Set.of("axis")),
          Map.entry("LeakyRelu", Set.of("alpha")),
          Map.entry("Elu", Set.of("alpha")),
          Map.entry("ThresholdedRelu", Set.of("alpha")));

  /** Inputs that have to be stored in the file. */
  private static final Map<String, List<Integer>> CONSTANTS =
      Map.of(
          "Reshape", List.of(1),
          "Slice", List.of(1, 2, 3),
          "Tile", List.of(1),
          "Pad", List.of(1, 2),
          "Clip", List.of(1, 2),
          "Pow", List.of(1));

  private final SameDiff graph = SameDiff.create();
  private final NetworkGraph network;
  private final DataType type;
  private final SameDiffWindows windows;
  private final Map<String, SDVariable> variables = new HashMap<>();
  private final Map<String, Initializer> stored = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, String> prefixes = new LinkedHashMap<>();

  private SameDiffTranslation(NetworkGraph network, Form form) {
    this.network = network;
    ValueInfo output = network.model().outputs().get(0);
    this.type = output.type() == ElementType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    this.windows = new SameDiffWindows(graph, form);
  }

  /**
   * Translates.
   *
   * @param network the graph
   * @param form kind of ops
   * @return the graph
   */
  static SameDiff of(NetworkGraph network, Form form) {
    SameDiffTranslation translation = new SameDiffTranslation(network, form);
    translation.run();
    return translation.graph;
  }

  private void run() {
    List<String> outputs = names(network.model().outputs(), SameDiffExport.OUTPUT);
    List<String> inputs = names(network.model().inputs(), SameDiffExport.INPUT);
    for (int i = 0; i < inputs.size(); i++) {
      String given = network.model().inputs().get(i).name();
      long[] shape =
          IntStream.concat(
                  IntStream.of(-1),
                  network.shapes().get(given).stream().mapToInt(Integer::intValue))
              .asLongStream()
              .toArray();
      variables.put(given, graph.placeHolder(inputs.get(i), type, shape));
    }
    network.model().initializers().forEach(array -> stored.put(array.name(), array));
    network.layers().values().forEach(value -> prefixes.put(value.name(), prefix(value.name())));
    for (Node node : network.model().nodes()) {
      SDVariable result = translate(node);
      String name = node.outputs().get(0);
      if (prefixes.containsKey(name)) {
        boolean passedOn = variables.containsValue(result);
        result = passedOn ? graph.identity(result) : result;
        result = result.rename(claim(prefixes.get(name) + "_output"));
      }
      variables.put(name, result);
    }
    for (int i = 0; i < outputs.size(); i++) {
      graph.identity(outputs.get(i), variables.get(network.model().outputs().get(i).name()));
    }
    graph.setOutputs(outputs);
  }

  /** The usual name for one, their own names for several. */
  private List<String> names(List<ValueInfo> values, String usual) {
    return values.size() == 1
        ? List.of(claim(usual))
        : values.stream().map(value -> claim(value.name())).toList();
  }

  /** SameDiff writes scopes with slashes and further outputs of an op with colons. */
  private static String safe(String name) {
    return name.replaceAll("[/:\\s]", "_");
  }

  /** Beginning of the names of a layer's variables, of its own. */
  private String prefix(String layer) {
    String unique = safe(layer);
    for (int i = 2; prefixes.containsValue(unique); i++) {
      unique = safe(layer) + "_" + i;
    }
    return unique;
  }

  private String claim(String name) {
    String wanted = safe(name);
    String unique = wanted;
    for (int i = 2; !taken.add(unique); i++) {
      unique = wanted + "_" + i;
    }
    return unique;
  }

  private SDVariable in(Node node, int index) {
    String name = node.inputs().get(index);
    return variables.computeIfAbsent(name, this::variable);
  }

  private Optional<SDVariable> optional(Node node, int index) {
    return index < node.inputs().size() && !node.inputs().get(index).isEmpty()
        ? Optional.of(in(node, index))
        : Optional.empty();
  }

  /** A stored array: trainable if it is a parameter. */
  private SDVariable variable(String name) {
    INDArray array = array(stored.get(name));
    String layer = layer(name);
    String unique = claim(prefixes.getOrDefault(layer, "") + name.substring(layer.length()));
    return network.trained().contains(name)
        ? graph.var(unique, array)
        : graph.constant(unique, array);
  }

  /** Name in the graph of the layer that a name is of: the longest that it begins with. */
  private String layer(String name) {
    return prefixes.keySet().stream()
        .filter(
            layer ->
                name.equals(layer) || name.startsWith(layer + "_") || name.startsWith(layer + "/"))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private INDArray array(Initializer initializer) {
    long[] shape = initializer.shape().stream().mapToLong(Long::longValue).toArray();
    ByteBuffer bytes = ByteBuffer.wrap(initializer.data()).order(ByteOrder.LITTLE_ENDIAN);
    if (initializer.type() == ElementType.DOUBLE) {
      double[] values = new double[Math.toIntExact(initializer.elements())];
      bytes.asDoubleBuffer().get(values);
      return shape.length == 0 ? Nd4j.scalar(values[0]) : Nd4j.create(values, shape, 'c');
    }
    float[] values = new float[Math.toIntExact(initializer.elements())];
    bytes.asFloatBuffer().get(values);
    return shape.length == 0 ? Nd4j.scalar(values[0]) : Nd4j.create(values, shape, 'c');
  }

  private long[] longs(Node node, int index) {
    return stored.get(node.inputs().get(index)).longs();
  }

  private double number(Node node, int index) {
    return array(stored.get(node.inputs().get(index))).getDouble(0);
  }

  static double real(Node node, String name, double otherwise) {
    return attribute(node, name)
        .map(value -> value instanceof Attribute.Real real ? real.value() : otherwise)
        .orElse(otherwise);
  }

  static long whole(Node node, String name, long otherwise) {
    return attribute(node, name)
        .map(value -> value instanceof Attribute.Int number ? number.value() : otherwise)
        .orElse(otherwise);
  }

  static Optional<Attribute.Value> attribute(Node node, String name) {
    return node.attributes().stream()
        .filter(attribute -> attribute.name().equals(name))
        .map(Attribute::value)
        .findFirst();
  }

  private List<Integer> shape(Node node) {
    return network.shapes().get(node.inputs().get(0));
  }

  private void requireUnderstood(Node node) {
    Set<String> known = SETTINGS.getOrDefault(node.op(), Set.of());
    boolean windowed = known.contains("kernel_shape");
    boolean odd =
        node.attributes().stream().anyMatch(attribute -> !known.contains(attribute.name()))
            || windowed && attribute(node, "kernel_shape").isEmpty()
            || node.op().equals("Concat") && whole(node, "axis", 0) != 1
            || node.op().equals("HardSigmoid")
                && (real(node, "alpha", 0.2) != 0.2 || real(node, "beta", 0.5) != 0.5)
            || Set.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Pow").contains(node.op())
                && node.inputs().size() > 2
            || CONSTANTS.getOrDefault(node.op(), List.of()).stream()
                .anyMatch(
                    index ->
                        node.inputs().size() <= index
                            || !stored.containsKey(node.inputs().get(index)));
    if (odd) {
      throw new UnsupportedLayerException(
          layer(node.outputs().get(0)),
          node.op(),
          "its settings, or the number of its inputs, are not understood for SameDiff graphs");
    }
  }

  private SDVariable translate(Node node) {
    requireUnderstood(node);
    return switch (node.op()) {
      case "Conv" ->
          windows.convolution(
              node, in(node, 0), in(node, 1), optional(node, 2).orElse(null), shape(node));
      case "ConvTranspose" ->
          windows.transposed(
              node,
              in(node, 0),
              in(node, 1),
              optional(node, 2).orElse(null),
              network.shapes().get(node.outputs().get(0)));
      case "MaxPool", "AveragePool" -> windows.pooling(node, in(node, 0), shape(node));
      case "GlobalMaxPool", "GlobalAveragePool" -> windows.global(node, in(node, 0), shape(node));
      case "Gemm", "MatMul" ->
          windows.dense(in(node, 0), in(node, 1), optional(node, 2).orElse(null));
      case "BatchNormalization" -> batchNormalization(node);
      case "LRN" -> responseNormalization(node);
      case "Reshape", "Slice", "Tile", "Pad", "Concat", "SpaceToDepth" -> moved(node);
      case "Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "Greater", "GreaterOrEqual" ->
          binary(node);
      case "Where" -> graph.where(in(node, 1), in(node, 2), in(node, 0));
      case "PRelu" -> parametricRelu(in(node, 0), in(node, 1));
      case "Clip" -> graph.math().clipByValue(in(node, 0), number(node, 1), number(node, 2));
      default -> function(node);
    };
  }

  private SDVariable binary(Node node) {
    SDVariable a = in(node, 0);
    if (node.inputs().size() == 1) {
      return a;
    }
    SDVariable b = in(node, 1);
    return switch (node.op()) {
      case "Add" -> a.add(b);
      case "Sub" -> a.sub(b);
      case "Mul" -> a.mul(b);
      case "Div" -> a.div(b);
      case "Max" -> graph.math().max(a, b);
      case "Min" -> graph.math().min(a, b);
      case "Pow" -> graph.math().pow(a, number(node, 1));
      case "Greater" -> a.gt(b);
      default -> a.gte(b);
    };
  }

  private SDVariable function(Node node) {
    SDVariable x = in(node, 0);
    return switch (node.op()) {
      case "Identity" -> x;
      case "Abs" -> graph.math().abs(x);
      case "Sign" -> graph.math().sign(x);
      case "Reciprocal" -> x.rdiv(1);
      case "Relu" -> graph.nn().relu(x, 0);
      case "LeakyRelu" -> graph.nn().leakyRelu(x, real(node, "alpha", 0.01));
      case "Elu" -> elu(x, real(node, "alpha", 1));
      case "Selu" -> graph.nn().selu(x);
      case "ThresholdedRelu" -> x.mul(x.gt(real(node, "alpha", 1)).castTo(type));
      case "HardSigmoid" -> graph.nn().hardSigmoid(x);
      case "Sigmoid" -> graph.nn().sigmoid(x);
      case "Tanh" -> graph.math().tanh(x);
      case "Softplus" -> graph.nn().softplus(x);
      case "Softsign" -> graph.nn().softsign(x);
      case "Softmax" -> softmax(node, x);
      case "ReduceL2" -> x.norm2(whole(node, "keepdims", 1) == 1, axes(node));
      default ->
          throw new UnsupportedLayerException(
              layer(node.outputs().get(0)),
              node.op(),
              "SameDiff has no such operation that could be trained further");
    };
  }

  /** Without a list, all: then the batch is among them. */
  private int[] axes(Node node) {
    return attribute(node, "axes")
        .map(value -> value instanceof Attribute.Ints ints ? ints.values() : List.<Long>of())
        .orElse(LongStream.rangeClosed(0, shape(node).size()).boxed().toList())
        .stream()
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  /**
   * ND4J's op, over the axis of channels of vectors; elsewhere composed, as that op computes other
   * sums where its input is a view that is turned.
   */
  private SDVariable softmax(Node node, SDVariable x) {
    int axis = Math.toIntExact(whole(node, "axis", -1));
    if (shape(node).size() == 1) {
      return graph.nn().softmax(x, 1);
    }
    int of = axis < 0 ? axis + shape(node).size() + 1 : axis;
    SDVariable powers = graph.math().exp(x.sub(x.max(true, of)));
    return powers.div(powers.sum(true, of));
  }

  /** x where it is positive, else alpha · (e^x - 1). */
  private SDVariable elu(SDVariable x, double alpha) {
    SDVariable positive = graph.nn().relu(x, 0);
    return positive.add(graph.math().expm1(x.sub(positive)).mul(alpha));
  }

  private SDVariable parametricRelu(SDVariable x, SDVariable alpha) {
    SDVariable positive = graph.nn().relu(x, 0);
    return positive.add(x.sub(positive).mul(alpha));
  }

  private SDVariable perChannel(SDVariable values, List<Integer> shape) {
    long[] dimensions = new long[shape.size() + 1];
    Arrays.fill(dimensions, 1);
    dimensions[1] = shape.get(0);
    return values.reshape(dimensions);
  }

  private SDVariable batchNormalization(Node node) {
    List<Integer> shape = shape(node);
    SDVariable deviation = graph.math().sqrt(in(node, 4).add(real(node, "epsilon", 1e-5)));
    return in(node, 0)
        .sub(perChannel(in(node, 3), shape))
        .div(perChannel(deviation, shape))
        .mul(perChannel(in(node, 1), shape))
        .add(perChannel(in(node, 2), shape));
  }

  /** The sum over neighbouring channels is a product with a matrix of ones around the diagonal. */
  private SDVariable responseNormalization(Node node) {
    List<Integer> shape = shape(node);
    int channels = shape.get(0);
    long size = whole(node, "size", 1);
    int reach = (int) size / 2;
    INDArray near = Nd4j.zeros(type, channels, channels);
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
        near.putScalar(i, j, 1);
      }
    }
    SDVariable x = in(node, 0);
    SDVariable sums =
        graph
            .permute(x.mul(x), 0, 2, 3, 1)
            .reshape(-1, channels)
            .mmul(graph.constant(claim(node.name() + "_neighbours"), near))
            .reshape(-1, shape.get(1), shape.get(2), channels)
            .permute(0, 3, 1, 2);
    SDVariable scale =
        graph
            .math()
            .pow(
                sums.mul(real(node, "alpha", 1e-4) / size).add(real(node, "bias", 1)),
                -real(node, "beta", 0.75));
    return x.mul(scale);
  }

  /** Operators that move elements and compute nothing. */
  private SDVariable moved(Node node) {
    SDVariable x = in(node, 0);
    return switch (node.op()) {
      case "Reshape" -> {
        long[] shape = longs(node, 1);
        shape[0] = -1;
        yield x.reshape(shape);
      }
      case "Slice" -> slice(node, x);
      case "Tile" ->
          graph.tile(x, Arrays.stream(longs(node, 1)).mapToInt(Math::toIntExact).toArray());
      case "Pad" -> pad(node, x);
      case "Concat" ->
          graph.concat(
              1,
              IntStream.range(0, node.inputs().size())
                  .mapToObj(i -> in(node, i))
                  .toArray(SDVariable[]::new));
      default ->
          graph
              .cnn()
              .spaceToDepth(x, Math.toIntExact(whole(node, "blocksize", 1)), DataFormat.NCHW);
    };
  }

  private SDVariable slice(Node node, SDVariable x) {
    int rank = shape(node).size() + 1;
    long[] begin = new long[rank];
    long[] end = new long[rank];
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    int whole = (1 << rank) - 1;
    long[] axes = longs(node, 3);
    for (int i = 0; i < axes.length; i++) {
      int axis = Math.toIntExact(axes[i]);
      begin[axis] = longs(node, 1)[i];
      end[axis] = longs(node, 2)[i];
      whole &= ~(1 << axis);
    }
    return graph.stridedSlice(x, begin, end, steps, whole, whole, 0, 0, 0);
  }

  private SDVariable pad(Node node, SDVariable x) {
    long[] pads = longs(node, 1);
    int rank = pads.length / 2;
    int[][] amounts = new int[rank][2];
    for (int i = 0; i < rank; i++) {
      amounts[i] = new int[] {Math.toIntExact(pads[i]), Math.toIntExact(pads[rank + i])};
    }
    return graph
        .nn()
        .pad(
            x,
            graph.constant(claim(node.name() + "_amounts"), Nd4j.createFromArray(amounts)),
            number(node, 2));
  }
}
