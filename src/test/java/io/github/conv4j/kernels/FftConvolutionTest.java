package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.testing.Data;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution by Fourier transforms against the plain loops. */
class FftConvolutionTest {

  private static final int AMPLE = 8 << 20;

  private final int workers = Workers.count();

  @AfterEach
  void workersAsBefore() {
    Workers.setCount(workers);
  }

  /** Sizes of a problem and its window. */
  record Case(String name, int n, int c, int f, Window window) {
    @Override
    public String toString() {
      return name + " n" + n + " c" + c + " f" + f + " " + window;
    }
  }

  private static Case square(String name, int n, int c, int f, int size, int k, Padding padding) {
    return new Case(name, n, c, f, WindowGeometry.square(k, 1, padding).resolve(size, size));
  }

  private static Case uneven(
      String name, int n, int c, int f, int h, int w, int kh, Padding ph, int kw, Padding pw) {
    WindowGeometry geometry =
        new WindowGeometry(
            new AxisGeometry(kh, 1, 1, ph, Rounding.FLOOR),
            new AxisGeometry(kw, 1, 1, pw, Rounding.FLOOR));
    return new Case(name, n, c, f, geometry.resolve(h, w));
  }

  static Stream<Case> cases() {
    return Stream.of(
        square("one pixel", 1, 1, 1, 1, 1, Padding.VALID),
        square("1x1 kernel", 7, 3, 2, 6, 1, Padding.VALID),
        square("1x1 kernel, padded", 2, 3, 2, 5, 1, Padding.explicit(2)),
        square("kernel of the image's size", 2, 2, 3, 7, 7, Padding.VALID),
        square("same, even kernel", 7, 3, 5, 9, 4, Padding.SAME),
        square("same, odd kernel", 1, 3, 4, 16, 5, Padding.SAME),
        square("full", 2, 2, 3, 8, 5, Padding.FULL),
        square("kernel larger than the image", 2, 2, 3, 4, 7, Padding.explicit(3)),
        square("windows that lie in the padding", 2, 1, 2, 4, 2, Padding.explicit(5, 3)),
        square("only padding before", 1, 2, 1, 6, 3, Padding.explicit(4, 0)),
        square("only padding after", 1, 2, 1, 6, 3, Padding.explicit(0, 4)),
        uneven("uneven", 3, 4, 3, 11, 6, 3, Padding.explicit(1, 2), 5, Padding.SAME),
        uneven("one row", 2, 2, 2, 1, 17, 1, Padding.VALID, 6, Padding.explicit(2, 0)),
        uneven("one column", 2, 2, 2, 17, 1, 6, Padding.explicit(0, 3), 1, Padding.VALID),
        square("large kernel", 2, 5, 3, 24, 15, Padding.SAME));
  }

  /** Everything a convolution computes. */
  private record Results(double[] y, double[] dx, double[] dw, double[] db) {
    private List<double[]> all() {
      return List.of(y, dx, dw, db);
    }
  }

  private static <A> Pointer memory(Lanes<A> lanes, double[] values) {
    A array = lanes.newArray(values.length);
    lanes.store(values, 0, array, 0, values.length);
    Pointer memory = lanes.allocate(Math.max(1, values.length));
    lanes.write(array, 0, memory, 0, values.length);
    return memory;
  }

  private static <A> double[] values(Lanes<A> lanes, Pointer memory, int count) {
    A array = lanes.newArray(count);
    lanes.read(memory, 0, array, 0, count);
    double[] values = new double[count];
    lanes.load(array, 0, values, 0, count);
    return values;
  }

  private static <A> double[] rounded(Lanes<A> lanes, double[] values) {
    A array = lanes.newArray(values.length);
    lanes.store(values, 0, array, 0, values.length);
    double[] rounded = new double[values.length];
    lanes.load(array, 0, rounded, 0, values.length);
    return rounded;
  }

  /** Operands of a case, as the element type holds them. */
  private record Operands(Tensor4 x, Tensor4 w, double[] b, Tensor4 dy) {}

  private static Operands operands(Lanes<?> lanes, Case c, Data data) {
    long seed = c.toString().hashCode();
    Window window = c.window;
    int rows = window.height().output();
    int columns = window.width().output();
    int batch = Math.max(1, c.n);
    return new Operands(
        round(lanes, data, seed, batch, c.c, window.height().input(), window.width().input()),
        round(lanes, data, seed + 1, c.f, c.c, window.height().kernel(), window.width().kernel()),
        round(lanes, data, seed + 2, 1, c.f, 1, 1).values(),
        round(lanes, data, seed + 3, batch, c.f, rows, columns));
  }

