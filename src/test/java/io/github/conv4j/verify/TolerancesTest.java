package io.github.conv4j.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TolerancesTest {

  private static Bounded bounded(long terms, double... absolute) {
    return new Bounded(new double[absolute.length], absolute, terms);
  }

  @Test
  void exactAllowsNothing() {
    for (Precision precision : Precision.values()) {
      assertThat(Tolerances.againstReference(Gate.EXACT, precision, bounded(100, 1, 2)))
          .containsExactly(0, 0);
      assertThat(Tolerances.betweenTwo(Gate.EXACT, precision, bounded(100, 1, 2)))
          .containsExactly(0, 0);
    }
  }

  @Test
  void proofAllowsGammaTimesTheAbsoluteSum() {
    // n = 2^20 terms: n · u = 2^-4, gamma = 1/15.
    double[] bounds =
        Tolerances.againstReference(Gate.PROOF, Precision.FLOAT, bounded(1 << 20, 30));

    assertThat(bounds[0]).isCloseTo(2, within(1e-15));
  }

  @Test
  void qualityAllowsFourRootsOfTheTerms() {
    // n = 100: 4 · 10 · u, less than gamma.
    assertThat(Tolerances.againstReference(Gate.QUALITY, Precision.FLOAT, bounded(100, 0x1p24))[0])
        .isCloseTo(40, within(1e-12));
    // The figures of the policy for n = 50,176.
    assertThat(Tolerances.againstReference(Gate.QUALITY, Precision.FLOAT, bounded(50_176, 1))[0])
        .isCloseTo(5.34e-5, within(1e-7));
    assertThat(Tolerances.againstReference(Gate.PROOF, Precision.FLOAT, bounded(50_176, 1))[0])
        .isCloseTo(3.0e-3, within(1e-5));
  }

  @Test
  void qualityIsNeverLooserThanProof() {
    for (long terms : new long[] {0, 1, 2, 9, 15, 16, 17, 100, 10_000}) {
      for (Precision precision : Precision.values()) {
        double quality = Tolerances.againstReference(Gate.QUALITY, precision, bounded(terms, 1))[0];
        double proof = Tolerances.againstReference(Gate.PROOF, precision, bounded(terms, 1))[0];
        assertThat(quality).isLessThanOrEqualTo(proof);
        assertThat(quality < proof).as("%d terms", terms).isEqualTo(terms > 15);
      }
    }
  }

  @Test
  void noTermsAllowNoError() {
    for (Gate gate : new Gate[] {Gate.EXACT, Gate.PROOF, Gate.QUALITY}) {
      assertThat(Tolerances.againstReference(gate, Precision.FLOAT, bounded(0, 1e6))[0]).isZero();
    }
  }

  @Test
  void underflowMayBeFlushedInEachTerm() {
    assertThat(Tolerances.againstReference(Gate.PROOF, Precision.FLOAT, bounded(3, 0))[0])
        .isEqualTo(3 * 0x1p-126);
    assertThat(Tolerances.betweenTwo(Gate.QUALITY, Precision.FLOAT, bounded(3, 0))[0])
        .isEqualTo(6 * 0x1p-126);
    assertThat(Tolerances.betweenTwo(Gate.PROOF, Precision.DOUBLE, bounded(3, 0))[0])
        .isEqualTo(6 * 0x1p-1022);
  }

  @Test
  void twoRoundedImplementationsMayDifferTwiceAsMuch() {
    Bounded reference = bounded(10, 1, 7);
    for (Gate gate : new Gate[] {Gate.PROOF, Gate.QUALITY}) {
      double[] one = Tolerances.againstReference(gate, Precision.FLOAT, reference);
      assertThat(Tolerances.betweenTwo(gate, Precision.FLOAT, reference))
          .containsExactly(2 * one[0], 2 * one[1]);
      // In double precision the reference is itself one of two rounded implementations.
      assertThat(Tolerances.againstReference(gate, Precision.DOUBLE, reference))
          .containsExactly(Tolerances.betweenTwo(gate, Precision.DOUBLE, reference));
    }
  }

  @Test
  void rejectsMoreTermsThanTheBoundHolds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tolerances.betweenTwo(Gate.PROOF, Precision.FLOAT, bounded(1 << 24, 1)))
        .withMessage(
            "error bound: expected fewer than 16777216 terms, found 16777216;"
                + " compare a smaller batch");
    assertThat(Tolerances.betweenTwo(Gate.PROOF, Precision.DOUBLE, bounded(1 << 24, 1))[0])
        .isLessThan(1e-8);
  }

  @Test
  void integersWithinTheSignificandMustBeExact() {
    double[] integers = {3, -8, 0, -0.0};

    assertThat(Tolerances.isExact(Precision.FLOAT, bounded(9, 0x1p24), integers)).isTrue();
    assertThat(Tolerances.isExact(Precision.FLOAT, bounded(9, 0x1p24 + 1), integers)).isFalse();
    assertThat(Tolerances.isExact(Precision.DOUBLE, bounded(9, 0x1p24 + 1), integers)).isTrue();
    assertThat(Tolerances.isExact(Precision.DOUBLE, bounded(9, 0x1p53 + 2), integers)).isFalse();
    assertThat(Tolerances.isExact(Precision.FLOAT, bounded(9, Double.NaN), integers)).isFalse();
    assertThat(Tolerances.isExact(Precision.FLOAT, bounded(9, 1), integers, new double[] {0.5}))
        .isFalse();
    assertThat(Tolerances.isExact(Precision.FLOAT, bounded(9, 1), new double[] {Double.NaN}))
        .isFalse();
    assertThat(
            Tolerances.isExact(
                Precision.FLOAT, bounded(9, 1), new double[] {Double.NEGATIVE_INFINITY}))
        .isFalse();
  }

  /** A float convolution in forward and in reverse order of summation keeps every gate. */
  @Test
  void realFloatSumsKeepTheGates() {
    Random random = new Random(7);
    int terms = 3_000;
    Tensor4 x = Tensor4.zeros(40, terms, 1, 1);
    Tensor4 w = Tensor4.zeros(1, terms, 1, 1);
    fill(x.values(), random);
    fill(w.values(), random);
    Window window = WindowGeometry.square(1, 1, Padding.VALID).resolve(1, 1);
    Bounded reference = ReferenceConvolution.forward(x, w, null, window, 1, false);
    double[] up = new double[40];
    double[] down = new double[40];
    for (int image = 0; image < 40; image++) {
      float sumUp = 0;
      float sumDown = 0;
      for (int c = 0; c < terms; c++) {
        int d = terms - 1 - c;
        sumUp += (float) x.at(image, c, 0, 0) * (float) w.at(0, c, 0, 0);
        sumDown += (float) x.at(image, d, 0, 0) * (float) w.at(0, d, 0, 0);
      }
      up[image] = sumUp;
      down[image] = sumDown;
    }

    for (Gate gate : new Gate[] {Gate.PROOF, Gate.QUALITY}) {
      double[] bounds = Tolerances.againstReference(gate, Precision.FLOAT, reference);
      ErrorStats against = Comparator.compare(reference.value(), up, bounds, Precision.FLOAT);
      assertThat(against.maxRatio()).isBetween(1e-6, 1.0);
      assertThat(
              Comparator.compare(
                      up,
                      down,
                      Tolerances.betweenTwo(gate, Precision.FLOAT, reference),
                      Precision.FLOAT)
                  .maxRatio())
          .isBetween(1e-6, 1.0);
    }
    up[17] += 0.05;
    assertThat(
            Comparator.compare(
                    reference.value(),
                    up,
                    Tolerances.againstReference(Gate.QUALITY, Precision.FLOAT, reference),
                    Precision.FLOAT)
                .maxRatio())
        .isGreaterThan(1);
  }

  @Test
  void gatesOfWholeResultsHaveNoBoundPerElement() {
    for (Gate gate : new Gate[] {Gate.NORM, Gate.PARITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tolerances.againstReference(gate, Precision.FLOAT, bounded(9, 1)))
          .withMessage("gate " + gate + ": has no bound per element");
    }
  }

  @Test
  void normIsRelativeToTheResult() {
    // Norm 5 of the values: 2e-5 · 5, and in double precision 2^-29 of that.
    Bounded reference = new Bounded(new double[] {3, -4}, new double[] {3, 4}, 9);

    assertThat(Tolerances.norm(Precision.FLOAT, reference, 1)).isCloseTo(1e-4, within(1e-12));
    assertThat(Tolerances.norm(Precision.FLOAT, reference, 3)).isCloseTo(3e-4, within(1e-12));
    assertThat(Tolerances.norm(Precision.DOUBLE, reference, 1))
        .isCloseTo(1e-4 * 0x1p-29, within(1e-20));
  }

  @Test
  void normHasAFloorWhereAllCancels() {
    Bounded cancelled = new Bounded(new double[] {0, 0}, new double[] {3, 4}, 9);

    assertThat(Tolerances.norm(Precision.FLOAT, cancelled, 1))
        .isCloseTo(8 * 0x1p-24 * 5, within(1e-15));
  }

  @Test
  void normOfNothingAllowsUnderflowOnly() {
    assertThat(Tolerances.norm(Precision.FLOAT, bounded(9, 0, 0, 0, 0), 1))
        .isEqualTo(9 * 2 * 0x1p-126);
  }

  @Test
  void normLeavesOverflowOut() {
    Bounded overflow =
        new Bounded(
            new double[] {Double.POSITIVE_INFINITY, 5},
            new double[] {Double.POSITIVE_INFINITY, 5},
            9);

    assertThat(Tolerances.norm(Precision.FLOAT, overflow, 1)).isCloseTo(1e-4, within(1e-12));
  }

  @Test
  void weightGradientsMayGrowWithThePositions() {
    assertThat(Tolerances.weightGradientScale(8)).isEqualTo(1);
    assertThat(Tolerances.weightGradientScale(1)).isEqualTo(1);
    // 8 · 1024 positions: 1024^0.4 = 16.
    assertThat(Tolerances.weightGradientScale(8 * 1024)).isCloseTo(16, within(1e-12));
  }

  @Test
  void halvingTwiceStaysExactForSmallIntegersOnly() {
    double[] eights = {8, -8, 3};
    // 256 · 1024 · 8 · 8 = 2^24.
    assertThat(Tolerances.isExactThroughHalves(Precision.FLOAT, bounded(1024, 9), eights)).isTrue();
    assertThat(Tolerances.isExactThroughHalves(Precision.FLOAT, bounded(1025, 9), eights))
        .isFalse();
    assertThat(Tolerances.isExactThroughHalves(Precision.DOUBLE, bounded(1025, 9), eights))
        .isTrue();
    assertThat(
            Tolerances.isExactThroughHalves(
                Precision.FLOAT, bounded(9, 9), eights, new double[] {0.5}))
        .isFalse();
  }

  @Test
  void parityAllowsTwiceTheOtherErrorButNeverLessThanARounding() {
    Bounded reference = bounded(9, 3, 4, 0, 0); // root mean square 2.5
    assertThat(Tolerances.parity(reference, 1e-3)).isEqualTo(2e-3);
    assertThat(Tolerances.parity(reference, 0)).isCloseTo(1.5 * 2.5 * 0x1p-24, within(1e-20));
    assertThat(Tolerances.parity(bounded(1, 3, 4, 0, 0), 0))
        .isCloseTo(2.5 * 0x1p-24, within(1e-20));
    assertThat(Tolerances.parity(bounded(100, 3, 4, 0, 0), 0))
        .isCloseTo(5 * 2.5 * 0x1p-24, within(1e-20));
    // Sums of more than 256 terms are expected in blocks.
    assertThat(Tolerances.parity(bounded(9999, 3, 4, 0, 0), 0))
        .isCloseTo(8 * 2.5 * 0x1p-24, within(1e-20));
  }

  private static void fill(double[] values, Random random) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
  }
}
