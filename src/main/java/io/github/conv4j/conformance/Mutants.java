package io.github.conv4j.conformance;

import io.github.conv4j.conformance.Mutant.Fault;
import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** Plausible mistakes in convolution and pooling code. */
final class Mutants {

  private static final double THOUSANDTH = 1e-3;
  private static final double LOSS = 1e-4;
  private static final int HALF_PRECISION_BITS = 13;

  private final List<Mutant> mutants = new ArrayList<>();

  private Mutants() {}

  static List<Mutant> all() {
    Mutants mutants = new Mutants();
    mutants.windows();
    mutants.weights();
    mutants.biases();
    mutants.channelsAndImages();
    mutants.gradients();
    mutants.averages();
    mutants.maxima();
    mutants.norms();
    mutants.numbers();
    mutants.rectifiers();
    mutants.tiles();
    mutants.spectra();
    return List.copyOf(mutants.mutants);
  }

  private void windows() {
    Predicate<Problem> every = p -> true;
    window("vertical stride ignored", every, w -> new Window(stride(w.height(), 1), w.width()));
    window("horizontal stride ignored", every, w -> new Window(w.height(), stride(w.width(), 1)));
    window(
        "strides of the axes swapped",
        every,
        w ->
            new Window(
                stride(w.height(), w.width().stride()), stride(w.width(), w.height().stride())));
    window(
        "dilation dropped",
        every,
        w -> new Window(dilation(w.height(), 1), dilation(w.width(), 1)));
    window(
        "horizontal dilation dropped", every, w -> new Window(w.height(), dilation(w.width(), 1)));
    window(
        "dilations of the axes swapped",
        every,
        w ->
            new Window(
                dilation(w.height(), w.width().dilation()),
                dilation(w.width(), w.height().dilation())));
    window(
        "padding off by one at the top",
        p -> p.geometry().height().padding().kind() == Padding.Kind.EXPLICIT,
        w ->
            w.height().before() == 0
                ? w
                : new Window(shifted(w.height(), w.height().before() - 1), w.width()));
    window(
        "padding ignored on the left", every, w -> new Window(w.height(), shifted(w.width(), 0)));
    window(
        "paddings of the axes swapped",
        every,
        w ->
            new Window(
                shifted(w.height(), w.width().before()), shifted(w.width(), w.height().before())));
    window(
        "Same puts the extra element at the start",
        p -> p.geometry().height().padding().kind() == Padding.Kind.SAME,
        w -> new Window(shifted(w.height(), w.height().after()), w.width()));
    window(
        "uneven padding taken from the wrong end",
        p -> p.geometry().height().padding().kind() == Padding.Kind.EXPLICIT,
        w ->
            new Window(
                shifted(w.height(), w.height().after()), shifted(w.width(), w.width().after())));
    add(
        "ceil treated as floor",
        Quantity.OUTPUT,
        (p, o, right) -> {
          Problem floor = Edit.axes(p, Edit::floor);
          if (p.geometry().height().rounding() == Rounding.FLOOR) {
            return right;
          }
          Window window = floor.window();
          Tensor4 dy = Tensors.head(o.dy(), window.height().output(), window.width().output());
          return Mutant.right(floor, new Operands(o.x(), o.w(), o.b(), dy), window);
        });
    output(
        "last row of outputs not computed",
        p -> true,
        (p, o, y) -> Tensors.like(y, (n, c, h, w) -> h == y.h() - 1 ? 0 : y.at(n, c, h, w)));
    output(
        "output written column by column",
        p -> true,
        (p, o, y) -> new Tensor4(Tensors.transpose(y).values(), y.n(), y.c(), y.h(), y.w()));
  }

