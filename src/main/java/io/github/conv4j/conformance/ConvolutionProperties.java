package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Laws of convolution. */
final class ConvolutionProperties {

  private static final double FACTOR = 3;
  private static final double FOURIER_FLOAT = 2e-5;
  private static final double FOURIER_DOUBLE = 1e-12;
  private static final AxisGeometry IDENTITY = AxisGeometry.of(1, 1, Padding.VALID);

  private ConvolutionProperties() {}

  static List<Property> all() {
    return List.of(
        law("linear in x", Adapt::noBias, ConvolutionProperties::linearInX),
        law("linear in w", Adapt::noBias, ConvolutionProperties::linearInW),
        law("adds the bias once", p -> Adapt.bias(p, true), ConvolutionProperties::bias),
        law(
            "gradients linear in dy",
            p -> Adapt.bias(p, true),
            ConvolutionProperties::linearInGradient),
        law(
            "a kernel with a single 1 copies the input",
            p -> Edit.channels(Adapt.noBias(p), p.channels(), p.channels()),
            ConvolutionProperties::delta),
        law("a kernel of ones sums", Adapt::single, ConvolutionProperties::ones),
        law(
            "a flipped kernel turns one orientation into the other",
            UnaryOperator.identity(),
            ConvolutionProperties::orientation),
        law("dilation puts zeros into the kernel", p -> p, ConvolutionProperties::dilation),
        law("channels can change places", p -> p, ConvolutionProperties::channels),
        law("filters can change places", p -> p, ConvolutionProperties::filters),
        law(
            "groups of channels that do not mix are separate convolutions",
            p ->
                Edit.channels(
                    Adapt.noBias(p),
                    p.channels() + p.channels() % 2,
                    p.filters() + p.filters() % 2),
            ConvolutionProperties::blocks),
        law(
            "a 1x1 kernel is a matrix product per pixel",
            p -> Adapt.stride1(Adapt.valid(Edit.axes(p, a -> Edit.kernel(a, 1)))),
            ConvolutionProperties::columns),
        law(
            "a kernel as large as the image is a dense layer",
            p ->
                Adapt.dilation1(
                    Adapt.valid(
                        Edit.geometry(
                            p,
                            new WindowGeometry(
                                Edit.kernel(p.geometry().height(), p.height()),
                                Edit.kernel(p.geometry().width(), p.width()))))),
            ConvolutionProperties::dense),
        law(
            "an outer product of kernels is two passes",
            Adapt::single,
            ConvolutionProperties::separable),
        law("equals a product of matrices of patches", p -> p, ConvolutionProperties::columns),
        law(
            "Fourier transforms multiply",
            p ->
                Adapt.normal(
                    Edit.axes(
                        Edit.batch(Adapt.stride1(Adapt.dilation1(Adapt.single(p))), 1),
                        a -> Edit.padding(Edit.floor(a), Padding.FULL))),
            ConvolutionProperties::fourier));
  }

  private static Property law(String name, UnaryOperator<Problem> adapt, Consumer<Trial> check) {
    return new Property("convolution: " + name, false, adapt, check);
  }

  private static void linearInX(Trial t) {
    Operands a = t.operands();
    Tensor4 other = t.otherOperands().x();
    Operands b = new Operands(other, a.w(), a.b(), a.dy());
    Operands sum = new Operands(Tensors.combine(FACTOR, a.x(), other), a.w(), a.b(), a.dy());
    combined(t, Quantity.OUTPUT, a, b, sum);
    combined(t, Quantity.WEIGHT_GRADIENT, a, b, sum);
  }

  private static void linearInW(Trial t) {
    Operands a = t.operands();
    Tensor4 other = t.otherOperands().w();
    Operands b = new Operands(a.x(), other, a.b(), a.dy());
    Operands sum = new Operands(a.x(), Tensors.combine(FACTOR, a.w(), other), a.b(), a.dy());
    combined(t, Quantity.OUTPUT, a, b, sum);
    combined(t, Quantity.INPUT_GRADIENT, a, b, sum);
  }

