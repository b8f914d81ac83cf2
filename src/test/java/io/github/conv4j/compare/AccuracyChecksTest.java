package io.github.conv4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccuracyChecksTest {

  private static final int IMAGES = 10_000;

  @Test
  void chanceInTheChoiceOfImagesPasses() {
    assertThat(verdict(0.99, 0.987, new double[0], new double[0])).isEqualTo(Verdict.PASS);
    assertThat(verdict(0.7, 0.685, new double[0], new double[0])).isEqualTo(Verdict.PASS);
    assertThat(verdict(0.99, 0.984, new double[0], new double[0])).isEqualTo(Verdict.FAIL);
  }

  /** As vgg did on CIFAR-10 after one epoch: the losses agree, the accuracies swing. */
  @Test
  void swingsFromTestToTestPass() {
    double[] builtin = {0.501, 0.567, 0.554, 0.611, 0.668};
    double[] custom = {0.487, 0.52, 0.541, 0.539, 0.661};
    assertThat(verdict(0.6647, 0.6286, builtin, custom)).isEqualTo(Verdict.PASS);
  }

  @Test
  void aLastingDifferenceFailsHoweverMuchBothSwing() {
    double[] builtin = {0.50, 0.57, 0.51, 0.62, 0.58};
    double[] custom = {0.46, 0.53, 0.47, 0.58, 0.54};
    assertThat(verdict(0.66, 0.62, builtin, custom)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void aTwinThatGoesWrongAtOnceFails() {
    double[] both = {0.95, 0.96, 0.97, 0.98, 0.98};
    assertThat(verdict(0.98, 0.90, both, both)).isEqualTo(Verdict.FAIL);
  }

  /** One test underway is too few to estimate swings from. */
  @Test
  void tooFewTestsAllowNoSwing() {
    assertThat(verdict(0.66, 0.62, new double[] {0.5}, new double[] {0.6})).isEqualTo(Verdict.FAIL);
  }

  private static Verdict verdict(
      double builtin, double custom, double[] builtinCourse, double[] customCourse) {
    List<Check> checks = new ArrayList<>();
    AccuracyChecks.add(
        checks,
        new Pair<>(evaluation(builtin), evaluation(custom)),
        new Pair<>(course(builtinCourse), course(customCourse)));
    assertThat(checks).hasSize(1);
    return checks.get(0).verdict();
  }

  private static Course course(double... accuracies) {
    Course course = new Course();
    for (double accuracy : accuracies) {
      course.accuracies.add(new Point(course.accuracies.size(), accuracy));
    }
    return course;
  }

  private static Evaluation evaluation(double accuracy) {
    Evaluation evaluation = new Evaluation(2);
    for (int i = 0; i < IMAGES; i++) {
      evaluation.add(0, i < Math.round(accuracy * IMAGES) ? 0 : 1);
    }
    return evaluation;
  }
}
