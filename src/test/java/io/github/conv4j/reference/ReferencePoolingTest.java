package io.github.conv4j.reference;

import static io.github.conv4j.reference.TestTensors.distinctIntegers;
import static io.github.conv4j.reference.TestTensors.dot;
import static io.github.conv4j.reference.TestTensors.fractions;
import static io.github.conv4j.reference.TestTensors.integers;
import static io.github.conv4j.reference.TestTensors.like;
import static io.github.conv4j.reference.TestTensors.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencePoolingTest {

  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** A window over 7 × 5 planes. */
  record Case(String name, WindowGeometry geometry) {
    Window window() {
      return geometry.resolve(7, 5);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    AxisGeometry two = AxisGeometry.of(2, 2, Padding.VALID);
    AxisGeometry overlapping = AxisGeometry.of(3, 1, Padding.explicit(1));
    AxisGeometry same = AxisGeometry.of(4, 2, Padding.SAME);
    AxisGeometry dilated = new AxisGeometry(2, 1, 3, Padding.explicit(2, 1), Rounding.FLOOR);
    AxisGeometry ceil = new AxisGeometry(3, 2, 1, Padding.explicit(0, 1), Rounding.CEIL);
    AxisGeometry empty = AxisGeometry.of(2, 2, Padding.explicit(3));
    return List.of(
        new Case("side_by_side", new WindowGeometry(two, two)),
        new Case("overlapping_padded", new WindowGeometry(overlapping, two)),
        new Case("same_even", new WindowGeometry(same, overlapping)),
        new Case("dilated", new WindowGeometry(dilated, dilated)),
        new Case("ceil_overhang", new WindowGeometry(ceil, ceil)),
        new Case("all_padding_windows", new WindowGeometry(empty, overlapping)));
  }

  private static Bounded pool(Tensor4 x, Window window, PoolKind kind) {
    return ReferencePooling.forward(x, window, kind, 2);
  }

  private static double[] row(PoolKind kind, Window window, double... values) {
    return pool(new Tensor4(values, 1, 1, 1, values.length), window, kind).value();
  }

  private static Window rowWindow(int input, AxisGeometry axis) {
    return new WindowGeometry(AxisGeometry.of(1, 1, Padding.VALID), axis).resolve(1, input);
  }

  @Test
  void dividesByPaddingButNeverByOverhang() {
    // Windows over [· 6 12] [30 · x]: one leading, one trailing padding, one beyond it.
    Window window = rowWindow(3, new AxisGeometry(3, 3, 1, Padding.explicit(1, 1), Rounding.CEIL));

    assertThat(row(PoolKind.AVERAGE_INCLUDING_PADDING, window, 6, 12, 30)).containsExactly(6, 15);
    assertThat(row(PoolKind.AVERAGE_EXCLUDING_PADDING, window, 6, 12, 30)).containsExactly(9, 30);
    assertThat(row(PoolKind.SUM, window, 6, 12, 30)).containsExactly(18, 30);
    assertThat(row(PoolKind.MAX, window, 6, 12, 30)).containsExactly(12, 30);
  }

  @Test
  void paddingNeverWinsAgainstNegativeNumbers() {
    Window window = rowWindow(2, AxisGeometry.of(2, 1, Padding.explicit(1)));

    assertThat(row(PoolKind.MAX, window, -5, -7)).containsExactly(-5, -5, -7);
  }

  @Test
  void normsOfKnownTriangles() {
    Window window = rowWindow(4, AxisGeometry.of(2, 2, Padding.VALID));
    Tensor4 x = new Tensor4(new double[] {3, -4, -5, 12}, 1, 1, 1, 4);

    assertThat(ReferencePooling.forward(x, window, PoolKind.P_NORM, 2).value())
        .containsExactly(5, 13);
    assertThat(ReferencePooling.forward(x, window, PoolKind.P_NORM, 1).value())
        .containsExactly(7, 17);
    assertThat(ReferencePooling.forward(x, window, PoolKind.P_NORM, 3).value()[0])
        .isCloseTo(Math.cbrt(91), within(1e-14));
    Tensor4 dy = new Tensor4(new double[] {10, 26}, 1, 1, 1, 2);
    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.P_NORM, 2).value())
        .containsExactly(new double[] {6, -8, -10, 24}, within(1e-14));
    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.P_NORM, 1).value())
        .containsExactly(10, -10, -26, 26);
  }

  @Test
  void normGradientOfZerosIsZero() {
    Window window = rowWindow(2, AxisGeometry.of(2, 1, Padding.VALID));
    Tensor4 dy = new Tensor4(new double[] {3}, 1, 1, 1, 1);

    for (double p : new double[] {1, 2, 3.5}) {
      assertThat(
              ReferencePooling.inputGradient(
                      Tensor4.zeros(1, 1, 1, 2), dy, window, PoolKind.P_NORM, p)
                  .value())
          .containsExactly(0, 0);
    }
  }

  @Test
  void firstOfEqualMaximaTakesTheWholeGradient() {
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(2, 3);
    Tensor4 x = Tensor4.plane(new double[][] {{1, 7, 7}, {7, 7, 0}});
    Tensor4 dy = Tensor4.plane(new double[][] {{10, 100}});

    assertThat(ReferencePooling.maximumPositions(x, window)).containsExactly(1, 1);
    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.MAX, 2).value())
        .containsExactly(0, 110, 0, 0, 0, 0);
  }

  @Test
  void firstMeansRowByRow() {
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(2, 2);

    assertThat(
            ReferencePooling.maximumPositions(
                Tensor4.plane(new double[][] {{0, 5}, {5, 0}}), window))
        .containsExactly(1);
  }

  @Test
  void zerosOfEitherSignAreEqual() {
    Window window = rowWindow(2, AxisGeometry.of(2, 1, Padding.VALID));

    assertThat(
            ReferencePooling.maximumPositions(
                new Tensor4(new double[] {-0.0, 0.0}, 1, 1, 1, 2), window))
        .containsExactly(0);
  }

  @Test
  void notANumberLosesAgainstAnyNumber() {
    Window window = rowWindow(3, AxisGeometry.of(3, 1, Padding.VALID));

    assertThat(row(PoolKind.MAX, window, NAN, 1, 2)).containsExactly(2);
    assertThat(row(PoolKind.MAX, window, 1, NAN, 2)).containsExactly(2);
    assertThat(row(PoolKind.MAX, window, 2, 1, NAN)).containsExactly(2);
    assertThat(row(PoolKind.MAX, window, NAN, -INFINITY, NAN)).containsExactly(-INFINITY);
    assertThat(row(PoolKind.MAX, window, NAN, NAN, NAN)).containsExactly(NAN);
    assertThat(row(PoolKind.MAX, window, -INFINITY, -INFINITY, -INFINITY))
        .containsExactly(-INFINITY);
    assertThat(row(PoolKind.MAX, window, 1, INFINITY, NAN)).containsExactly(INFINITY);
    assertThat(row(PoolKind.SUM, window, 1, NAN, 2)).containsExactly(NAN);
    assertThat(
            ReferencePooling.maximumPositions(
                new Tensor4(new double[] {NAN, NAN, NAN}, 1, 1, 1, 3), window))
        .containsExactly(0);
  }

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  void windowOfNothingButPaddingGivesZeroAndTakesNoGradient(PoolKind kind) {
    Window window = rowWindow(2, AxisGeometry.of(2, 2, Padding.explicit(2)));
    Tensor4 x = new Tensor4(new double[] {3, 3}, 1, 1, 1, 2);

    double[] y = pool(x, window, kind).value();
    double[] dx =
        ReferencePooling.inputGradient(
                x, new Tensor4(new double[] {5, 0, 7}, 1, 1, 1, 3), window, kind, 2)
            .value();

    assertThat(y).hasSize(3);
    assertThat(y[0]).isZero();
    assertThat(y[1]).isPositive();
    assertThat(y[2]).isZero();
    assertThat(dx).containsExactly(0, 0);
    assertThat(ReferencePooling.maximumPositions(x, window)).containsExactly(-1, 0, -1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maximumGradientEqualsCentralDifferencesExactly(Case pooling) {
    Tensor4 x = distinctIntegers(1, 2, 2, 7, 5);
    Window window = pooling.window();
    Tensor4 dy = integers(2, 2, 2, window.height().output(), window.width().output());

    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.MAX, 2).value())
        .containsExactly(differences(x, dy, window, PoolKind.MAX, 0.25));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void linearGradientsEqualCentralDifferences(Case pooling) {
    Tensor4 x = integers(1, 2, 2, 7, 5);
    Window window = pooling.window();
    Tensor4 dy = integers(2, 2, 2, window.height().output(), window.width().output());

    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.SUM, 2).value())
        .containsExactly(differences(x, dy, window, PoolKind.SUM, 1));
    for (PoolKind kind :
        List.of(PoolKind.AVERAGE_EXCLUDING_PADDING, PoolKind.AVERAGE_INCLUDING_PADDING)) {
      assertThat(ReferencePooling.inputGradient(x, dy, window, kind, 2).value())
          .containsExactly(differences(x, dy, window, kind, 1), within(1e-11));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void normGradientsEqualCentralDifferences(Case pooling) {
    Tensor4 x = fractions(1, 1, 2, 7, 5);
    Window window = pooling.window();
    Tensor4 dy = fractions(2, 1, 2, window.height().output(), window.width().output());

    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.P_NORM, 2).value())
        .containsExactly(differences(x, dy, window, PoolKind.P_NORM, 1e-6), within(1e-7));
  }

  private static double[] differences(
      Tensor4 x, Tensor4 dy, Window window, PoolKind kind, double step) {
    double[] slopes = new double[x.values().length];
    for (int i = 0; i < slopes.length; i++) {
      double[] up = x.values().clone();
      double[] down = x.values().clone();
      up[i] += step;
      down[i] -= step;
      slopes[i] =
          (dot(pool(like(x, up), window, kind).value(), dy.values())
                  - dot(pool(like(x, down), window, kind).value(), dy.values()))
              / (2 * step);
    }
    return slopes;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void averageAndSumAgreeWithAConvolutionWithOnes(Case pooling) {
    Tensor4 x = integers(1, 2, 1, 7, 5);
    Window window = pooling.window();
    double[] ones = new double[window.kernelSize()];
    Arrays.fill(ones, 1);
    double[] sums =
        ReferenceConvolution.forward(
                x,
                new Tensor4(ones, 1, 1, window.height().kernel(), window.width().kernel()),
                null,
                window,
                1,
                false)
            .value();
    double[] averages = pool(x, window, PoolKind.AVERAGE_EXCLUDING_PADDING).value();
    double[] paddedAverages = pool(x, window, PoolKind.AVERAGE_INCLUDING_PADDING).value();

    assertThat(pool(x, window, PoolKind.SUM).value()).containsExactly(sums);
    int output = 0;
    for (int image = 0; image < 2; image++) {
      for (int row = 0; row < window.height().output(); row++) {
        for (int column = 0; column < window.width().output(); column++) {
          int inside = window.height().countInside(row) * window.width().countInside(column);
          int padded = window.height().countPadded(row) * window.width().countPadded(column);
          assertThat(averages[output]).isEqualTo(inside == 0 ? 0 : sums[output] / inside);
          assertThat(paddedAverages[output]).isEqualTo(sums[output] / padded);
          output++;
        }
      }
    }
  }

  @Test
  void averageLiesBetweenMinimumAndMaximum() {
    Window window = WindowGeometry.square(3, 2, Padding.explicit(1)).resolve(7, 5);
    Tensor4 x = fractions(1, 2, 3, 7, 5);
    double[] negated = Arrays.stream(x.values()).map(value -> -value).toArray();
    double[] maximum = pool(x, window, PoolKind.MAX).value();
    double[] minimum = pool(like(x, negated), window, PoolKind.MAX).value();
    double[] average = pool(x, window, PoolKind.AVERAGE_EXCLUDING_PADDING).value();

    for (int i = 0; i < average.length; i++) {
      assertThat(average[i]).isBetween(-minimum[i], maximum[i]);
    }
  }

  @Test
  void constantImageKeepsItsConstantUnderAverageWithoutPadding() {
    double[] sevens = new double[35];
    Arrays.fill(sevens, 7);
    Window window = WindowGeometry.square(3, 1, Padding.SAME).resolve(7, 5);

    assertThat(
            pool(new Tensor4(sevens, 1, 1, 7, 5), window, PoolKind.AVERAGE_EXCLUDING_PADDING)
                .value())
        .containsOnly(7);
  }

  @Test
  void maximaOfMaximaAreMaximaOfALargerWindow() {
    Tensor4 x = distinctIntegers(1, 1, 2, 7, 5);
    Window two = WindowGeometry.square(2, 1, Padding.VALID).resolve(7, 5);
    Window three = WindowGeometry.square(3, 1, Padding.VALID).resolve(6, 4);
    Window four = WindowGeometry.square(4, 1, Padding.VALID).resolve(7, 5);
    Tensor4 inner = output(pool(x, two, PoolKind.MAX).value(), 1, 2, two);

    assertThat(pool(inner, three, PoolKind.MAX).value())
        .containsExactly(pool(x, four, PoolKind.MAX).value());
  }

  @Test
  void maximumCommutesWithIncreasingMaps() {
    Tensor4 x = fractions(1, 2, 2, 7, 5);
    Window window = WindowGeometry.square(3, 2, Padding.explicit(1)).resolve(7, 5);
    double[] mapped = Arrays.stream(x.values()).map(Math::exp).toArray();

    assertThat(pool(like(x, mapped), window, PoolKind.MAX).value())
        .containsExactly(
            Arrays.stream(pool(x, window, PoolKind.MAX).value()).map(Math::exp).toArray());
  }

  @ParameterizedTest
  @EnumSource(PoolKind.class)
  void windowOfOneElementIsTheIdentityUpToSign(PoolKind kind) {
    Tensor4 x = integers(1, 2, 3, 4, 4);
    Window window = WindowGeometry.square(1, 1, Padding.VALID).resolve(4, 4);
    double[] expected =
        kind == PoolKind.P_NORM ? Arrays.stream(x.values()).map(Math::abs).toArray() : x.values();

    assertThat(pool(x, window, kind).value()).containsExactly(expected);
  }

  @Test
  void gradientOfMaximumOnlyMovesTheOutputGradient() {
    Tensor4 x = integers(1, 2, 2, 7, 5);
    Window window = WindowGeometry.square(3, 1, Padding.SAME).resolve(7, 5);
    Tensor4 dy = integers(2, 2, 2, 7, 5);
    double[] dx = ReferencePooling.inputGradient(x, dy, window, PoolKind.MAX, 2).value();

    assertThat(Arrays.stream(dx).sum()).isEqualTo(Arrays.stream(dy.values()).sum());
    int[] winners = ReferencePooling.maximumPositions(x, window);
    double[] y = pool(x, window, PoolKind.MAX).value();
    for (int i = 0; i < winners.length; i++) {
      assertThat(x.values()[winners[i]]).isEqualTo(y[i]);
      dx[winners[i]] = 0;
    }
    assertThat(dx).containsOnly(0);
  }

  @Test
  void normFallsWithItsExponentTowardsTheMaximum() {
    double[] values = fractions(1, 1, 1, 1, 9).values();
    Tensor4 x = new Tensor4(values, 1, 1, 1, 9);
    Window window = rowWindow(9, AxisGeometry.of(9, 1, Padding.VALID));
    double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
    double before = Double.POSITIVE_INFINITY;

    for (double p : new double[] {1, 1.5, 2, 3, 10, 100}) {
      double norm = ReferencePooling.forward(x, window, PoolKind.P_NORM, p).value()[0];
      assertThat(norm).isLessThan(before).isGreaterThanOrEqualTo(largest * (1 - 1e-12));
      before = norm;
    }
    assertThat(before).isCloseTo(largest, within(0.03 * largest));
  }

  @Test
  void absoluteIsTheSameOperationOnAbsoluteValues() {
    Window window = WindowGeometry.square(3, 2, Padding.explicit(1)).resolve(7, 5);
    Tensor4 x = integers(1, 2, 2, 7, 5);
    Tensor4 absoluteX = like(x, Arrays.stream(x.values()).map(Math::abs).toArray());
    Tensor4 dy = integers(2, 2, 2, 4, 3);
    Tensor4 absoluteDy = like(dy, Arrays.stream(dy.values()).map(Math::abs).toArray());

    for (PoolKind kind :
        List.of(
            PoolKind.SUM,
            PoolKind.AVERAGE_EXCLUDING_PADDING,
            PoolKind.AVERAGE_INCLUDING_PADDING,
            PoolKind.P_NORM)) {
      assertThat(pool(x, window, kind).absolute())
          .containsExactly(pool(absoluteX, window, kind).value());
      assertThat(ReferencePooling.inputGradient(x, dy, window, kind, 2).absolute())
          .containsExactly(
              ReferencePooling.inputGradient(absoluteX, absoluteDy, window, kind, 2).value());
    }
    Bounded maximum = pool(x, window, PoolKind.MAX);
    for (int i = 0; i < maximum.value().length; i++) {
      assertThat(maximum.absolute()[i]).isEqualTo(Math.abs(maximum.value()[i]));
    }
    assertThat(ReferencePooling.inputGradient(x, dy, window, PoolKind.MAX, 2).absolute())
        .containsExactly(
            ReferencePooling.inputGradient(x, absoluteDy, window, PoolKind.MAX, 2).value());
  }

  @Test
  void termsFollowThePolicy() {
    Window window =
        new WindowGeometry(
                AxisGeometry.of(3, 2, Padding.VALID), AxisGeometry.of(4, 1, Padding.VALID))
            .resolve(7, 5);
    Tensor4 x = integers(1, 1, 1, 7, 5);
    Tensor4 dy = integers(2, 1, 1, 3, 2);

    assertThat(forwardTerms(x, window)).containsExactly(0L, 13L, 13L, 11L, 8L + 8L);
    assertThat(gradientTerms(x, dy, window)).containsExactly(7L, 9L, 9L, 7L, 16L + 8L + 8L);
  }

  private static List<Long> forwardTerms(Tensor4 x, Window window) {
    return Arrays.stream(PoolKind.values()).map(kind -> pool(x, window, kind).terms()).toList();
  }

  private static List<Long> gradientTerms(Tensor4 x, Tensor4 dy, Window window) {
    return Arrays.stream(PoolKind.values())
        .map(kind -> ReferencePooling.inputGradient(x, dy, window, kind, 2).terms())
        .toList();
  }

  @Test
  void channelsAndImagesDoNotMix() {
    Tensor4 x = integers(1, 2, 3, 7, 5);
    Window window = WindowGeometry.square(2, 2, Padding.VALID).resolve(7, 5);
    double[] together = pool(x, window, PoolKind.SUM).value();

    for (int plane = 0; plane < 6; plane++) {
      Tensor4 alone =
          new Tensor4(Arrays.copyOfRange(x.values(), plane * 35, plane * 35 + 35), 1, 1, 7, 5);
      assertThat(Arrays.copyOfRange(together, plane * 6, plane * 6 + 6))
          .containsExactly(pool(alone, window, PoolKind.SUM).value());
    }
  }

  @Test
  void rejectsSizesAndExponentsThatMakeNoSense() {
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(3, 3);
    Tensor4 x = integers(1, 1, 1, 3, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool(integers(1, 1, 1, 3, 4), window, PoolKind.MAX))
        .withMessageContaining("expected planes of 3 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferencePooling.maximumPositions(integers(1, 1, 1, 2, 3), window))
        .withMessageContaining("expected planes of 3 x 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferencePooling.inputGradient(x, x, window, PoolKind.MAX, 2))
        .withMessage("output gradient: expected shape [1, 1, 2, 2], found [1, 1, 3, 3]");
    for (double p : new double[] {0.5, NAN, INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ReferencePooling.forward(x, window, PoolKind.P_NORM, p))
          .withMessage("p-norm: expected a finite exponent of 1 or more, found " + p);
    }
  }
}