  private static void linearInGradient(Trial t) {
    Operands a = t.operands();
    Tensor4 other = t.otherOperands().dy();
    Operands b = new Operands(a.x(), a.w(), a.b(), other);
    Operands sum = new Operands(a.x(), a.w(), a.b(), Tensors.combine(FACTOR, a.dy(), other));
    combined(t, Quantity.INPUT_GRADIENT, a, b, sum);
    combined(t, Quantity.WEIGHT_GRADIENT, a, b, sum);
    combined(t, Quantity.BIAS_GRADIENT, a, b, sum);
  }

  private static void combined(Trial t, Quantity quantity, Operands a, Operands b, Operands sum) {
    t.equal(
        quantity.symbol() + " of a sum",
        Tensors.combine(FACTOR, t.gradient(quantity, a), t.gradient(quantity, b)),
        t.gradient(quantity, sum));
  }

  private static void bias(Trial t) {
    Operands o = t.operands();
    Operands without = new Operands(o.x(), o.w(), new double[o.b().length], o.dy());
    Tensor4 plain = t.output(without);
    t.equal("y", Tensors.like(plain, (n, c, h, w) -> plain.at(n, c, h, w) + o.b()[c]), t.output(o));
    t.equal("y without bias", t.output(Adapt.bias(t.problem(), false), o.x(), o.w(), null), plain);
  }

  private static void delta(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Axis height = t.window().height();
    Axis width = t.window().width();
    int row = Math.floorMod((int) p.seed(), height.kernel());
    int column = Math.floorMod((int) p.seed() / 2, width.kernel());
    boolean flipped = p.operation().orientation() == Orientation.CONVOLUTION;
    int i = flipped ? height.kernel() - 1 - row : row;
    int j = flipped ? width.kernel() - 1 - column : column;
    Tensor4 w = Tensors.like(o.w(), (f, c, k, l) -> f == c && k == row && l == column ? 1 : 0);
    Tensor4 expected =
        Tensors.like(
            o.dy(),
            (n, f, h, v) ->
                inside(
                    o.x(),
                    n,
                    f,
                    height.start(h) + i * height.dilation(),
                    width.start(v) + j * width.dilation()));
    t.equal("y", expected, t.output(p, o.x(), w, null));
  }

  private static double inside(Tensor4 x, int n, int c, int row, int column) {
    return row >= 0 && row < x.h() && column >= 0 && column < x.w() ? x.at(n, c, row, column) : 0;
  }

  private static void ones(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Problem sum = Edit.operation(p, Operation.pooling(PoolKind.SUM, 0));
    t.equal(
        "y and sum pooling",
        t.output(sum, o.x(), null, null),
        t.output(p, o.x(), Tensors.map(o.w(), value -> 1), null));
  }

  private static void orientation(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    Operation other = p.operation().withOrientation(other(p.operation().orientation()));
    Problem turned = Edit.operation(p, other);
    Operands flipped = new Operands(o.x(), Tensors.flip(o.w()), o.b(), o.dy());
    t.equal("y", t.output(turned, flipped), t.output(o));
    t.equal(
        "dX",
        t.gradient(Quantity.INPUT_GRADIENT, turned, flipped),
        t.gradient(Quantity.INPUT_GRADIENT, o));
    t.equal(
        "dW",
        Tensors.flip(t.gradient(Quantity.WEIGHT_GRADIENT, turned, flipped)),
        t.gradient(Quantity.WEIGHT_GRADIENT, o));
  }

  private static Orientation other(Orientation orientation) {
    return orientation == Orientation.CONVOLUTION
        ? Orientation.CROSS_CORRELATION
        : Orientation.CONVOLUTION;
  }

  private static void dilation(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    AxisGeometry h = p.geometry().height();
    AxisGeometry v = p.geometry().width();
    Problem stuffed = Edit.axes(p, a -> Edit.dilation(Edit.kernel(a, a.effectiveKernel()), 1));
    Tensor4 w =
        Tensors.spread(o.w(), h.dilation(), v.dilation(), h.effectiveKernel(), v.effectiveKernel());
    Operands operands = new Operands(o.x(), w, o.b(), o.dy());
    t.equal("y", t.output(stuffed, operands), t.output(o));
    t.equal(
        "dX",
        t.gradient(Quantity.INPUT_GRADIENT, stuffed, operands),
        t.gradient(Quantity.INPUT_GRADIENT, o));
    t.equal(
        "dW",
        Tensors.subsample(
            t.gradient(Quantity.WEIGHT_GRADIENT, stuffed, operands),
            h.dilation(),
            v.dilation(),
            h.kernel(),
            v.kernel()),
        t.gradient(Quantity.WEIGHT_GRADIENT, o));
  }

