package io.github.conv4j.bench;

import io.github.conv4j.result.Spread;
import java.util.Collection;
import java.util.List;

/** Medians, quartiles and means of ratios. */
final class Statistics {

  private Statistics() {}

  /**
   * Median and quartiles.
   *
   * @param values values in any order
   * @return the quantiles, interpolated between neighbours; not a number without values
   */
  static Spread spread(List<Double> values) {
    if (values.isEmpty()) {
      return Spread.NONE;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /**
   * The mean of ratios: the root of their product, so that twice as fast and half as fast cancel.
   *
   * @param ratios positive numbers
   * @return the mean; not a number without ratios
   */
  static double geometricMean(Collection<Double> ratios) {
    return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
  }
}
