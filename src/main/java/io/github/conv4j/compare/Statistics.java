package io.github.conv4j.compare;

import java.util.List;

/** Medians and the like. */
final class Statistics {

  private Statistics() {}

  /** The middle value; the mean of the two in the middle of an even number; NaN of none. */
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