  private static void channels(Trial t) {
    Operands o = t.operands();
    Operands reversed =
        new Operands(Tensors.reverseChannels(o.x()), Tensors.reverseChannels(o.w()), o.b(), o.dy());
    t.equal("y", t.output(reversed), t.output(o));
    t.equal(
        "dX",
        Tensors.reverseChannels(t.gradient(Quantity.INPUT_GRADIENT, reversed)),
        t.gradient(Quantity.INPUT_GRADIENT, o));
    t.equal(
        "dW",
        Tensors.reverseChannels(t.gradient(Quantity.WEIGHT_GRADIENT, reversed)),
        t.gradient(Quantity.WEIGHT_GRADIENT, o));
  }

  private static void filters(Trial t) {
    Operands o = t.operands();
    double[] b = o.b() == null ? null : o.b().clone();
    for (int i = 0; b != null && i < b.length; i++) {
      b[i] = o.b()[b.length - 1 - i];
    }
    Operands reversed =
        new Operands(o.x(), Tensors.reverseFirst(o.w()), b, Tensors.reverseChannels(o.dy()));
    Map<Quantity, double[]> plain = t.compute(t.problem(), o);
    Map<Quantity, double[]> turned = t.compute(t.problem(), reversed);
    for (Quantity quantity : plain.keySet()) {
      Tensor4 other = Trial.tensor(t.problem(), reversed, quantity, turned);
      t.equal(
          quantity.symbol(),
          switch (quantity) {
            case OUTPUT, BIAS_GRADIENT -> Tensors.reverseChannels(other);
            case WEIGHT_GRADIENT -> Tensors.reverseFirst(other);
            case INPUT_GRADIENT -> other;
          },
          Trial.tensor(t.problem(), o, quantity, plain));
    }
  }

  private static void blocks(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    int channels = p.channels() / 2;
    int filters = p.filters() / 2;
    Tensor4 w =
        Tensors.like(o.w(), (f, c, i, j) -> f < filters == c < channels ? o.w().at(f, c, i, j) : 0);
    Tensor4 y = t.output(p, o.x(), w, null);
    Problem half = Edit.channels(p, channels, filters);
    for (int block = 0; block < 2; block++) {
      int c0 = block * channels;
      int f0 = block * filters;
      Tensor4 x =
          Tensors.build(
              p.batch(),
              channels,
              p.height(),
              p.width(),
              (n, c, i, j) -> o.x().at(n, c0 + c, i, j));
      Tensor4 blockW =
          Tensors.build(
              filters, channels, w.h(), w.w(), (f, c, i, j) -> w.at(f0 + f, c0 + c, i, j));
      Tensor4 part = t.output(half, x, blockW, null);
      t.equal(
          "y of block " + block, part, Tensors.like(part, (n, f, i, j) -> y.at(n, f0 + f, i, j)));
    }
  }

  /** y[n, f, o] = b[f] + Σ over the rows of the matrix of patches. */
  private static void columns(Trial t) {
    Operands o = t.operands();
    Tensor4 w = oriented(t);
    Axis height = t.window().height();
    Axis width = t.window().width();
    int rows = w.c() * w.h() * w.w();
    Tensor4 expected = Tensors.like(o.dy(), (n, f, i, j) -> 0);
    for (int n = 0; n < o.x().n(); n++) {
      for (int oh = 0; oh < height.output(); oh++) {
        for (int ow = 0; ow < width.output(); ow++) {
          double[] patch = new double[rows];
          for (int r = 0; r < rows; r++) {
            int kh = r / w.w() % w.h();
            int kw = r % w.w();
            patch[r] =
                inside(
                    o.x(),
                    n,
                    r / (w.h() * w.w()),
                    height.start(oh) + kh * height.dilation(),
                    width.start(ow) + kw * width.dilation());
          }
          for (int f = 0; f < w.n(); f++) {
            double sum = o.b() == null ? 0 : o.b()[f];
            for (int r = 0; r < rows; r++) {
              sum += patch[r] * w.values()[f * rows + r];
            }
            expected.values()[expected.index(n, f, oh, ow)] = sum;
          }
        }
      }
    }
    t.equal("y", expected, t.output(o));
  }

