package io.github.conv4j.compare;

import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Point;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.verify.Tolerances;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the test accuracies of the trained twins against each other. Twins that differ by rounding
 * only go different ways in the end, and while the learning rate is high, the accuracy of each
 * swings from test to test (with batch normalisation by several percent). How much of a difference
 * means nothing is estimated from the differences d between the twins at the tests underway: by
 * half the mean square of d's changes from one test to the next, which a lasting difference does
 * not raise. The last test, which is judged, has no part in it.
 */
final class AccuracyChecks {

  private AccuracyChecks() {}

  static void add(List<Check> checks, Pair<Evaluation> evaluations, Pair<Course> courses) {
    double builtin = evaluations.builtin().accuracy();
    double custom = evaluations.custom().accuracy();
    double swing = swing(courses);
    checks.add(
        Check.atMost(
            "accuracy",
            "accuracy/difference",
            Math.abs(custom - builtin),
            Tolerances.accuracyDifference(builtin, evaluations.builtin().total(), swing),
            "Share of "
                + evaluations.builtin().total()
                + " test images by which the accuracies of the trained networks differ; allowed is what"
                + " chance in the choice of images and the swings from test to test explain."));
  }

  /** Standard deviation of the twins' difference in the later half of the tests; 0 if too few. */
  private static double swing(Pair<Course> courses) {
    List<Point> builtin = courses.builtin().accuracies;
    List<Point> custom = courses.custom().accuracies;
    List<Double> differences = new ArrayList<>();
    int tests = Math.min(builtin.size(), custom.size());
    for (int i = tests / 2; i < tests; i++) {
      differences.add(custom.get(i).y() - builtin.get(i).y());
    }
    double squares = 0;
    for (int i = 1; i < differences.size(); i++) {
      double change = differences.get(i) - differences.get(i - 1);
      squares += change * change;
    }
    // From one change alone there is no telling a swing from a twin that goes wrong.
    int changes = differences.size() - 1;
    return changes < 2 ? 0 : Math.sqrt(squares / changes / 2);
  }
}
