package io.github.conv4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LossChecksTest {

  @Test
  void lossesWithinTenTimesTheNoisePass() {
    Map<String, Verdict> verdicts =
        verdicts(Precision.FLOAT, losses(2, 1.5, 1.0), losses(2, 1.6, 1.05), losses(0, 0.01, 0.02));

    assertThat(verdicts)
        .containsEntry("training/finite", Verdict.PASS)
        .containsEntry("training/first-loss", Verdict.PASS)
        .containsEntry("training/loss", Verdict.PASS);
  }

  @Test
  void lossesBeyondTenTimesTheNoiseFail() {
    assertThat(
            verdicts(
                Precision.FLOAT, losses(2, 1.5, 1.0), losses(2, 1.5, 1.3), losses(0, 0.01, 0.02)))
        .containsEntry("training/loss", Verdict.FAIL)
        .containsEntry("training/first-loss", Verdict.PASS);
  }

  @Test
  void withoutNoiseOneDecisionMayDiffer() {
    assertThat(verdicts(Precision.FLOAT, losses(2, 1), losses(2, 1.0005), losses(0, 0)))
        .containsEntry("training/loss", Verdict.PASS);
    assertThat(verdicts(Precision.FLOAT, losses(2, 1), losses(2, 1.01), losses(0, 0)))
        .containsEntry("training/loss", Verdict.FAIL);
    assertThat(verdicts(Precision.DOUBLE, losses(2, 1), losses(2, 1.0005), losses(0, 0)))
        .containsEntry("training/loss", Verdict.FAIL);
  }

  @Test
  void theFirstLossHasToAgree() {
    assertThat(verdicts(Precision.FLOAT, losses(2, 1), losses(2.00001, 1), losses(0.1, 0.1)))
        .containsEntry("training/first-loss", Verdict.FAIL);
    assertThat(verdicts(Precision.FLOAT, losses(2, 1), losses(2.000001, 1), losses(0, 0)))
        .containsEntry("training/first-loss", Verdict.PASS);
    assertThat(verdicts(Precision.DOUBLE, losses(2, 1), losses(2.000001, 1), losses(0, 0)))
        .containsEntry("training/first-loss", Verdict.FAIL);
  }

  @Test
  void divergenceFailsAndWhatCameBeforeIsStillCompared() {
    double nan = Double.NaN;
    assertThat(verdicts(Precision.FLOAT, losses(2, 9, nan), losses(2, 9, nan), losses(0, 0, nan)))
        .containsEntry("training/finite", Verdict.FAIL)
        .containsEntry("training/loss", Verdict.PASS);
    assertThat(verdicts(Precision.FLOAT, losses(2, 1, 1), losses(2, nan, nan), losses(0, 0, 0)))
        .containsEntry("training/finite", Verdict.FAIL);
    assertThat(verdicts(Precision.FLOAT, losses(nan), losses(nan), losses(nan)))
        .containsEntry("training/finite", Verdict.FAIL)
        .containsEntry("training/first-loss", Verdict.FAIL)
        .containsEntry("training/loss", Verdict.SKIPPED);
  }

  private static Map<String, Verdict> verdicts(
      Precision precision, List<Double> builtin, List<Double> custom, List<Double> noise) {
    Pair<Course> courses = new Pair<>(new Course(), new Course());
    courses.builtin().losses.addAll(builtin);
    courses.custom().losses.addAll(custom);
    List<Check> checks = new ArrayList<>();
    LossChecks.add(checks, precision, courses, new NoiseFloor.Noise(noise, "somehow"));
    return checks.stream().collect(Collectors.toMap(Check::name, Check::verdict));
  }

  private static List<Double> losses(double... losses) {
    return Arrays.stream(losses).boxed().toList();
  }
}