  /** The weights as cross-correlation has them. */
  private static Tensor4 oriented(Trial t) {
    Tensor4 w = t.operands().w();
    boolean flipped = t.problem().operation().orientation() == Orientation.CONVOLUTION;
    return flipped ? Tensors.flip(w) : w;
  }

  private static void dense(Trial t) {
    Operands o = t.operands();
    Tensor4 w = oriented(t);
    int inputs = w.c() * w.h() * w.w();
    Tensor4 expected =
        Tensors.like(
            o.dy(),
            (n, f, i, j) -> {
              double sum = o.b() == null ? 0 : o.b()[f];
              for (int k = 0; k < inputs; k++) {
                sum += o.x().values()[n * inputs + k] * w.values()[f * inputs + k];
              }
              return sum;
            });
    t.equal("y", expected, t.output(o));
  }

  private static void separable(Trial t) {
    Problem p = t.problem();
    Operands o = t.operands();
    AxisGeometry h = p.geometry().height();
    AxisGeometry v = p.geometry().width();
    Tensor4 column = Tensors.build(1, 1, h.kernel(), 1, (f, c, i, j) -> o.w().at(0, 0, i, 0));
    Tensor4 row = Tensors.build(1, 1, 1, v.kernel(), (f, c, i, j) -> o.w().at(0, 0, 0, j));
    Tensor4 outer = Tensors.like(o.w(), (f, c, i, j) -> column.at(0, 0, i, 0) * row.at(0, 0, 0, j));
    Problem vertical = Edit.geometry(p, new WindowGeometry(h, IDENTITY));
    Tensor4 between = t.output(vertical, o.x(), column, null);
    Problem horizontal =
        Edit.geometry(Edit.size(p, between.h(), p.width()), new WindowGeometry(IDENTITY, v));
    t.equal("y", t.output(horizontal, between, row, null), t.output(p, o.x(), outer, null));
  }

  /** With full padding, the transform of y is the product of those of x and the flipped w. */
  private static void fourier(Trial t) {
    Tensor4 y = t.output(t.operands());
    double[][] expected =
        product(
            transform(t.operands().x(), y.h(), y.w()),
            transform(Tensors.flip(oriented(t)), y.h(), y.w()));
    double[][] actual = transform(y, y.h(), y.w());
    double error = 0;
    double norm = 0;
    for (int part = 0; part < 2; part++) {
      for (int i = 0; i < actual[part].length; i++) {
        error += Math.pow(actual[part][i] - expected[part][i], 2);
        norm += Math.pow(expected[part][i], 2);
      }
    }
    double allowed = t.problem().precision() == Precision.FLOAT ? FOURIER_FLOAT : FOURIER_DOUBLE;
    double relative = Math.sqrt(error / norm);
    t.require(
        relative <= allowed,
        "relative difference of the transforms: expected at most "
            + allowed
            + ", found "
            + relative);
  }

  /** Real and imaginary parts of the transform of a plane, zeros appended. */
  private static double[][] transform(Tensor4 plane, int rows, int columns) {
    double[][] result = new double[2][rows * columns];
    for (int u = 0; u < rows; u++) {
      for (int v = 0; v < columns; v++) {
        for (int i = 0; i < plane.h(); i++) {
          for (int j = 0; j < plane.w(); j++) {
            double angle = -2 * Math.PI * ((double) u * i / rows + (double) v * j / columns);
            double value = plane.at(0, 0, i, j);
            result[0][u * columns + v] += value * Math.cos(angle);
            result[1][u * columns + v] += value * Math.sin(angle);
          }
        }
      }
    }
    return result;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] result = new double[2][a[0].length];
    for (int i = 0; i < a[0].length; i++) {
      result[0][i] = a[0][i] * b[0][i] - a[1][i] * b[1][i];
      result[1][i] = a[0][i] * b[1][i] + a[1][i] * b[0][i];
    }
    return result;
  }
}
