package io.github.conv4j.compare;

import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.result.Check;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.util.List;

/** Holds the losses of the twins against each other and against the noise floor. */
final class LossChecks {

  private static final String GROUP = "training";

  private LossChecks() {}

  static void add(
      List<Check> checks, Precision precision, Pair<Course> courses, NoiseFloor.Noise noise) {
    List<Double> builtin = courses.builtin().losses;
    List<Double> custom = courses.custom().losses;
    checks.add(finite(builtin, custom));
    checks.add(
        Check.atMost(
            GROUP,
            "training/first-loss",
            Math.abs(builtin.get(0) - custom.get(0)),
            Tolerances.lossFloor(precision, builtin.get(0)),
            "Difference of the losses at the first step, before rounding can grow."));
    int steps = Math.min(noise.differences().size(), finiteSteps(builtin, custom));
    if (steps == 0) {
      checks.add(Check.skipped(GROUP, "training/loss", "No step had a finite loss."));
      return;
    }
    double largest = 0;
    double floor = 0;
    double noiseLargest = 0;
    for (int i = 0; i < steps; i++) {
      largest = Math.max(largest, Math.abs(builtin.get(i) - custom.get(i)));
      floor = Math.max(floor, Tolerances.trainedLossFloor(precision, builtin.get(i)));
      noiseLargest = Math.max(noiseLargest, Math.abs(noise.differences().get(i)));
    }
    checks.add(
        Check.atMost(
            GROUP,
            "training/loss",
            largest,
            Math.max(Tolerances.LOSS_NOISE_FACTOR * noiseLargest, floor),
            "Largest difference of the losses over the first "
                + steps
                + " steps; allowed is "
                + (int) Tolerances.LOSS_NOISE_FACTOR
                + " times what the built-in network differs from itself "
                + noise.how()
                + ", and at least what one decision between two equal activations may change."));
  }

  private static Check finite(List<Double> builtin, List<Double> custom) {
    long theirs = notFinite(builtin);
    long ours = notFinite(custom);
    return Check.atMost(
        GROUP,
        "training/finite",
        Math.max(theirs, ours),
        0,
        theirs + ours == 0
            ? "Steps whose loss is no finite number."
            : "Steps whose loss is no finite number: built-in "
                + theirs
                + ", handwritten "
                + ours
                + ". What a network that diverged does proves nothing: lower the learning rate or"
                + " check the data.");
  }

  private static long notFinite(List<Double> losses) {
    return losses.stream().filter(loss -> !Double.isFinite(loss)).count();
  }

  private static int finiteSteps(List<Double> builtin, List<Double> custom) {
    int steps = 0;
    while (steps < builtin.size()
        && Double.isFinite(builtin.get(steps))
        && Double.isFinite(custom.get(steps))) {
      steps++;
    }
    return steps;
  }
}
