package io.github.conv4j.conformance;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.reference.Tensor4;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Laws of pooling. */
final class PoolingProperties {

  private static final int CONSTANT = 7;

  private PoolingProperties() {}

  static List<Property> all() {
    return List.of(
        law("channels can change places", p -> p, PoolingProperties::channels),
        law(
            "a constant image stays constant",
            p -> Adapt.oneOf(p, PoolKind.AVERAGE_EXCLUDING_PADDING, PoolKind.MAX),
            PoolingProperties::constant),
        law("maximum is monotone", PoolingProperties::signed, PoolingProperties::monotone),
        law(
            "maximum commutes with adding a constant",
            PoolingProperties::max,
            PoolingProperties::addition),
        law(
            "maximum commutes with increasing functions",
            PoolingProperties::signed,
            PoolingProperties::cubes),
        law(
            "a window of one element copies",
            p ->
                Adapt.valid(
                    Edit.axes(
                        Adapt.oneOf(
                            p,
                            PoolKind.MAX,
                            PoolKind.SUM,
                            PoolKind.AVERAGE_EXCLUDING_PADDING,
                            PoolKind.AVERAGE_INCLUDING_PADDING),
                        a -> Edit.kernel(a, 1))),
            PoolingProperties::single),
        law(
            "maxima of maxima are maxima of larger windows",
            p -> Adapt.room(Adapt.stride1(Adapt.dilation1(Adapt.valid(max(p)))), 1),
            PoolingProperties::composition),
        law(
            "an average lies between minimum and maximum",
            p -> Adapt.kind(p, PoolKind.AVERAGE_EXCLUDING_PADDING),
            PoolingProperties::between),
        law(
            "averages times their count are sums",
            p -> Adapt.kind(p, PoolKind.AVERAGE_EXCLUDING_PADDING),
            PoolingProperties::sums),
        law(
            "p-norms fall with p to the largest magnitude",
            p -> Adapt.kind(p, PoolKind.P_NORM),
            PoolingProperties::norms),
        law(
            "the gradient is handed on in full",
            p -> Adapt.oneOf(p, PoolKind.MAX, PoolKind.AVERAGE_EXCLUDING_PADDING),
            PoolingProperties::conservation),
        law(
            "the gradient of a maximum reaches maxima only",
            PoolingProperties::max,
            PoolingProperties::support));
  }

  private static Property law(String name, UnaryOperator<Problem> adapt, Consumer<Trial> check) {
    return new Property("pooling: " + name, true, adapt, check);
  }

  private static Problem max(Problem p) {
    return Adapt.kind(p, PoolKind.MAX);
  }

  /** Maxima of numbers of either sign. */
  private static Problem signed(Problem p) {
    return Edit.distribution(max(p), Distribution.INTEGER);
  }

  private static void channels(Trial t) {
    Operands o = t.operands();
    Operands reversed =
        new Operands(Tensors.reverseChannels(o.x()), null, null, Tensors.reverseChannels(o.dy()));
    t.close("y", Tensors.reverseChannels(t.output(reversed)), t.output(o), Quantity.OUTPUT);
    t.close(
        "dX",
        Tensors.reverseChannels(t.gradient(Quantity.INPUT_GRADIENT, reversed)),
        t.gradient(Quantity.INPUT_GRADIENT, o),
        Quantity.INPUT_GRADIENT);
  }

  /** The count of input elements in the window of an output. */
  private static int count(Window window, int row, int column) {
    return window.height().countInside(row) * window.width().countInside(column);
  }

  private static void constant(Trial t) {
    Operands o = t.operands();
    Operands flat = new Operands(Tensors.map(o.x(), value -> CONSTANT), null, null, o.dy());
    Window window = t.window();
    Tensor4 expected =
        Tensors.like(o.dy(), (n, c, h, w) -> count(window, h, w) == 0 ? 0 : CONSTANT);
    t.within(
        "y",
        expected.values(),
        t.output(flat).values(),
        t.bounds(t.problem(), flat, Quantity.OUTPUT));
  }

  private static void monotone(Trial t) {
    Tensor4 x = t.operands().x();
    Tensor4 other = t.otherOperands().x();
    Tensor4 larger =
        Tensors.like(x, (n, c, h, w) -> Math.max(x.at(n, c, h, w), other.at(n, c, h, w)));
    Tensor4 y = t.output(x);
    t.atMost(
        "y of a larger input",
        y.values(),
        t.output(larger).values(),
        new double[y.values().length]);
  }

  private static void addition(Trial t) {
    Window window = t.window();
    Tensor4 y = t.output(t.operands().x());
    t.equal(
        "y",
        Tensors.like(y, (n, c, h, w) -> count(window, h, w) == 0 ? 0 : y.at(n, c, h, w) - CONSTANT),
        t.output(Tensors.map(t.operands().x(), value -> value - CONSTANT)));
  }

  private static void cubes(Trial t) {
    t.equal(
        "y",
        Tensors.map(t.output(t.operands().x()), value -> value * value * value),
        t.output(Tensors.map(t.operands().x(), value -> value * value * value)));
  }

