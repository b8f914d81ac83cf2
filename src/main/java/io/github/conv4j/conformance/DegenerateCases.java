package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Hand-written cases at the edges: windows that barely fit or do not, sizes of one and of zero,
 * numbers that are zero, infinite, not a number, tiny or huge, ties, and arrays that lie in memory
 * in other ways than dense.
 */
public final class DegenerateCases {

  private static final double HUGE = 0x1.8p127;
  private static final double TINY = 0x1p-140;
  private static final int EDGE = 3;

  private final Precision precision;
  private final long more;
  private final List<SpecialCase> cases = new ArrayList<>();

  private DegenerateCases(Precision precision, long more) {
    this.precision = precision;
    this.more = more;
  }

  /**
   * All of them.
   *
   * @param precision FLOAT or DOUBLE
   * @return about ninety cases with names of their own
   */
  public static List<SpecialCase> all(Precision precision) {
    return all(precision, 0);
  }

  /**
   * All of them, with other numbers where they are random.
   *
   * @param precision FLOAT or DOUBLE
   * @param more added to the seed of each case
   * @return about ninety cases with names of their own
   */
  public static List<SpecialCase> all(Precision precision, long more) {
    DegenerateCases degenerate = new DegenerateCases(precision, more);
    degenerate.refused();
    degenerate.windows();
    degenerate.sizes();
    degenerate.paddings();
    degenerate.numbers();
    degenerate.notNumbers();
    degenerate.ties();
    degenerate.extremes();
    degenerate.layouts();
    return List.copyOf(degenerate.cases);
  }

  private void refused() {
    add("kernel higher than the image", "conv n1 ic1 ih2 iw5 oc1 kh3 kw3");
    add("kernel wider than the image", "max n1 ic1 ih5 iw2 kh3 kw3");
    add("kernel larger than image and padding", "conv n1 ic1 ih2 iw2 oc1 kh7 kw7 ph2 pw2");
    add("dilation makes the kernel too large", "conv n1 ic1 ih4 iw4 oc1 kh3 kw3 dh2 dw2");
    add("kernel too large, ceil does not help", "avg n1 ic1 ih2 iw2 kh3 kw3 ceil");
    add("kernel too large for an empty batch", "conv n0 ic1 ih2 iw2 oc1 kh3 kw3");
  }

  private void windows() {
    add(
        "kernel larger than the image but not than image and padding",
        "conv n2 ic2 ih2 iw3 oc3 kh4 kw5 ph1 pw1");
    add(
        "kernel larger than the image under Same",
        "conv n2 ic2 ih2 iw2 oc2 kh5 kw5 ph=same pw=same");
    add(
        "maximum with a kernel larger than the image under Same",
        "max n2 ic2 ih2 iw2 kh5 kw5 ph=same pw=same distinct");
    add(
        "average with a kernel larger than the image and padding",
        "avg n1 ic2 ih2 iw3 kh4 kw5 ph1 pw1");
    add("kernel equal to the image", "conv n2 ic2 ih4 iw5 oc3 kh4 kw5");
    add("maximum of the whole image", "max n2 ic2 ih4 iw5 kh4 kw5 distinct");
    add("average of the whole image", "avg n2 ic2 ih4 iw5 kh4 kw5");
    add("norm of the whole image", "norm2 n2 ic2 ih4 iw5 kh4 kw5");
    add("kernel equal to image and padding", "conv n2 ic1 ih2 iw3 oc2 kh4 kw5 ph1 pw1");
    add("dilated kernel equal to the image", "conv n1 ic2 ih5 iw7 oc2 kh3 kw4 dh2 dw2");
    add("stride larger than the kernel", "conv n2 ic2 ih9 iw8 oc2 kh2 kw2 sh3 sw4");
    add("stride larger than the kernel, maximum", "max n2 ic2 ih9 iw8 kh2 kw2 sh3 sw4 distinct");
    add("stride larger than the image", "conv n1 ic2 ih4 iw4 oc2 kh2 kw3 sh9 sw9");
    add(
        "stride larger than the kernel under Same",
        "avg n1 ic2 ih7 iw8 kh1 kw2 sh3 sw4 ph=same pw=same");
    add(
        "stride larger than the kernel under Same, convolution",
        "conv n1 ic2 ih7 iw8 oc2 kh1 kw2 sh3 sw4 ph=same pw=same");
    add("a row of unused input at the end", "conv n1 ic2 ih6 iw6 oc2 kh3 kw3 sh2 sw2");
    add("dilation larger than the image's rest", "conv n1 ic1 ih7 iw7 oc1 kh2 kw2 dh6 dw6");
    add(
        "windows that straddle the image with a hole in it",
        "conv n1 ic1 ih1 iw1 oc2 kh2 kw2 dh2 dw2 ph1 pw1");
    add(
        "maximum of windows with the image in their hole",
        "max n1 ic2 ih1 iw1 kh2 kw2 dh2 dw2 ph1 pw1 distinct");
  }