  private static Tensor4 round(Lanes<?> lanes, Data data, long seed, int n, int c, int h, int w) {
    return new Tensor4(rounded(lanes, data.tensor(seed, n, c, h, w).values()), n, c, h, w);
  }

  private static <A> Results run(
      ConvolutionKernel<A> kernel, Lanes<A> lanes, Case c, Operands o, boolean rectify) {
    int outputs = c.n * c.f * c.window.outputSize();
    int inputs = c.n * c.c * c.window.inputSize();
    int weights = c.f * c.c * c.window.kernelSize();
    double[] unwritten = new double[Math.max(Math.max(outputs, inputs), Math.max(weights, c.f))];
    Arrays.fill(unwritten, Double.NaN);
    Pointer x = memory(lanes, o.x.values());
    Pointer w = memory(lanes, o.w.values());
    Pointer dy = memory(lanes, o.dy.values());
    Pointer y = memory(lanes, unwritten);
    Pointer dx = memory(lanes, unwritten);
    Pointer dw = memory(lanes, unwritten);
    Pointer db = memory(lanes, unwritten);
    kernel.forward(c.n, x, w, memory(lanes, o.b), rectify, y);
    kernel.backward(c.n, x, w, rectify ? y : null, dy, dx, dw, db);
    return new Results(
        values(lanes, y, outputs),
        values(lanes, dx, inputs),
        values(lanes, dw, weights),
        values(lanes, db, c.f));
  }

  private static <A> FftConvolution<A> kernel(
      Lanes<A> lanes, Case c, Orientation orientation, int mostElements) {
    return new FftConvolution<>(lanes, c.window, c.c, c.f, orientation, mostElements);
  }

  private static void assertClose(
      String what, Precision precision, Bounded expected, double[] actual) {
    ErrorStats errors =
        Comparator.compareAsWhole(
            expected.value(), actual, Tolerances.norm(precision, expected, 1), precision);
    assertThat(errors.maxRatio()).as(what).isLessThanOrEqualTo(1);
  }

