package io.github.conv4j.emit;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.onnx.Attribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pooling windows of every kind, on one axis or two. */
final class Poolings {

  /** Averages of dilated windows came with this operator set. */
  private static final int DILATED_AVERAGES = 19;

  private Poolings() {}

  /** Pools; p is the exponent of a p-norm. */
  static Value pool(Scope scope, WindowAxes window, PoolKind kind, double p, Value x) {
    return switch (kind) {
      case MAX -> maxima(scope, window, x);
      case AVERAGE_EXCLUDING_PADDING -> meansWithoutPadding(scope, window, x);
      case AVERAGE_INCLUDING_PADDING -> meansWithPadding(scope, window, x);
      case SUM -> sums(scope, window, x);
      case P_NORM -> norms(scope, window, p, x);
    };
  }

  private static Value maxima(Scope scope, WindowAxes window, Value x) {
    WindowAxes inner = window;
    Value in = x;
    if (!window.poolsWithItsPadding()) {
      in = pad(scope, window, x, Double.NEGATIVE_INFINITY);
      inner = window.afterPadding();
    }
    in = keptApart(scope, in);
    Value y =
        scope.node(
            "MaxPool",
            List.of(in.name()),
            inner.shape(x.channels()),
            inner.kernelShape(),
            inner.strides(),
            inner.dilations(),
            inner.pads());
    double[] inside = window.counts(Axis::countInside);
    if (Arrays.stream(inside).noneMatch(count -> count == 0)) {
      return y;
    }
    // Windows that meet no element give 0, not the lowest number.
    String any = perWindow(scope, "any", window, inside, count -> Math.min(1, count));
    Value finite = scope.binary("Max", y, scope.scalar("lowest", -Float.MAX_VALUE));
    return scope.binary("Mul", finite, any);
  }

  private static Value meansWithoutPadding(Scope scope, WindowAxes window, Value x) {
    double[] inside = window.counts(Axis::countInside);
    boolean full = Arrays.stream(inside).allMatch(count -> count == window.kernelSize());
    if (full || !window.isPadded()) {
      return means(scope, window, x);
    }
    boolean plain = Arrays.stream(inside).allMatch(count -> count > 0);
    if (plain && window.poolsWithItsPadding() && !window.isDilated()) {
      return scope.node(
          "AveragePool",
          List.of(keptApart(scope, x).name()),
          window.shape(x.channels()),
          window.kernelShape(),
          window.strides(),
          window.pads(),
          Attribute.of("count_include_pad", 0));
    }
    return scaled(scope, window, x, inside);
  }

  private static Value meansWithPadding(Scope scope, WindowAxes window, Value x) {
    double[] padded = window.counts(Axis::countPadded);
    boolean full = Arrays.stream(padded).allMatch(count -> count == window.kernelSize());
    return full ? means(scope, window, x) : scaled(scope, window, x, padded);
  }

  /** Means of whole windows, times what makes them sums divided by counts. */
  private static Value scaled(Scope scope, WindowAxes window, Value x, double[] counts) {
    int size = window.kernelSize();
    String factors =
        perWindow(scope, "factors", window, counts, count -> size / Math.max(1, count));
    return scope.binary("Mul", means(scope, window, x), factors);
  }

  private static Value sums(Scope scope, WindowAxes window, Value x) {
    return scope.binary(
        "Mul", means(scope, window, x), scope.scalar("elements", window.kernelSize()));
  }

  /** Means of whole windows, with zeros for padding. */
  private static Value means(Scope scope, WindowAxes window, Value x) {
    WindowAxes inner = window;
    Value in = x;
    if (!window.poolsWithItsPadding()) {
      in = pad(scope, window, x, 0);
      inner = window.afterPadding();
    }
    in = keptApart(scope, in);
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(inner.kernelShape());
    attributes.add(inner.strides());
    attributes.add(inner.pads());
    attributes.add(Attribute.of("count_include_pad", 1));
    if (inner.isDilated()) {
      scope.requireOpset(DILATED_AVERAGES);
      attributes.add(inner.dilations());
    }
    return scope.node(
        "AveragePool",
        List.of(in.name()),
        inner.shape(x.channels()),
        attributes.toArray(Attribute[]::new));
  }

