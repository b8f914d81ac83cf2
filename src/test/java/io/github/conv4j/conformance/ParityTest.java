package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParityTest {

  private static final Problem PROBLEM = CaseLine.parse("conv n2 ic16 ih6 iw7 oc4 kh3 kw3 uniform");

  /** Right but for relative errors of this many unit roundoffs, up and down in turn. */
  private record Rounding(double roundoffs) implements Subject {
    @Override
    public String name() {
      return "rounding by " + roundoffs;
    }

    @Override
    public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
      double error = roundoffs * problem.precision().unitRoundoff();
      Map<Quantity, double[]> results = Mutant.right(problem, operands, problem.window());
      results.replaceAll(
          (quantity, values) -> {
            double[] changed = values.clone();
            for (int i = 0; i < changed.length; i++) {
              changed[i] *= i % 2 == 0 ? 1 + error : 1 - error;
            }
            return changed;
          });
      return results;
    }
  }

  private static List<CaseResult> examine(double ours, double theirs) {
    return Parity.examine(
        new Rounding(ours), PROBLEM, Examination.examine(new Rounding(theirs), PROBLEM));
  }

  private static Outcome ofOutput(List<CaseResult> results) {
    return results.stream()
        .filter(result -> result.quantity() == Quantity.OUTPUT && result.gate() == Gate.PARITY)
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void anErrorUpToTwiceTheOtherOnePasses() {
    assertThat(ofOutput(examine(8, 8))).isEqualTo(Outcome.PASSED);
    assertThat(ofOutput(examine(15, 8))).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aLargerOneFailsThoughEveryBoundHolds() {
    List<CaseResult> results = examine(20, 8);

    assertThat(Examination.examine(new Rounding(20), PROBLEM))
        .allMatch(result -> result.outcome() == Outcome.PASSED);
    assertThat(ofOutput(results)).isEqualTo(Outcome.FAILED);
    assertThat(results.get(0).message())
        .startsWith("y: root mean square of the errors ")
        .endsWith("times what gate PARITY allows");
  }

  @Test
  void oneRoundingIsAlwaysAllowed() {
    assertThat(ofOutput(examine(0.9, 0))).isEqualTo(Outcome.PASSED);
    assertThat(ofOutput(examine(8, 0))).isEqualTo(Outcome.FAILED);
  }

  @Test
  void fewValuesAreMistrusted() {
    assertThat(examine(8, 8))
        .filteredOn(result -> result.quantity() == Quantity.BIAS_GRADIENT)
        .singleElement()
        .matches(result -> result.outcome() == Outcome.MISTRUSTED)
        .extracting(CaseResult::message)
        .isEqualTo("db: as good as 4 values, whose errors are mostly luck");
  }

  @Test
  void whereTheBuiltinLayerIsWrongThereIsNoParity() {
    List<CaseResult> theirs = Examination.examine(new PlantedMistake(), PROBLEM);

    assertThat(Parity.examine(new Rounding(1), PROBLEM, theirs))
        .singleElement()
        .matches(result -> result.outcome() == Outcome.DECLINED)
        .extracting(CaseResult::message)
        .asString()
        .startsWith("no parity: Deeplearning4j is wrong: dX: largest error");
  }

  @Test
  void whereTheBuiltinLayerThrowsThereIsNoParity() {
    Subject throwing =
        new Subject() {
          @Override
          public String name() {
            return "throwing";
          }

          @Override
          public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
            throw new IllegalStateException("no");
          }
        };

    assertThat(Parity.examine(new Rounding(1), PROBLEM, Examination.examine(throwing, PROBLEM)))
        .singleElement()
        .extracting(CaseResult::message)
        .isEqualTo("no parity: Deeplearning4j threw IllegalStateException: no on a valid case");
  }

  @Test
  void aWrongSubjectFailsWithItsOwnMessage() {
    List<CaseResult> theirs = Examination.examine(new Rounding(8), PROBLEM);

    assertThat(Parity.examine(new PlantedMistake(), PROBLEM, theirs))
        .isNotEmpty()
        .allMatch(result -> result.outcome() == Outcome.FAILED)
        .allMatch(result -> result.quantity() == Quantity.INPUT_GRADIENT);
  }

  @Test
  void integersSayNothing() {
    Problem integers = CaseLine.parse("conv n2 ic2 ih6 iw7 oc4 kh3 kw3");
    List<CaseResult> theirs = Examination.examine(new ReferenceSubject(), integers);

    assertThat(Parity.examine(new ReferenceSubject(), integers, theirs))
        .singleElement()
        .matches(result -> result.outcome() == Outcome.MISTRUSTED);
  }

  @Test
  void ourOpsKeepParityWithTheRealLayer() {
    try (Peer peer = new Peer()) {
      for (String line :
          List.of(
              "conv n2 ic16 ih12 iw9 oc8 kh3 kw3 normal",
              "conv n2 ic3 ih12 iw9 oc8 kh5 kw5 sh2 sw2 ph=same pw=same uniform relu",
              "avg n2 ic4 ih9 iw9 kh3 kw3 sh2 sw2 normal")) {
        Problem problem = CaseLine.parse(line);
        assertThat(Parity.examine(new OpSubject(), problem, peer.examine(problem)))
            .anyMatch(result -> result.outcome() == Outcome.PASSED)
            .noneMatch(result -> result.outcome() == Outcome.FAILED);
      }
    }
  }

  @Test
  void doubleIsNoMeasureOfItself() {
    assertThat(Parity.examine(new Rounding(1), PROBLEM.in(Precision.DOUBLE), List.of()))
        .singleElement()
        .matches(result -> result.outcome() == Outcome.DECLINED);
  }

  @Test
  void aPeerExaminesACaseOnce() {
    try (Peer peer = new Peer()) {
      Problem problem = CaseLine.parse("max n1 ic1 ih3 iw3 kh2 kw2 distinct");
      assertThat(peer.examine(problem)).isSameAs(peer.examine(problem));
    }
  }

  @Test
  void declinedCasesAreNotCompared() {
    Subject picky =
        new Subject() {
          @Override
          public String name() {
            return "picky";
          }

          @Override
          public Optional<String> declines(Problem problem) {
            return Optional.of("has no dilation");
          }

          @Override
          public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
            throw new IllegalStateException("not to be asked: " + Arrays.toString(new int[0]));
          }
        };

    assertThat(Parity.examine(picky, PROBLEM, List.of()))
        .singleElement()
        .extracting(CaseResult::message)
        .isEqualTo("has no dilation");
  }
}