  private void weights() {
    weights("kernel transposed", w -> w.h() == w.w() ? Tensors.transpose(w) : w);
    weights("filters permuted", Tensors::reverseFirst);
    weights("channels of the weights permuted", Tensors::reverseChannels);
    weights(
        "weights read as [channels, filters]",
        w -> w.n() == w.c() ? Tensors.like(w, (f, c, h, v) -> w.at(c, f, h, v)) : w);
    weights(
        "kernel flipped on one axis only",
        w -> Tensors.like(w, (f, c, h, v) -> w.at(f, c, w.h() - 1 - h, v)));
    weights(
        "last column of the kernel skipped",
        w -> Tensors.like(w, (f, c, h, v) -> v == w.w() - 1 && v > 0 ? 0 : w.at(f, c, h, v)));
    weights(
        "last channel skipped",
        w -> Tensors.like(w, (f, c, h, v) -> c == w.c() - 1 ? 0 : w.at(f, c, h, v)));
    changed(
        "flip missing",
        Quantity.OUTPUT,
        p -> p.operation().orientation() == Orientation.CONVOLUTION,
        o -> new Operands(o.x(), Tensors.flip(o.w()), o.b(), o.dy()));
    changed(
        "flip where none belongs",
        Quantity.OUTPUT,
        p -> p.operation().orientation() == Orientation.CROSS_CORRELATION,
        o -> new Operands(o.x(), Tensors.flip(o.w()), o.b(), o.dy()));
  }

  private void biases() {
    bias("bias added twice", (b, f) -> 2 * b[f]);
    bias("bias forgotten", (b, f) -> 0);
    bias("bias of the first filter for all", (b, f) -> b[0]);
    bias("bias subtracted", (b, f) -> -b[f]);
    gradient(
        "db forgets the last image",
        Quantity.BIAS_GRADIENT,
        o ->
            new Operands(
                o.x(),
                o.w(),
                o.b(),
                Tensors.like(
                    o.dy(), (n, c, h, w) -> n == o.dy().n() - 1 ? 0 : o.dy().at(n, c, h, w))));
    scaled(
        "db averaged over positions", Quantity.BIAS_GRADIENT, p -> 1.0 / p.window().outputSize());
  }

  private void channelsAndImages() {
    output(
        "last image skipped",
        p -> true,
        (p, o, y) -> Tensors.like(y, (n, c, h, w) -> n == y.n() - 1 ? 0 : y.at(n, c, h, w)));
    output(
        "first image for all images",
        p -> true,
        (p, o, y) -> Tensors.like(y, (n, c, h, w) -> y.at(0, c, h, w)));
    output(
        "last channel of pooling skipped",
        p -> !p.operation().isConvolution(),
        (p, o, y) -> Tensors.like(y, (n, c, h, w) -> c == y.c() - 1 ? 0 : y.at(n, c, h, w)));
    output(
        "images and channels mixed up",
        p -> true,
        (p, o, y) -> y.n() == y.c() ? Tensors.like(y, (n, c, h, w) -> y.at(c, n, h, w)) : y);
  }

