package io.github.conv4j.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Histogram;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparatorTest {

  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static double[] of(double... values) {
    return values;
  }

  private static ErrorStats compare(double[] expected, double[] actual, double bound) {
    double[] bounds = new double[expected.length];
    Arrays.fill(bounds, bound);
    return Comparator.compare(expected, actual, bounds, Precision.DOUBLE);
  }

  private static double ratio(double expected, double actual, double bound) {
    return compare(of(expected), of(actual), bound).maxRatio();
  }

  @Test
  void equalArraysAreExact() {
    ErrorStats stats = compare(of(1, -2, 3e300), of(1, -2, 3e300), 0);

    assertThat(stats.count()).isEqualTo(3);
    assertThat(stats.exact()).isEqualTo(3);
    assertThat(stats.histogram().zeros()).isEqualTo(3);
    assertThat(of(stats.maxAbs(), stats.rms(), stats.maxRatio(), stats.maxUlp()))
        .containsExactly(0, 0, 0, 0);
    assertThat(sum(stats.histogram())).isZero();
  }

  @Test
  void countsWhatDominates() {
    assertThat(Comparator.effectiveCount(of(2, -2, 2))).isCloseTo(3, within(1e-12));
    assertThat(Comparator.effectiveCount(of(1e300, 1, 1))).isCloseTo(1, within(1e-12));
    assertThat(Comparator.effectiveCount(of(0, 0))).isZero();
  }

  @Test
  void judgesAWholeByTheNormOfItsErrors() {
    // Errors 3 and 4: norm 5, allowed 10.
    ErrorStats stats = Comparator.compareAsWhole(of(1, 2, 7), of(4, -2, 7), 10, Precision.DOUBLE);

    assertThat(stats.maxRatio()).isCloseTo(0.5, within(1e-12));
    assertThat(stats.maxAbs()).isEqualTo(4);
    assertThat(stats.rms()).isCloseTo(5 / Math.sqrt(3), within(1e-12));
    assertThat(stats.exact()).isEqualTo(1);
    assertThat(sum(stats.histogram())).isEqualTo(1);
    assertThat(stats.histogram().zeros()).isZero();
    assertThat(Comparator.compareAsWhole(of(1), of(1), 0, Precision.DOUBLE).maxRatio()).isZero();
    assertThat(Comparator.compareAsWhole(of(1), of(2), 0, Precision.DOUBLE).maxRatio())
        .isInfinite();
    assertThat(Comparator.compareAsWhole(of(1, 2), of(1, NAN), 9, Precision.DOUBLE).maxRatio())
        .isInfinite();
  }

  @Test
  void anOverflowMaySpreadButNotGoUnnoticed() {
    double[] expected = of(INFINITY, 2);

    assertThat(wholeRatio(expected, of(NAN, NAN))).isZero();
    assertThat(wholeRatio(expected, of(-INFINITY, 2))).isZero();
    assertThat(wholeRatio(expected, of(1e38, 2))).isInfinite();
    assertThat(wholeRatio(expected, of(INFINITY, 4))).isCloseTo(Math.sqrt(2), within(1e-12));
  }

  private static double wholeRatio(double[] expected, double[] actual) {
    return Comparator.compareAsWhole(expected, actual, Math.sqrt(2), Precision.FLOAT).maxRatio();
  }

  @Test
  void measuresEachNumberByHand() {
    // Errors 0, 0.5, 0.25 and 2 with bounds 1, 1, 0.125 and 8: ratios 0, 0.5, 2 and 0.25.
    ErrorStats stats =
        Comparator.compare(
            of(5, 1, -1, 8), of(5, 1.5, -1.25, 6), of(1, 1, 0.125, 8), Precision.DOUBLE);

    assertThat(stats.count()).isEqualTo(4);
    assertThat(stats.exact()).isEqualTo(1);
    assertThat(stats.maxAbs()).isEqualTo(2);
    assertThat(stats.maxRatio()).isEqualTo(2);
    assertThat(stats.rms()).isCloseTo(Math.sqrt((0.25 + 0.0625 + 4) / 4), within(1e-15));
    assertThat(stats.maxUlp()).isEqualTo(0.5 / 0x1p-52);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 1.9999999999999998, 3e-12, 0x1p-1030, 1e300, 0.1})
  void passesAtTheBoundAndFailsJustAboveIt(double bound) {
    assertThat(ratio(0, bound, bound)).isEqualTo(1);
    assertThat(ratio(0, -bound, bound)).isEqualTo(1);
    assertThat(ratio(0, Math.nextDown(bound), bound)).isLessThanOrEqualTo(1);
    assertThat(ratio(0, Math.nextUp(bound), bound)).isGreaterThan(1);
    assertThat(ratio(0, -Math.nextUp(bound), bound)).isGreaterThan(1);
  }

  @Test
  void oneBadElementAmongManyIsFound() {
    double[] expected = IntStream.range(0, 10_000).mapToDouble(i -> i).toArray();
    for (int position : new int[] {0, 4_711, 9_999}) {
      double[] actual = expected.clone();
      actual[position] += 0.25;

      ErrorStats stats = compare(expected, actual, 0.125);

      assertThat(stats.maxRatio()).isEqualTo(2);
      assertThat(stats.exact()).isEqualTo(9_999);
      assertThat(stats.rms()).isCloseTo(0.25 / 100, within(1e-17));
    }
  }

  @Test
  void eachElementHasItsOwnBound() {
    assertThat(Comparator.compare(of(0, 0), of(1, 1), of(1, 4), Precision.DOUBLE).maxRatio())
        .isEqualTo(1);
    assertThat(Comparator.compare(of(0, 0), of(1, 1), of(4, 0.5), Precision.DOUBLE).maxRatio())
        .isEqualTo(2);
  }

  @Test
  void anyErrorAboveABoundOfZeroIsInfinitelyBad() {
    assertThat(ratio(1, Math.nextUp(1.0), 0)).isEqualTo(INFINITY);
    assertThat(ratio(0, Double.MIN_VALUE, 0)).isEqualTo(INFINITY);
    assertThat(ratio(0, Double.MIN_VALUE, -0.0)).isEqualTo(INFINITY);
  }

  @Test
  void aBoundThatIsNoFiniteNumberProvesNothing() {
    assertThat(ratio(1, 2, INFINITY)).isEqualTo(INFINITY);
    assertThat(ratio(1, 2, NAN)).isEqualTo(INFINITY);
    assertThat(ratio(1, 1, NAN)).isZero();
  }

  @Test
  void zerosOfEitherSignAreEqual() {
    assertThat(compare(of(0.0, -0.0), of(-0.0, 0.0), 0).exact()).isEqualTo(2);
  }

  @Test
  void unexpectedNotANumberFails() {
    ErrorStats stats = compare(of(1, 2, 3), of(1, NAN, 3), 1e9);

    assertThat(stats.maxRatio()).isEqualTo(INFINITY);
    assertThat(stats.maxAbs()).isEqualTo(INFINITY);
    assertThat(stats.rms()).isEqualTo(INFINITY);
    assertThat(stats.maxUlp()).isEqualTo(INFINITY);
    assertThat(stats.exact()).isEqualTo(2);
  }

  @Test
  void missingNotANumberFails() {
    assertThat(ratio(NAN, 1, 1e9)).isEqualTo(INFINITY);
    assertThat(ratio(NAN, INFINITY, INFINITY)).isEqualTo(INFINITY);
    assertThat(ratio(NAN, 0, NAN)).isEqualTo(INFINITY);
  }

  @Test
  void expectedNotANumberIsExact() {
    ErrorStats stats = Comparator.compare(of(NAN, 1), of(NAN, 1), of(NAN, 0), Precision.FLOAT);

    assertThat(stats.maxRatio()).isZero();
    assertThat(stats.exact()).isEqualTo(2);
    assertThat(stats.rms()).isZero();
  }

  @Test
  void infinityMustBeExpectedAndOfTheSameSign() {
    assertThat(ratio(INFINITY, INFINITY, INFINITY)).isZero();
    assertThat(ratio(-INFINITY, -INFINITY, NAN)).isZero();
    assertThat(ratio(INFINITY, -INFINITY, INFINITY)).isEqualTo(INFINITY);
    assertThat(ratio(INFINITY, 1e300, INFINITY)).isEqualTo(INFINITY);
    assertThat(ratio(INFINITY, NAN, INFINITY)).isEqualTo(INFINITY);
    assertThat(ratio(1, INFINITY, 1e300)).isEqualTo(INFINITY);
    assertThat(ratio(1, -INFINITY, INFINITY)).isEqualTo(INFINITY);
  }

  @Test
  void overflowOfTheDifferenceFails() {
    assertThat(ratio(1.5e308, -1.5e308, 1e308)).isEqualTo(INFINITY);
  }

  @Test
  void hugeAndTinyErrorsHaveAFiniteMeanSquare() {
    assertThat(compare(of(0, 0), of(1e200, 1e200), 1e200).rms()).isEqualTo(1e200);
    assertThat(compare(of(0, 0), of(3e-200, 3e-200), 1e-200).rms()).isEqualTo(3e-200);
  }

  @Test
  void countsUnitsInTheLastPlaceOfTheChosenType() {
    double[] expected = of(1, 1024);
    double[] actual = of(1, 1024 + 0x1p-10);

    assertThat(Comparator.compare(expected, actual, of(1, 1), Precision.FLOAT).maxUlp())
        .isEqualTo(8);
    assertThat(Comparator.compare(expected, actual, of(1, 1), Precision.DOUBLE).maxUlp())
        .isEqualTo(0x1p32);
  }

  @Test
  void histogramHoldsEveryErrorOnce() {
    // Ratios 0, 1e-12 (below the first edge), 0.5, 1, 3, 1e6 (above the last) and infinity.
    ErrorStats stats =
        Comparator.compare(
            of(0, 0, 0, 0, 0, 0, 0),
            of(0, 1e-12, 0.5, 1, 3, 1e6, NAN),
            of(1, 1, 1, 1, 1, 1, 1),
            Precision.DOUBLE);
    Histogram histogram = stats.histogram();

    assertThat(List.of(histogram.lowestExponent(), histogram.binsPerDecade()))
        .containsExactly(-8, 4);
    assertThat(histogram.zeros()).isEqualTo(1);
    assertThat(histogram.counts()).hasSize(40);
    assertThat(sum(histogram)).isEqualTo(6);
    assertThat(histogram.counts().get(0)).isEqualTo(1);
    assertThat(histogram.counts().get(30)).as("0.316 to 0.562").isEqualTo(1);
    assertThat(histogram.counts().get(32)).as("1 to 1.78").isEqualTo(1);
    assertThat(histogram.counts().get(33)).as("1.78 to 3.16").isEqualTo(1);
    assertThat(histogram.counts().get(39)).isEqualTo(2);
  }

  private static long sum(Histogram histogram) {
    return histogram.counts().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void emptyArraysCompareButProveNothing() {
    ErrorStats stats = compare(of(), of(), 0);

    assertThat(stats.count()).isZero();
    assertThat(of(stats.maxAbs(), stats.rms(), stats.maxRatio(), stats.maxUlp()))
        .containsExactly(0, 0, 0, 0);
    assertThat(stats.histogram().counts()).isEqualTo(Collections.nCopies(40, 0L));
    assertThat(Comparator.isInformative(of())).isFalse();
  }

  @Test
  void zerosAgreeExactlyButProveNothing() {
    double[] zeros = new double[50];

    assertThat(compare(zeros, zeros.clone(), 0).exact()).isEqualTo(50);
    assertThat(Comparator.isInformative(zeros)).isFalse();
  }

  @Test
  void equalValuesProveNothing() {
    assertThat(Comparator.isInformative(of(7, 7, 7))).isFalse();
    assertThat(Comparator.isInformative(of(0, -0.0))).isFalse();
    assertThat(Comparator.isInformative(of(7, 7, 8))).isTrue();
    assertThat(Comparator.isInformative(of(8, 7, 7))).isTrue();
    assertThat(Comparator.isInformative(of(-7, 7))).isTrue();
    assertThat(Comparator.isInformative(of(0, 0, 1e-300))).isTrue();
    assertThat(Comparator.isInformative(of(3))).isTrue();
    assertThat(Comparator.isInformative(of(0))).isFalse();
  }

  @Test
  void notANumberAndInfinityProveNothing() {
    assertThat(Comparator.isInformative(of(NAN, NAN))).isFalse();
    assertThat(Comparator.isInformative(of(INFINITY, -INFINITY))).isFalse();
    assertThat(Comparator.isInformative(of(NAN, 2, 2))).isFalse();
    assertThat(Comparator.isInformative(of(NAN, 2, 3))).isTrue();
  }

  @Test
  void rejectsArraysOfDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparator.compare(of(1, 2), of(1), of(1, 1), Precision.FLOAT))
        .withMessage("comparison: expected 2 actual values and bounds, found 1 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparator.compare(of(1, 2), of(1, 2), of(1), Precision.FLOAT))
        .withMessage("comparison: expected 2 actual values and bounds, found 2 and 1");
  }

  @Test
  void rejectsNegativeBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparator.compare(of(1, 2), of(1, 2), of(1, -1), Precision.FLOAT))
        .withMessage("comparison: expected bounds of 0 or more, found -1.0 at index 1");
  }
}