  private void sizes() {
    add("kernel 1x1", "conv n2 ic3 ih4 iw5 oc2 kh1 kw1");
    add("kernel 1x1 with stride", "conv n2 ic3 ih5 iw5 oc2 kh1 kw1 sh2 sw2");
    add("kernel 1x1 with padding", "conv n2 ic3 ih3 iw3 oc2 kh1 kw1 ph1 pw1");
    add("maximum of one element", "max n2 ic2 ih4 iw4 kh1 kw1 distinct");
    add("norm of one element", "norm3 n2 ic2 ih4 iw4 kh1 kw1");
    add("image 1x1", "conv n2 ic3 ih1 iw1 oc2 kh1 kw1");
    add("image 1x1 under Same", "conv n2 ic3 ih1 iw1 oc2 kh3 kw3 ph=same pw=same");
    add("image 1x1 with full padding", "conv n1 ic2 ih1 iw1 oc2 kh3 kw2 ph=full pw=full");
    add("everything is one", "conv n1 ic1 ih1 iw1 oc1 kh1 kw1");
    add("batch of one", "conv n1 ic3 ih6 iw5 oc4 kh3 kw2");
    add("one channel", "conv n3 ic1 ih6 iw5 oc4 kh3 kw2");
    add("one filter", "conv n3 ic4 ih6 iw5 oc1 kh3 kw2");
    add("without bias", "conv n3 ic4 ih6 iw5 oc2 kh3 kw2 nobias");
    add("one row", "conv n2 ic2 ih1 iw9 oc2 kh1 kw3");
    add("one column", "conv n2 ic2 ih9 iw1 oc2 kh3 kw1");
    add("empty batch, convolution", "conv n0 ic2 ih5 iw5 oc3 kh3 kw3");
    add("empty batch, maximum", "max n0 ic2 ih5 iw5 kh3 kw3");
    add("empty batch, average", "avg n0 ic2 ih5 iw5 kh3 kw3 ph1 pw1");
  }

  private void paddings() {
    for (String verb : List.of("max", "avg", "avginc", "sum", "norm2")) {
      add(
          "windows of nothing but padding, " + verb,
          verb + " n1 ic2 ih2 iw2 kh2 kw2 ph2 pw2 seed3");
      add("an incomplete last window kept, " + verb, verb + " n1 ic2 ih6 iw7 kh3 kw2 sh2 sw2 ceil");
    }
    add("windows of nothing but padding, convolution", "conv n1 ic2 ih2 iw2 oc2 kh2 kw2 ph2 pw2");
    add(
        "an incomplete last window kept, convolution",
        "conv n1 ic2 ih6 iw7 oc2 kh3 kw2 sh2 sw2 ceil");
    add(
        "a last window that would start in the trailing padding is dropped",
        "avginc n1 ic1 ih5 iw5 kh2 kw2 sh3 sw3 ph0:2 pw0:2 ceil");
    add("overhang beyond padding", "avginc n1 ic2 ih6 iw6 kh3 kw3 sh3 sw3 ph1 pw1 ceil");
    add("full padding", "conv n1 ic2 ih4 iw3 oc2 kh3 kw2 ph=full pw=full");
    add(
        "full padding with dilation, true convolution",
        "flip n1 ic2 ih4 iw3 oc2 kh3 kw2 dh2 dw2 ph=full pw=full");
    add("padding at the top and left only", "conv n1 ic2 ih4 iw4 oc2 kh3 kw3 ph2:0 pw1:0");
    add("padding at the bottom and right only", "conv n1 ic2 ih4 iw4 oc2 kh3 kw3 ph0:2 pw0:1");
    add(
        "uneven padding, maximum of negative numbers",
        "max n1 ic2 ih4 iw4 kh3 kw3 ph2:0 pw0:1",
        operands -> x(operands, value -> -1 - Math.abs(value)));
    add("uneven padding, average", "avg n1 ic2 ih4 iw5 kh3 kw3 ph2:0 pw0:1");
    add("Same with an extra element at the end", "conv n1 ic2 ih5 iw5 oc2 kh2 kw4 ph=same pw=same");
  }