  private void gradients() {
    scaled("dX doubled", Quantity.INPUT_GRADIENT, p -> 2);
    scaled("dW doubled", Quantity.WEIGHT_GRADIENT, p -> 2);
    scaled("db doubled", Quantity.BIAS_GRADIENT, p -> 2);
    scaled("dX with the wrong sign", Quantity.INPUT_GRADIENT, p -> -1);
    scaled("dW averaged over the batch", Quantity.WEIGHT_GRADIENT, p -> 1.0 / p.batch());
    gradient(
        "dW of the last image only",
        Quantity.WEIGHT_GRADIENT,
        o ->
            new Operands(
                o.x(),
                o.w(),
                o.b(),
                Tensors.like(
                    o.dy(), (n, c, h, w) -> n < o.dy().n() - 1 ? 0 : o.dy().at(n, c, h, w))));
    gradient(
        "dX with the kernel flipped",
        Quantity.INPUT_GRADIENT,
        o -> o.w() == null ? o : new Operands(o.x(), Tensors.flip(o.w()), o.b(), o.dy()));
    gradient(
        "dX skips the last filter",
        Quantity.INPUT_GRADIENT,
        o ->
            new Operands(
                o.x(),
                o.w(),
                o.b(),
                Tensors.like(
                    o.dy(), (n, c, h, w) -> c == o.dy().c() - 1 ? 0 : o.dy().at(n, c, h, w))));
    gradientWindow(
        "dW ignores the stride",
        Quantity.WEIGHT_GRADIENT,
        w -> new Window(stride(w.height(), 1), stride(w.width(), 1)));
    gradientWindow(
        "dX ignores the dilation",
        Quantity.INPUT_GRADIENT,
        w -> new Window(dilation(w.height(), 1), dilation(w.width(), 1)));
    gradientWindow(
        "dW ignores the padding",
        Quantity.WEIGHT_GRADIENT,
        w -> new Window(shifted(w.height(), 0), shifted(w.width(), 0)));
    Map<Integer, double[]> memory = new HashMap<>();
    add(
        "dX not cleared between calls",
        Quantity.INPUT_GRADIENT,
        (p, o, right) -> {
          double[] dx = right.get(Quantity.INPUT_GRADIENT);
          synchronized (memory) {
            double[] old = memory.get(dx.length);
            for (int i = 0; old != null && i < dx.length; i++) {
              dx[i] += old[i];
            }
            memory.put(dx.length, dx.clone());
          }
          return right;
        });
    add(
        "a gradient overwritten where windows overlap",
        Quantity.INPUT_GRADIENT,
        (p, o, right) -> {
          if (p.operation().pool() == PoolKind.SUM) {
            right.put(Quantity.INPUT_GRADIENT, lastWindowOnly(p, o));
          }
          return right;
        });
  }

  /** The gradient of sum pooling with = in place of +=. */
  private static double[] lastWindowOnly(Problem p, Operands o) {
    Axis height = p.window().height();
    Axis width = p.window().width();
    Tensor4 dx = Tensors.map(o.x(), value -> 0);
    for (int at = 0; at < o.dy().values().length; at++) {
      int ow = at % width.output();
      int oh = at / width.output() % height.output();
      int plane = at / (width.output() * height.output());
      for (int i = height.firstInside(oh); i < height.endInside(oh); i++) {
        for (int j = width.firstInside(ow); j < width.endInside(ow); j++) {
          int row = height.start(oh) + i * height.dilation();
          int column = width.start(ow) + j * width.dilation();
          dx.values()[(plane * dx.h() + row) * dx.w() + column] = o.dy().values()[at];
        }
      }
    }
    return dx.values();
  }

  private void averages() {
    otherKind(
        "padding counts where it must not",
        PoolKind.AVERAGE_EXCLUDING_PADDING,
        PoolKind.AVERAGE_INCLUDING_PADDING,
        Quantity.OUTPUT);
    otherKind(
        "padding does not count where it must",
        PoolKind.AVERAGE_INCLUDING_PADDING,
        PoolKind.AVERAGE_EXCLUDING_PADDING,
        Quantity.OUTPUT);
    otherKind(
        "division forgotten", PoolKind.AVERAGE_EXCLUDING_PADDING, PoolKind.SUM, Quantity.OUTPUT);
    otherKind(
        "gradient of an average not divided",
        PoolKind.AVERAGE_INCLUDING_PADDING,
        PoolKind.SUM,
        Quantity.INPUT_GRADIENT);
    output(
        "divisor takes the kernel for square",
        p -> p.operation().pool() == PoolKind.AVERAGE_INCLUDING_PADDING,
        (p, o, y) -> {
          double factor = (double) p.window().width().kernel() / p.window().height().kernel();
          return Tensors.map(y, value -> value * factor);
        });
    output(
        "overhang of ceil counts in the divisor",
        p -> p.operation().pool() == PoolKind.AVERAGE_INCLUDING_PADDING,
        (p, o, y) -> {
          Window window = p.window();
          return Tensors.like(
              y,
              (n, c, h, w) ->
                  y.at(n, c, h, w)
                      * window.height().countPadded(h)
                      * window.width().countPadded(w)
                      / window.kernelSize());
        });
  }