  private static void single(Trial t) {
    Window window = t.window();
    Tensor4 x = t.operands().x();
    t.equal(
        "y",
        Tensors.subsample(
            x,
            window.height().stride(),
            window.width().stride(),
            window.height().output(),
            window.width().output()),
        t.output(x));
  }

  private static void composition(Trial t) {
    Problem p = t.problem();
    Tensor4 first = t.output(t.operands().x());
    Problem second = Edit.axes(Edit.size(p, first.h(), first.w()), a -> Edit.kernel(a, 2));
    Problem large = Edit.axes(p, a -> Edit.kernel(a, a.kernel() + 1));
    t.equal(
        "y in two steps",
        t.output(large, t.operands().x(), null, null),
        t.output(second, first, null, null));
  }

  private static void between(Trial t) {
    Problem p = t.problem();
    Tensor4 x = t.operands().x();
    Problem max = Edit.operation(p, Operation.pooling(PoolKind.MAX, 0));
    double[] bounds = t.bounds(p, t.operands(), Quantity.OUTPUT);
    double[] average = t.output(x).values();
    Tensor4 least = t.output(max, Tensors.map(x, value -> -value), null, null);
    t.atMost("minimum and average", Tensors.map(least, value -> -value).values(), average, bounds);
    t.atMost("average and maximum", average, t.output(max, x, null, null).values(), bounds);
  }

  private static void sums(Trial t) {
    Problem p = t.problem();
    Window window = t.window();
    Tensor4 x = t.operands().x();
    Tensor4 sum = t.output(Edit.operation(p, Operation.pooling(PoolKind.SUM, 0)), x, null, null);
    t.close(
        "average excluding padding",
        Tensors.like(sum, (n, c, h, w) -> sum.at(n, c, h, w) / Math.max(1, count(window, h, w))),
        t.output(x),
        Quantity.OUTPUT);
    Problem including = Edit.operation(p, Operation.pooling(PoolKind.AVERAGE_INCLUDING_PADDING, 0));
    Tensor4 average = t.output(including, x, null, null);
    t.within(
        "average including padding",
        Tensors.like(
                sum,
                (n, c, h, w) ->
                    sum.at(n, c, h, w)
                        / (window.height().countPadded(h) * window.width().countPadded(w)))
            .values(),
        average.values(),
        t.bounds(including, t.operands(), Quantity.OUTPUT));
  }

  private static void norms(Trial t) {
    Problem p = t.problem();
    Tensor4 x = t.operands().x();
    double exponent = p.operation().p();
    Problem next = Edit.operation(p, Operation.pooling(PoolKind.P_NORM, exponent + 1));
    double[] slack = t.bounds(p, t.operands(), Quantity.OUTPUT);
    double[] higher = t.output(next, x, null, null).values();
    Problem max = Edit.operation(p, Operation.pooling(PoolKind.MAX, 0));
    double[] largest = t.output(max, Tensors.map(x, Math::abs), null, null).values();
    t.atMost("norm of a larger p", higher, t.output(x).values(), slack);
    t.atMost("largest magnitude and norm", largest, higher, slack);
    if (exponent == 1) {
      Problem sum = Edit.operation(p, Operation.pooling(PoolKind.SUM, 0));
      t.within(
          "1-norm",
          t.output(sum, Tensors.map(x, Math::abs), null, null).values(),
          t.output(x).values(),
          slack);
    }
  }

  private static void conservation(Trial t) {
    Operands o = t.operands();
    Window window = t.window();
    Tensor4 dx = t.gradient(Quantity.INPUT_GRADIENT, o);
    double[] bounds = t.bounds(t.problem(), o, Quantity.INPUT_GRADIENT);
    Tensor4 slack = new Tensor4(bounds, dx.n(), dx.c(), dx.h(), dx.w());
    Tensor4 received =
        Tensors.like(o.dy(), (n, c, h, w) -> count(window, h, w) == 0 ? 0 : o.dy().at(n, c, h, w));
    t.within("sum of dX in each plane", planes(received), planes(dx), planes(slack));
  }

  private static double[] planes(Tensor4 tensor) {
    double[] sums = new double[tensor.n() * tensor.c()];
    for (int i = 0; i < tensor.values().length; i++) {
      sums[i / (tensor.h() * tensor.w())] += tensor.values()[i];
    }
    return sums;
  }

  /** All inputs differ, so that an input is a maximum if its value is in the output. */
  private static void support(Trial t) {
    Operands o = t.operands();
    Map<Quantity, double[]> results = t.compute(t.problem(), o);
    Set<Double> maxima = new HashSet<>();
    for (double value : results.get(Quantity.OUTPUT)) {
      maxima.add(value);
    }
    double[] dx = results.get(Quantity.INPUT_GRADIENT);
    for (int i = 0; i < dx.length; i++) {
      t.require(
          dx[i] == 0 || maxima.contains(o.x().values()[i]),
          "dX[" + i + "]: expected 0 where no maximum is, found " + dx[i]);
    }
  }
}