  private void numbers() {
    add("weights all zero", "conv n2 ic2 ih5 iw5 oc2 kh3 kw3", o -> w(o, value -> 0));
    add("input all zero", "conv n2 ic2 ih5 iw5 oc2 kh3 kw3", o -> x(o, value -> 0));
    add("no gradient from above", "conv n2 ic2 ih5 iw5 oc2 kh3 kw3", o -> dy(o, value -> 0));
    add("norm of zeros has no gradient", "norm2 n1 ic2 ih4 iw4 kh2 kw2", o -> x(o, value -> 0));
    add("1-norm of zeros has no gradient", "norm1 n1 ic2 ih4 iw4 kh2 kw2", o -> x(o, value -> 0));
    add(
        "zeros of either sign, convolution",
        "conv n1 ic2 ih4 iw4 oc2 kh2 kw2 nobias",
        o -> xAt(o, index -> index % 2 == 0 ? 0.0 : -0.0));
  }

  private void notNumbers() {
    for (int row = 0; row < EDGE; row++) {
      for (int column = 0; column < EDGE; column++) {
        int at = row * EDGE + column;
        add(
            "NaN in row " + row + ", column " + column + " of the window loses to every number",
            "max n2 ic1 ih3 iw3 kh3 kw3 distinct",
            o -> xAt(o, i -> i == at ? Double.NaN : o.x().values()[i]));
      }
    }
    add(
        "a window of nothing but NaN",
        "max n1 ic1 ih3 iw4 kh2 kw2",
        o -> xAt(o, i -> i % 4 < 2 ? Double.NaN : i));
    add(
        "a window of NaN and -Infinity",
        "max n1 ic1 ih2 iw2 kh2 kw2",
        o -> xAt(o, i -> i == 2 ? Double.NEGATIVE_INFINITY : Double.NaN));
    add(
        "a window of nothing but -Infinity",
        "max n1 ic1 ih2 iw4 kh2 kw2",
        o -> xAt(o, i -> i % 4 < 2 ? Double.NEGATIVE_INFINITY : i));
    add(
        "Infinity wins a maximum",
        "max n1 ic2 ih4 iw4 kh2 kw2 distinct",
        o -> xAt(o, i -> i == 5 ? Double.POSITIVE_INFINITY : o.x().values()[i]));
    for (double value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
      add(
          value + " in the input reaches its windows only",
          "conv n2 ic2 ih5 iw5 oc2 kh2 kw3 ph1 pw1",
          o -> xAt(w(o, w -> w == 0 ? 1 : w), i -> i == 7 ? value : o.x().values()[i]));
      add(
          value + " in an average reaches its windows only",
          "avg n2 ic2 ih5 iw5 kh2 kw2 ph1 pw1",
          o -> xAt(o, i -> i == 7 ? value : o.x().values()[i]));
    }
    add(
        "NaN among the weights reaches its filter only",
        "conv n1 ic2 ih4 iw4 oc3 kh2 kw2",
        o -> wAt(o, i -> i == 9 ? Double.NaN : o.w().values()[i]));
    add(
        "NaN in the gradient from above",
        "conv n2 ic2 ih5 iw5 oc2 kh2 kw2",
        o -> dyAt(o, i -> i == 3 ? Double.NaN : o.dy().values()[i]));
    add(
        "NaN in a norm",
        "norm2 n1 ic2 ih4 iw4 kh2 kw2 sh2 sw2",
        o -> xAt(o, i -> i == 5 ? Double.NaN : 1 + i));
  }

  private void ties() {
    add("all equal: the first wins", "max n1 ic2 ih5 iw5 kh3 kw3 sh2 sw2", o -> x(o, value -> 4));
    add(
        "all equal, negative, with padding: the first inside wins",
        "max n1 ic2 ih4 iw4 kh3 kw3 ph1 pw1",
        o -> x(o, value -> -4));
    add("all zero: the first wins", "max n1 ic2 ih4 iw4 kh2 kw2", o -> x(o, value -> 0));
    add(
        "zeros of either sign are equal: the first wins",
        "max n1 ic1 ih4 iw4 kh2 kw2 sh2 sw2",
        o -> xAt(o, i -> i % 2 == 0 ? -0.0 : 0.0));
    add(
        "two equal in one column: the upper wins",
        "max n1 ic1 ih3 iw3 kh3 kw3",
        o -> xAt(o, i -> i == 2 || i == 8 ? 9 : -i));
    add(
        "two equal in one row: the left one wins",
        "max n1 ic1 ih3 iw3 kh3 kw3",
        o -> xAt(o, i -> i == 3 || i == 5 ? 9 : -i));
    add(
        "the right one above ties with the left one below: rows decide",
        "max n1 ic1 ih3 iw3 kh3 kw3",
        o -> xAt(o, i -> i == 2 || i == 3 ? 9 : -i));
  }

