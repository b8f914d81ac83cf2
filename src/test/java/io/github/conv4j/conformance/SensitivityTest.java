package io.github.conv4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.conformance.Sensitivity.Kill;
import io.github.conv4j.conformance.Sensitivity.Report;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SensitivityTest {

  static Stream<Mutant> mutants() {
    return Mutants.all().stream();
  }

  @Test
  void findsEveryMistakeAndPassesRightCode() {
    Report report = Sensitivity.run();
    int mistakes = Mutants.all().size();
    assertThat(report.kills()).filteredOn(kill -> !kill.found()).isEmpty();
    assertThat(report.rightCodePasses()).isTrue();
    assertThat(report.complete()).isTrue();
    assertThat(report.score()).isEqualTo("killed " + mistakes + "/" + mistakes);
  }

  @Test
  void triesAtLeastFortyDifferentMistakes() {
    List<String> names = mutants().map(Mutant::name).toList();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesInAGradientLeaveTheOutputAlone(Mutant mutant) {
    if (mutant.broken() == Quantity.OUTPUT || mutant.broken() == null) {
      return;
    }
    Problem problem = CaseLine.parse("conv n2 ic3 ih7 iw6 oc4 kh3 kw2 sh2 dw2 ph1:0 pw2");
    assertThat(Examination.examine(mutant, problem))
        .filteredOn(result -> result.quantity() == Quantity.OUTPUT)
        .isNotEmpty()
        .allMatch(result -> result.outcome() == Outcome.PASSED);
  }

  @ParameterizedTest
  @MethodSource("io.github.conv4j.conformance.Properties#names")
  void everyPropertyFindsSomeMistakeByItself(String property) {
    assertThat(mutants())
        .anyMatch(
            mutant -> {
              PropertyResult result = Properties.run(mutant, property, Suite.SMOKE);
              return !result.holds() && !result.message().startsWith("threw");
            });
  }

  @Test
  void onlyRunningAgainFindsWhatDependsOnTheCallBefore() {
    Mutant mutant =
        mutants().filter(m -> m.name().contains("the call before")).findFirst().orElseThrow();
    assertThat(Sensitivity.kill(mutant, 0).check()).contains("again and from two threads");
  }

  @Test
  void aMutantWithoutAMistakeSurvives() {
    Mutant harmless = new Mutant("harmless", Quantity.OUTPUT, (problem, operands, right) -> right);
    assertThat(Sensitivity.kill(harmless, 0)).isEqualTo(new Kill("harmless", false, "", ""));
  }

  @Test
  void anotherOrderOfSummationIsNoMistake() {
    Mutant reordered =
        new Mutant(
            "channels summed in another order",
            Quantity.OUTPUT,
            (problem, operands, right) -> {
              if (problem.operation().isConvolution()) {
                Operands reversed =
                    new Operands(
                        Tensors.reverseChannels(operands.x()),
                        Tensors.reverseChannels(operands.w()),
                        operands.b(),
                        operands.dy());
                right.put(
                    Quantity.OUTPUT,
                    Mutant.right(problem, reversed, problem.window()).get(Quantity.OUTPUT));
              }
              return right;
            });
    assertThat(Sensitivity.kill(reordered, 0).found()).isFalse();
  }

  @Test
  void anExceptionIsNotTheRightReason() {
    Mutant broken =
        new Mutant(
            "throws",
            Quantity.OUTPUT,
            (problem, operands, right) -> {
              throw new IllegalStateException("no");
            });
    assertThat(Sensitivity.kill(broken, 0).found()).isFalse();
  }

  @Test
  void aScoreWithSurvivorsIsIncomplete() {
    Kill found = new Kill("a", true, "conv", "y: wrong");
    Kill missed = new Kill("b", false, "", "");
    Report report = new Report(true, List.of(found, missed));
    assertThat(report.score()).isEqualTo("killed 1/2");
    assertThat(report.complete()).isFalse();
    assertThat(new Report(false, List.of(found)).complete()).isFalse();
    assertThat(new Report(false, List.of(found)).score())
        .isEqualTo("killed 1/1; but right code fails as well");
  }
}