  /**
   * ONNX Runtime (1.28) draws a Pad into the pool behind it, where its zeros turn into padding that
   * no maximum or mean counts. A maximum of one array, which changes nothing, keeps them apart.
   */
  private static Value keptApart(Scope scope, Value x) {
    return scope.isPad(x) ? scope.unary("Max", x) : x;
  }

  /** (Σ |x|^p)^(1/p). */
  private static Value norms(Scope scope, WindowAxes window, double p, Value x) {
    Value magnitude = scope.unary("Abs", x);
    Value powers = scope.binary("Pow", magnitude, scope.scalar("p", p));
    return scope.binary("Pow", sums(scope, window, powers), scope.scalar("root", 1 / p));
  }

  /** Padding that pooling in ONNX Runtime does not take. */
  private static Value pad(Scope scope, WindowAxes window, Value x, double with) {
    return pad(scope, window.padding(), x, with);
  }

  /** Puts numbers around; sizes before all axes, then after. */
  static Value pad(Scope scope, long[] sizes, Value x, double with) {
    int axes = sizes.length / 2;
    long[] pads = new long[2 * (axes + 2)];
    System.arraycopy(sizes, 0, pads, 2, axes);
    System.arraycopy(sizes, axes, pads, axes + 4, axes);
    List<Integer> shape = new ArrayList<>(x.shape());
    for (int i = 0; i < axes; i++) {
      shape.set(i + 1, Math.toIntExact(shape.get(i + 1) + sizes[i] + sizes[axes + i]));
    }
    return scope.node(
        "Pad",
        List.of(x.name(), scope.longs("pads", pads), scope.scalar("padding", with)),
        shape,
        Attribute.of("mode", "constant"));
  }

  /** A number for each window, to be broadcast over batch and channels. */
  private static String perWindow(
      Scope scope, String key, WindowAxes window, double[] counts, DoubleUnaryOperator value) {
    List<Integer> shape = window.shape(1);
    long[] dimensions = new long[shape.size() + 1];
    dimensions[0] = 1;
    for (int i = 0; i < shape.size(); i++) {
      dimensions[i + 1] = shape.get(i);
    }
    INDArray values =
        Nd4j.createFromArray(Arrays.stream(counts).map(value).toArray()).reshape(dimensions);
    return scope.array(key, values);
  }

  /** Pooling over all positions; without them the result is vectors. */
  static Value global(Scope scope, PoolKind kind, double p, boolean collapse, Value x) {
    List<Integer> shape = new ArrayList<>(List.of(x.channels()));
    for (int i = 1; i < x.shape().size(); i++) {
      shape.add(1);
    }
    Value y =
        switch (kind) {
          case MAX -> scope.node("GlobalMaxPool", List.of(x.name()), shape);
          case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING ->
              scope.node("GlobalAveragePool", List.of(x.name()), shape);
          case SUM -> globalSum(scope, x, shape);
          case P_NORM -> {
            Value magnitude = scope.unary("Abs", x);
            Value powers = scope.binary("Pow", magnitude, scope.scalar("p", p));
            Value sum = globalSum(scope, powers, shape);
            yield scope.binary("Pow", sum, scope.scalar("root", 1 / p));
          }
        };
    return collapse ? PreProcessors.reshape(scope, y, List.of(x.channels())) : y;
  }

  private static Value globalSum(Scope scope, Value x, List<Integer> shape) {
    int positions = x.elements() / x.channels();
    return scope.binary(
        "Mul",
        scope.node("GlobalAveragePool", List.of(x.name()), shape),
        scope.scalar("positions", positions));
  }
}