  private void maxima() {
    Predicate<Problem> max = p -> p.operation().pool() == PoolKind.MAX;
    gradientOf(
        "the last of equal maxima gets the gradient",
        PoolKind.MAX,
        (p, o) -> Mutant.right(p, preferringLater(o), p.window()).get(Quantity.INPUT_GRADIENT));
    gradientOf("every one of equal maxima gets the gradient", PoolKind.MAX, Mutants::toAllMaxima);
    output(
        "padding wins a maximum",
        max,
        (p, o, y) -> {
          Window window = p.window();
          return Tensors.like(
              y,
              (n, c, h, w) -> {
                int inside = window.height().countInside(h) * window.width().countInside(w);
                double value = y.at(n, c, h, w);
                return inside < window.kernelSize() ? Math.max(0, value) : value;
              });
        });
    output("maximum starts from zero", max, (p, o, y) -> Tensors.map(y, v -> Math.max(0, v)));
    output(
        "a maximum without elements is the lowest number",
        max,
        (p, o, y) -> {
          Window window = p.window();
          return Tensors.like(
              y,
              (n, c, h, w) ->
                  window.height().countInside(h) * window.width().countInside(w) == 0
                      ? -Float.MAX_VALUE
                      : y.at(n, c, h, w));
        });
    changed(
        "maximum of magnitudes",
        Quantity.OUTPUT,
        max,
        o -> new Operands(Tensors.map(o.x(), Math::abs), o.w(), o.b(), o.dy()));
    output(
        "NaN not dropped from a maximum",
        max,
        (p, o, y) -> {
          Operands sums = new Operands(o.x(), null, null, o.dy());
          Problem sum = Edit.operation(p, Operation.pooling(PoolKind.SUM, 0));
          double[] s = Mutant.right(sum, sums, p.window()).get(Quantity.OUTPUT);
          double[] values = y.values().clone();
          for (int i = 0; i < values.length; i++) {
            values[i] = Double.isNaN(s[i]) ? Double.NaN : values[i];
          }
          return new Tensor4(values, y.n(), y.c(), y.h(), y.w());
        });
  }

