package io.github.conv4j.compare;

import io.github.conv4j.result.Check;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.verify.Tolerances;
import java.util.List;

/** Holds the test accuracies of the trained twins against each other. */
final class AccuracyChecks {

  private AccuracyChecks() {}

  static void add(List<Check> checks, Pair<Evaluation> evaluations) {
    double builtin = evaluations.builtin().accuracy();
    double custom = evaluations.custom().accuracy();
    checks.add(
        Check.atMost(
            "accuracy",
            "accuracy/difference",
            Math.abs(custom - builtin),
            Tolerances.accuracyDifference(builtin, evaluations.builtin().total()),
            "Share of "
                + evaluations.builtin().total()
                + " test images by which the accuracies of the trained networks differ."));
  }
}