  private void extremes() {
    add(
        "denormal numbers through a maximum",
        "max n1 ic2 ih4 iw4 kh2 kw2 distinct",
        o -> x(o, value -> TINY * (1 + value)));
    add(
        "denormal numbers summed",
        "conv n1 ic2 ih4 iw4 oc2 kh2 kw2 nobias",
        o -> x(o, value -> TINY * value));
    add(
        "denormal numbers averaged",
        "avg n1 ic2 ih4 iw4 kh2 kw2",
        o -> x(o, value -> TINY * value));
    add(
        "products overflow to Infinity",
        "conv n1 ic2 ih4 iw4 oc2 kh2 kw2 nobias",
        o -> dy(w(x(o, value -> HUGE), value -> 16), value -> 1));
    add("sums overflow to Infinity", "sum n1 ic2 ih4 iw4 kh2 kw2", o -> x(o, value -> HUGE));
    add(
        "an average of huge numbers does not overflow",
        "avg n1 ic2 ih4 iw4 kh2 kw2",
        o -> x(o, value -> HUGE));
    add(
        "a norm of huge numbers does not overflow",
        "norm2 n1 ic2 ih4 iw4 kh2 kw2",
        o -> xAt(o, i -> 0x1p100 * (i + 1)));
    add(
        "a norm of tiny numbers does not vanish",
        "norm2 n1 ic2 ih4 iw4 kh2 kw2",
        o -> xAt(o, i -> 0x1p-100 * (i + 1)));
    add(
        "maximum of the lowest numbers",
        "max n1 ic2 ih4 iw4 kh2 kw2",
        o -> x(o, value -> -Float.MAX_VALUE));
    add(
        "bias alone, far larger than the sums",
        "conv n1 ic2 ih4 iw4 oc2 kh2 kw2 normal",
        o -> new Operands(o.x(), o.w(), new double[] {0x1p60, -0x1p60}, o.dy()));
  }

  private void layouts() {
    for (Layout layout : List.of(Layout.FIRST_AXIS_FASTEST, Layout.EVERY_SECOND, Layout.GUARDED)) {
      String how =
          switch (layout) {
            case DENSE -> "dense";
            case FIRST_AXIS_FASTEST -> "arrays in 'f' order";
            case EVERY_SECOND -> "views of every second row and column";
            case GUARDED -> "buffers with guard values around";
          };
      UnaryOperator<Operands> change = o -> new Operands(o.x(), o.w(), o.b(), o.dy(), layout);
      add(how + ", convolution", "conv n2 ic3 ih6 iw5 oc4 kh3 kw2 sh2 ph1 pw1", change);
      add(how + ", 1x1 convolution", "conv n2 ic3 ih4 iw5 oc2 kh1 kw1", change);
      add(how + ", maximum", "max n2 ic3 ih6 iw5 kh3 kw2 sh2 ph1 pw1 distinct", change);
      add(how + ", average", "avg n2 ic3 ih6 iw5 kh3 kw2 sh2 ph1 pw1", change);
    }
  }

  private void add(String name, String line) {
    add(name, line, UnaryOperator.identity());
  }

  private void add(String name, String line, UnaryOperator<Operands> change) {
    Problem problem = CaseLine.parse(line).in(precision);
    cases.add(new SpecialCase(name, problem.withSeed(problem.seed() + more), change));
  }

  private static Operands x(Operands o, DoubleUnaryOperator function) {
    return new Operands(Tensors.map(o.x(), function), o.w(), o.b(), o.dy());
  }

  private static Operands w(Operands o, DoubleUnaryOperator function) {
    return new Operands(o.x(), Tensors.map(o.w(), function), o.b(), o.dy());
  }

  private static Operands dy(Operands o, DoubleUnaryOperator function) {
    return new Operands(o.x(), o.w(), o.b(), Tensors.map(o.dy(), function));
  }

  private static Operands xAt(Operands o, IntToDoubleFunction function) {
    return new Operands(filled(o.x(), function), o.w(), o.b(), o.dy());
  }

  private static Operands wAt(Operands o, IntToDoubleFunction function) {
    return new Operands(o.x(), filled(o.w(), function), o.b(), o.dy());
  }

  private static Operands dyAt(Operands o, IntToDoubleFunction function) {
    return new Operands(o.x(), o.w(), o.b(), filled(o.dy(), function));
  }

  private static Tensor4 filled(Tensor4 shape, IntToDoubleFunction function) {
    double[] values = new double[shape.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = function.applyAsDouble(i);
    }
    return new Tensor4(values, shape.n(), shape.c(), shape.h(), shape.w());
  }
}