  /** Later elements a little larger, less than integers differ. */
  private static Operands preferringLater(Operands o) {
    double[] values = o.x().values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (double) i / (2 * values.length);
    }
    Tensor4 x = new Tensor4(values, o.x().n(), o.x().c(), o.x().h(), o.x().w());
    return new Operands(x, o.w(), o.b(), o.dy());
  }

  private static double[] toAllMaxima(Problem p, Operands o) {
    Axis height = p.window().height();
    Axis width = p.window().width();
    double[] y = Mutant.right(p, o, p.window()).get(Quantity.OUTPUT);
    double[] dx = new double[o.x().values().length];
    for (int at = 0; at < y.length; at++) {
      int ow = at % width.output();
      int oh = at / width.output() % height.output();
      int plane = at / (width.output() * height.output());
      for (int i = height.firstInside(oh); i < height.endInside(oh); i++) {
        for (int j = width.firstInside(ow); j < width.endInside(ow); j++) {
          int row = height.start(oh) + i * height.dilation();
          int column = width.start(ow) + j * width.dilation();
          int input = (plane * o.x().h() + row) * o.x().w() + column;
          dx[input] += o.x().values()[input] == y[at] ? o.dy().values()[at] : 0;
        }
      }
    }
    return dx;
  }

  private void norms() {
    Predicate<Problem> norm = p -> p.operation().pool() == PoolKind.P_NORM;
    add(
        "p-norm with the wrong exponent",
        Quantity.OUTPUT,
        (p, o, right) -> {
          if (norm.test(p)) {
            Operation wrong = Operation.pooling(PoolKind.P_NORM, p.operation().p() + 1);
            right.putAll(Mutant.right(Edit.operation(p, wrong), o, p.window()));
          }
          return right;
        });
    output(
        "p-norm without the root",
        norm,
        (p, o, y) -> Tensors.map(y, value -> Math.pow(value, p.operation().p())));
    gradientOf(
        "p-norm gradient without the sign",
        PoolKind.P_NORM,
        (p, o) ->
            Mutant.right(
                    p, new Operands(Tensors.map(o.x(), Math::abs), null, null, o.dy()), p.window())
                .get(Quantity.INPUT_GRADIENT));
    gradientOf(
        "p-norm gradient of zeros is NaN",
        PoolKind.P_NORM,
        (p, o) -> {
          double[] dx = Mutant.right(p, o, p.window()).get(Quantity.INPUT_GRADIENT);
          boolean zeros = Arrays.stream(o.x().values()).allMatch(value -> value == 0);
          return zeros ? Arrays.stream(dx).map(value -> Double.NaN).toArray() : dx;
        });
  }

  private void numbers() {
    output(
        "one element off by a thousandth",
        p -> true,
        (p, o, y) -> {
          double[] values = y.values().clone();
          if (values.length > 0) {
            values[values.length - 1] += THOUSANDTH;
          }
          return new Tensor4(values, y.n(), y.c(), y.h(), y.w());
        });
    changed(
        "operands cut to the digits of half precision",
        Quantity.OUTPUT,
        p -> p.operation().isConvolution(),
        o ->
            new Operands(
                Tensors.map(o.x(), Mutants::half),
                Tensors.map(o.w(), Mutants::half),
                o.b(),
                o.dy()));
    add(
        "DOUBLE computed as FLOAT",
        Quantity.OUTPUT,
        (p, o, right) -> {
          if (p.precision() == Precision.DOUBLE) {
            right.replaceAll(
                (quantity, values) -> Arrays.stream(values).map(v -> (float) v).toArray());
          }
          return right;
        });
    output(
        "negative outputs cut off",
        p -> p.operation().isConvolution(),
        (p, o, y) -> Tensors.map(y, v -> Math.max(0, v)));
    output(
        "denormal numbers of a maximum become zero",
        p -> p.operation().pool() == PoolKind.MAX && p.precision() == Precision.FLOAT,
        (p, o, y) -> Tensors.map(y, v -> Math.abs(v) < Float.MIN_NORMAL ? 0 : v));
    AtomicReference<Operands> last = new AtomicReference<>();
    output(
        "the last bit depends on the call before",
        p -> p.distribution() == Distribution.NORMAL,
        (p, o, y) -> {
          boolean again = last.getAndSet(o) == o;
          return Tensors.map(y, value -> again ? nextInType(p, value) : value);
        });
    mutants.add(new Mutant("a window that does not fit is computed"));
  }

  private void rectifiers() {
    Predicate<Problem> relu = p -> p.operation().rectified();
    changedOperation("ReLU forgotten", Quantity.OUTPUT, relu, o -> o.withRectified(false));
    changedOperation(
        "ReLU's gradient taken as 1", Quantity.INPUT_GRADIENT, relu, o -> o.withRectified(false));
    changedOperation(
        "dW without ReLU's gradient", Quantity.WEIGHT_GRADIENT, relu, o -> o.withRectified(false));
    changedOperation(
        "db without ReLU's gradient", Quantity.BIAS_GRADIENT, relu, o -> o.withRectified(false));
    output(
        "ReLU before the bias",
        relu.and(p -> p.operation().bias()),
        (p, o, y) -> {
          Problem plain = Edit.operation(p, p.operation().withBias(false));
          Operands without = new Operands(o.x(), o.w(), null, o.dy());
          double[] values = Mutant.right(plain, without, p.window()).get(Quantity.OUTPUT);
          Tensor4 part = new Tensor4(values, y.n(), y.c(), y.h(), y.w());
          return Tensors.like(y, (n, c, h, w) -> part.at(n, c, h, w) + o.b()[c]);
        });
  }

  /** What goes wrong in Winograd's tiles. */
  private void tiles() {
    Predicate<Problem> two = p -> p.operation().algorithm() == Algorithm.WINOGRAD_2;
    Predicate<Problem> four = p -> p.operation().algorithm() == Algorithm.WINOGRAD_4;
    output(
        "Winograd: the rows of an incomplete last tile not written",
        four,
        (p, o, y) ->
            Tensors.like(y, (n, c, h, w) -> h >= y.h() - y.h() % 4 ? 0 : y.at(n, c, h, w)));
    output(
        "Winograd: the columns of an incomplete last tile not written",
        two,
        (p, o, y) ->
            Tensors.like(y, (n, c, h, w) -> w >= y.w() - y.w() % 2 ? 0 : y.at(n, c, h, w)));
    output(
        "Winograd: a sign wrong in the transform of the input",
        two,
        (p, o, y) ->
            Tensors.like(
                y,
                (n, f, h, w) ->
                    y.at(n, f, h, w) + (w % 2 == 1 ? lastProduct(p, o, n, f, h, w) : 0)));
    output(
        "Winograd: the tiles of a row in the wrong order",
        two,
        (p, o, y) ->
            Tensors.like(
                y,
                (n, c, h, w) ->
                    w < 4 && y.w() >= 4 ? y.at(n, c, h, (w + 2) % 4) : y.at(n, c, h, w)));
    output(
        "Winograd: the bias added in the transformed domain only to the first of a tile",
        four.and(p -> p.operation().bias()),
        (p, o, y) ->
            Tensors.like(
                y, (n, c, h, w) -> y.at(n, c, h, w) - (h % 4 == 0 && w % 4 == 0 ? 0 : o.b()[c])));
    output(
        "Winograd: interpolation points that lose five digits",
        four,
        (p, o, y) ->
            Tensors.like(y, (n, c, h, w) -> y.at(n, c, h, w) * (w % 2 == 0 ? 1 + LOSS : 1 - LOSS)));
    output(
        "Winograd F(2x2) no longer exact on integers",
        two.and(p -> p.distribution() == Distribution.INTEGER),
        (p, o, y) -> Tensors.map(y, v -> Math.nextUp((float) v)));
    partialGradient("Winograd: dW forgets incomplete tiles", Quantity.WEIGHT_GRADIENT, two);
    partialGradient("Winograd: dX forgets incomplete tiles", Quantity.INPUT_GRADIENT, two);
  }

  /** Twice the product of the last weight of a row that a wrong sign would add to a tile. */
  private static double lastProduct(Problem p, Operands o, int n, int f, int h, int w) {
    Window window = p.window();
    double sum = 0;
    for (int c = 0; c < o.x().c(); c++) {
      for (int i = 0; i < o.w().h(); i++) {
        int row = window.height().start(h) + i;
        int column = window.width().start(w);
        sum +=
            2
                * (at(o.x(), n, c, row, column) - at(o.x(), n, c, row, column + 2))
                * o.w().at(f, c, i, o.w().w() - 1);
      }
    }
    return sum;
  }

  private static double at(Tensor4 x, int n, int c, int row, int column) {
    return row >= 0 && row < x.h() && column >= 0 && column < x.w() ? x.at(n, c, row, column) : 0;
  }

  /** A gradient to which outputs of an incomplete last tile of two do not contribute. */
  private void partialGradient(String name, Quantity gradient, Predicate<Problem> where) {
    add(
        name,
        gradient,
        (p, o, right) -> {
          if (where.test(p)) {
            Tensor4 dy = o.dy();
            Tensor4 whole =
                Tensors.like(
                    dy,
                    (n, c, h, w) ->
                        h >= dy.h() - dy.h() % 2 || w >= dy.w() - dy.w() % 2
                            ? 0
                            : dy.at(n, c, h, w));
            Operands changed = new Operands(o.x(), o.w(), o.b(), whole);
            right.put(gradient, Mutant.right(p, changed, p.window()).get(gradient));
          }
          return right;
        });
  }

  /** What goes wrong with Fourier transforms. */
  private void spectra() {
    Predicate<Problem> fft = p -> p.operation().algorithm() == Algorithm.FFT;
    for (Quantity quantity :
        List.of(Quantity.OUTPUT, Quantity.INPUT_GRADIENT, Quantity.WEIGHT_GRADIENT)) {
      scaled(
          "FFT: not divided by the number of points, " + quantity.symbol(),
          quantity,
          p -> fft.test(p) ? (double) p.height() * p.width() : 1);
    }
    changed(
        "FFT: the complex conjugate forgotten",
        Quantity.OUTPUT,
        fft,
        o -> new Operands(o.x(), Tensors.flip(o.w()), o.b(), o.dy()));
    add(
        "FFT: transforms too short, so that the image wraps around",
        Quantity.OUTPUT,
        (p, o, right) -> {
          if (fft.test(p) && finite(o)) {
            right.put(Quantity.OUTPUT, wrapped(p, o));
          }
          return right;
        });
    output(
        "FFT: twiddle factors in half precision", fft, (p, o, y) -> Tensors.map(y, Mutants::half));
    add(
        "FFT: DOUBLE transformed in FLOAT",
        Quantity.WEIGHT_GRADIENT,
        (p, o, right) -> {
          if (fft.test(p) && p.precision() == Precision.DOUBLE) {
            right.replaceAll(
                (quantity, values) -> Arrays.stream(values).map(v -> (float) v).toArray());
          }
          return right;
        });
    output(
        "FFT: a NaN spreads over its image",
        fft,
        (p, o, y) -> finite(o) ? y : Tensors.map(y, value -> Double.NaN));
  }

  private static boolean finite(Operands o) {
    return Operands.isFinite(o.x().values(), o.w().values(), o.b(), o.dy().values());
  }

  /** Padding filled with the opposite edge of the image. */
  private static double[] wrapped(Problem p, Operands o) {
    Axis h = p.window().height();
    Axis v = p.window().width();
    Tensor4 x = o.x();
    Tensor4 around =
        Tensors.build(
            x.n(),
            x.c(),
            h.before() + x.h() + h.after(),
            v.before() + x.w() + v.after(),
            (n, c, i, j) ->
                x.at(
                    n,
                    c,
                    Math.floorMod(i - h.before(), x.h()),
                    Math.floorMod(j - v.before(), x.w())));
    Problem valid = Adapt.valid(Edit.size(p, around.h(), around.w()));
    Operands operands = new Operands(around, o.w(), o.b(), o.dy());
    return Mutant.right(valid, operands, valid.window()).get(Quantity.OUTPUT);
  }

  private static double nextInType(Problem p, double value) {
    return p.precision() == Precision.FLOAT ? Math.nextUp((float) value) : Math.nextUp(value);
  }

  /** Cut off after 11 significant bits. */
  private static double half(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    return Float.intBitsToFloat(bits >> HALF_PRECISION_BITS << HALF_PRECISION_BITS);
  }

  // How a mistake is put in.

  private interface OutputFault {
    Tensor4 apply(Problem problem, Operands operands, Tensor4 y);
  }

  private interface GradientFault {
    double[] apply(Problem problem, Operands operands);
  }

  private interface BiasFault {
    double of(double[] b, int filter);
  }

  private void add(String name, Quantity broken, Fault fault) {
    mutants.add(new Mutant(name, broken, fault));
  }

  /** Another window in both passes, its sizes unchanged. */
  private void window(String name, Predicate<Problem> where, UnaryOperator<Window> change) {
    add(
        name,
        Quantity.OUTPUT,
        (p, o, right) -> where.test(p) ? Mutant.right(p, o, change.apply(p.window())) : right);
  }

  private void gradientWindow(String name, Quantity gradient, UnaryOperator<Window> change) {
    add(
        name,
        gradient,
        (p, o, right) -> {
          if (p.operation().isConvolution()) {
            right.put(gradient, Mutant.right(p, o, change.apply(p.window())).get(gradient));
          }
          return right;
        });
  }

  private void output(String name, Predicate<Problem> where, OutputFault fault) {
    add(
        name,
        Quantity.OUTPUT,
        (p, o, right) -> {
          if (where.test(p)) {
            Tensor4 y = Trial.tensor(p, o, Quantity.OUTPUT, right);
            right.put(Quantity.OUTPUT, fault.apply(p, o, y).values());
          }
          return right;
        });
  }

  /** Other operands in both passes. */
  private void changed(
      String name, Quantity broken, Predicate<Problem> where, UnaryOperator<Operands> change) {
    add(
        name,
        broken,
        (p, o, right) -> where.test(p) ? Mutant.right(p, change.apply(o), p.window()) : right);
  }

  /** Another operation for one result. */
  private void changedOperation(
      String name, Quantity broken, Predicate<Problem> where, UnaryOperator<Operation> change) {
    add(
        name,
        broken,
        (p, o, right) -> {
          if (where.test(p)) {
            Problem other = Edit.operation(p, change.apply(p.operation()));
            right.put(broken, Mutant.right(other, o, p.window()).get(broken));
          }
          return right;
        });
  }

  private void weights(String name, UnaryOperator<Tensor4> change) {
    changed(
        name,
        Quantity.OUTPUT,
        p -> p.operation().isConvolution(),
        o -> new Operands(o.x(), change.apply(o.w()), o.b(), o.dy()));
  }

  private void bias(String name, BiasFault fault) {
    changed(
        name,
        Quantity.OUTPUT,
        p -> p.operation().bias(),
        o -> {
          double[] b = o.b().clone();
          for (int f = 0; f < b.length; f++) {
            b[f] = fault.of(o.b(), f);
          }
          return new Operands(o.x(), o.w(), b, o.dy());
        });
  }

  /** Other operands for one gradient. */
  private void gradient(String name, Quantity gradient, UnaryOperator<Operands> change) {
    add(
        name,
        gradient,
        (p, o, right) -> {
          if (right.containsKey(gradient)) {
            right.put(gradient, Mutant.right(p, change.apply(o), p.window()).get(gradient));
          }
          return right;
        });
  }

  private void gradientOf(String name, PoolKind kind, GradientFault fault) {
    add(
        name,
        Quantity.INPUT_GRADIENT,
        (p, o, right) -> {
          if (p.operation().pool() == kind) {
            right.put(Quantity.INPUT_GRADIENT, fault.apply(p, o));
          }
          return right;
        });
  }

  private void scaled(String name, Quantity quantity, ToDoubleFunction<Problem> factor) {
    add(
        name,
        quantity,
        (p, o, right) -> {
          if (right.containsKey(quantity)) {
            DoubleUnaryOperator scale = value -> value * factor.applyAsDouble(p);
            right.put(quantity, Arrays.stream(right.get(quantity)).map(scale).toArray());
          }
          return right;
        });
  }

  private void otherKind(String name, PoolKind kind, PoolKind wrong, Quantity broken) {
    add(
        name,
        broken,
        (p, o, right) -> {
          if (p.operation().pool() == kind) {
            Problem other = Edit.operation(p, Operation.pooling(wrong, 0));
            right.put(broken, Mutant.right(other, o, p.window()).get(broken));
          }
          return right;
        });
  }

  private static Axis stride(Axis a, int stride) {
    return axis(a, stride, a.dilation(), a.before());
  }

  private static Axis dilation(Axis a, int dilation) {
    return axis(a, a.stride(), dilation, a.before());
  }

  private static Axis shifted(Axis a, int before) {
    return axis(a, a.stride(), a.dilation(), before);
  }

  /** Sizes stay; what was padding before becomes padding after, and enough of it. */
  private static Axis axis(Axis a, int stride, int dilation, int before) {
    int reach = Math.max(0, (a.output() - 1) * stride + 1 - a.input() - before);
    int after = a.before() + a.after() - Math.min(before, a.before());
    return new Axis(
        a.input(), a.output(), a.kernel(), stride, dilation, before, Math.max(after, reach));
  }
}
