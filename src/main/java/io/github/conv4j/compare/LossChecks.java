package io.github.conv4j.compare;

import io.github.conv4j.compare.TwinTraining.Course;
import io.github.conv4j.result.Check;
import io.github.conv4j.verify.Tolerances;
import java.util.List;

/** Holds the losses of the twins against each other and against the noise floor. */
final class LossChecks {

  private static final String GROUP = "training";

  private LossChecks() {}

  static void add(List<Check> checks, Pair<Course> courses, NoiseFloor.Noise noise) {
    List<Double> builtin = courses.builtin().losses;
    List<Double> custom = courses.custom().losses;
    int steps = noise.differences().size();
    double largest = 0;
    double floor = 0;
    for (int i = 0; i < steps; i++) {
      largest = Math.max(largest, difference(builtin.get(i), custom.get(i)));
      floor = Math.max(floor, Tolerances.lossFloor(builtin.get(i)));
    }
    checks.add(
        Check.atMost(
            GROUP,
            "training/loss",
            largest,
            Math.max(Tolerances.LOSS_NOISE_FACTOR * noise.largest(), floor),
            "Largest difference of the losses over the first "
                + steps
                + " steps; allowed is "
                + (int) Tolerances.LOSS_NOISE_FACTOR
                + " times what the built-in network differs from itself "
                + noise.how()
                + "."));
    checks.add(
        Check.atMost(
            GROUP,
            "training/first-loss",
            difference(builtin.get(0), custom.get(0)),
            Tolerances.lossFloor(builtin.get(0)),
            "Difference of the losses at the first step, before rounding can grow."));
  }

  /** NaN beside a number is as far apart as can be; two NaN are not. */
  private static double difference(double a, double b) {
    return Double.isNaN(a) && Double.isNaN(b) ? 0 : nanAsInfinite(Math.abs(a - b));
  }

  private static double nanAsInfinite(double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }
}