  private static <A> void compare(
      Lanes<A> lanes, Precision precision, Case c, Orientation orientation, int mostElements) {
    Operands o = operands(lanes, c, Data.NORMAL);
    boolean flipped = orientation == Orientation.CONVOLUTION;
    Results results = run(kernel(lanes, c, orientation, mostElements), lanes, c, o, false);
    String what = c + " " + precision + " " + orientation + " limit " + mostElements;
    Window window = c.window;
    assertClose(
        what + ": y",
        precision,
        ReferenceConvolution.forward(o.x, o.w, o.b, window, 1, flipped),
        results.y);
    assertClose(
        what + ": dx",
        precision,
        ReferenceConvolution.inputGradient(o.x, o.w, o.dy, window, 1, flipped),
        results.dx);
    assertClose(
        what + ": dw",
        precision,
        ReferenceConvolution.weightGradient(o.x, o.w, o.dy, window, 1, flipped),
        results.dw);
    assertClose(what + ": db", precision, ReferenceConvolution.biasGradient(o.dy), results.db);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithPlainLoops(Case c) {
    for (Orientation orientation : Orientation.values()) {
      for (int mostElements : new int[] {AMPLE, 4096, 1}) {
        compare(FloatLanes.INSTANCE, Precision.FLOAT, c, orientation, mostElements);
        compare(DoubleLanes.INSTANCE, Precision.DOUBLE, c, orientation, mostElements);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void numberOfWorkersChangesNothing(Case c) {
    Operands o = operands(FloatLanes.INSTANCE, c, Data.NORMAL);
    Workers.setCount(1);
    Results one =
        run(
            kernel(FloatLanes.INSTANCE, c, Orientation.CONVOLUTION, 4096),
            FloatLanes.INSTANCE,
            c,
            o,
            true);
    for (int count : new int[] {2, 3, 5}) {
      Workers.setCount(count);
      Results several =
          run(
              kernel(FloatLanes.INSTANCE, c, Orientation.CONVOLUTION, 4096),
              FloatLanes.INSTANCE,
              c,
              o,
              true);
      for (int i = 0; i < one.all().size(); i++) {
        assertThat(several.all().get(i)).isEqualTo(one.all().get(i));
      }
    }
  }

  @Test
  void zeroWeightsGiveExactlyTheBias() {
    Case c = square("zero weights", 2, 3, 4, 8, 3, Padding.SAME);
    Operands some = operands(FloatLanes.INSTANCE, c, Data.NORMAL);
    Operands o = new Operands(some.x, Tensor4.zeros(4, 3, 3, 3), some.b, some.dy);

    Results results =
        run(
            kernel(FloatLanes.INSTANCE, c, Orientation.CROSS_CORRELATION, AMPLE),
            FloatLanes.INSTANCE,
            c,
            o,
            false);

    for (int i = 0; i < results.y.length; i++) {
      assertThat(results.y[i]).isEqualTo(o.b[i / 64 % 4]);
    }
    assertThat(results.dx).containsOnly(0);
  }

  @Test
  void rectifiesAndMasks() {
    Case c = square("relu", 2, 3, 4, 8, 5, Padding.SAME);
    Operands o = operands(DoubleLanes.INSTANCE, c, Data.NORMAL);
    FftConvolution<double[]> kernel =
        kernel(DoubleLanes.INSTANCE, c, Orientation.CROSS_CORRELATION, AMPLE);
    double[] plain = run(kernel, DoubleLanes.INSTANCE, c, o, false).y;

    Results results = run(kernel, DoubleLanes.INSTANCE, c, o, true);

    double[] masked = o.dy.values().clone();
    for (int i = 0; i < plain.length; i++) {
      assertThat(results.y[i]).isEqualTo(Math.max(0, plain[i]));
      masked[i] = plain[i] > 0 ? masked[i] : 0;
    }
    Tensor4 dy = new Tensor4(masked, 2, 4, 8, 8);
    assertClose(
        "dw",
        Precision.DOUBLE,
        ReferenceConvolution.weightGradient(o.x, o.w, dy, c.window, 1, false),
        results.dw);
    assertClose(
        "dx",
        Precision.DOUBLE,
        ReferenceConvolution.inputGradient(o.x, o.w, dy, c.window, 1, false),
        results.dx);
  }

  @Test
  void anEmptyBatchHasNoWeightGradient() {
    Case c = square("empty", 0, 2, 3, 5, 3, Padding.SAME);
    Operands o = operands(FloatLanes.INSTANCE, c, Data.NORMAL);

    Results results =
        run(
            kernel(FloatLanes.INSTANCE, c, Orientation.CROSS_CORRELATION, AMPLE),
            FloatLanes.INSTANCE,
            c,
            o,
            false);

    assertThat(results.dw).containsOnly(0);
    assertThat(results.db).containsOnly(0);
  }

  @Test
  void paysForLargeKernelsOnly() {
    Window small = square("", 8, 16, 16, 32, 3, Padding.SAME).window;
    Window large = square("", 8, 16, 16, 32, 15, Padding.SAME).window;
    Window single = square("", 8, 16, 16, 32, 32, Padding.VALID).window;
    Window strided = WindowGeometry.square(15, 2, Padding.SAME).resolve(32, 32);

    assertThat(FftConvolution.pays(large, 8, 16, 16)).isTrue();
    assertThat(FftConvolution.pays(large, 1, 1, 1)).isFalse();
    assertThat(FftConvolution.pays(large, 0, 16, 16)).isFalse();
    assertThat(FftConvolution.pays(small, 8, 16, 16)).isFalse();
    assertThat(FftConvolution.pays(single, 8, 16, 16)).isFalse();
    assertThat(FftConvolution.pays(strided, 8, 16, 16)).isFalse();
  }

  /** One bad number in an operand, and numbers so large that only their spectra overflow. */
  @Test
  void whatIsNotFiniteStaysWhereItBelongs() {
    Case c = square("not finite", 2, 2, 3, 6, 3, Padding.VALID);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e38}) {
      for (int operand = 0; operand < 3; operand++) {
        Operands o = operands(FloatLanes.INSTANCE, c, Data.NORMAL);
        List.of(o.x, o.w, o.dy).get(operand).values()[1] = bad;
        if (bad == 1e38) {
          Arrays.fill(List.of(o.x, o.w, o.dy).get(operand).values(), 0, 9, bad);
        }
        Results expected =
            run(
                new Im2colConvolution<>(
                    FloatLanes.INSTANCE, c.window, 2, 3, Orientation.CONVOLUTION),
                FloatLanes.INSTANCE,
                c,
                o,
                false);

        Results results =
            run(
                kernel(FloatLanes.INSTANCE, c, Orientation.CONVOLUTION, AMPLE),
                FloatLanes.INSTANCE,
                c,
                o,
                false);

        for (int i = 0; i < expected.all().size(); i++) {
          String what = bad + " in operand " + operand + ", result " + i;
          double[] found = results.all().get(i);
          double[] sought = expected.all().get(i);
          boolean concerned = i > 0 || operand < 2;
          if (concerned && !Double.isFinite(bad)) {
            assertThat(found).as(what).isEqualTo(sought);
          }
          for (int j = 0; j < sought.length; j++) {
            assertThat(Double.isFinite(found[j])).as(what).isEqualTo(Double.isFinite(sought[j]));
          }
        }
      }
    }
  }
}
