package io.github.conv4j.verify;

import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the errors of an array against an expected one, element by element.
 *
 * <p>The ratio of an element is its absolute error divided by its bound; a comparison passes if the
 * largest ratio is at most 1. No error has ratio 0, whatever the bound. Where an expected element
 * is NaN or infinite, the same is demanded (any NaN for a NaN, the same sign for an infinity); an
 * element that differs in that, an unexpected NaN or infinity, and an error above a bound of 0 or
 * above one that is no finite number have the ratio infinity. A zero equals a zero of the other
 * sign.
 */
public final class Comparator {

  /** Lower edge of the histogram: ratios of 10^-8 and below share the first bin. */
  private static final int LOWEST_EXPONENT = -8;

  /** Upper edge of the histogram: ratios of 100 and above share the last bin. */
  private static final int HIGHEST_EXPONENT = 2;

  private static final int BINS_PER_DECADE = 4;

  private Comparator() {}

  /**
   * Compares two arrays.
   *
   * @param expected right values, or those of the other implementation
   * @param actual values under test
   * @param bounds allowed absolute error of each element, from {@link Tolerances}
   * @param precision type in whose units {@link ErrorStats#maxUlp} counts
   * @return the errors; an element that agrees with its expected one counts as exact. All numbers
   *     are 0 for empty arrays
   * @throws IllegalArgumentException if the lengths differ or a bound is negative
   */
  public static ErrorStats compare(
      double[] expected, double[] actual, double[] bounds, Precision precision) {
    if (actual.length != expected.length || bounds.length != expected.length) {
      throw new IllegalArgumentException(
          "comparison: expected "
              + expected.length
              + " actual values and bounds, found "
              + actual.length
              + " and "
              + bounds.length);
    }
    double[] errors = new double[expected.length];
    double maxAbs = 0;
    double maxRatio = 0;
    double maxUlp = 0;
    long exact = 0;
    long[] bins = new long[(HIGHEST_EXPONENT - LOWEST_EXPONENT) * BINS_PER_DECADE];
    for (int i = 0; i < expected.length; i++) {
      if (bounds[i] < 0) {
        throw new IllegalArgumentException(
            "comparison: expected bounds of 0 or more, found " + bounds[i] + " at index " + i);
      }
      double error = error(expected[i], actual[i]);
      errors[i] = error;
      if (error == 0) {
        exact++;
        continue;
      }
      double ratio = ratio(error, bounds[i]);
      bins[bin(ratio)]++;
      maxAbs = Math.max(maxAbs, error);
      maxRatio = Math.max(maxRatio, ratio);
      maxUlp = Math.max(maxUlp, ulps(error, expected[i], precision));
    }
    return new ErrorStats(
        expected.length,
        maxAbs,
        rootMeanSquare(errors, maxAbs),
        maxRatio,
        maxUlp,
        exact,
        new Histogram(LOWEST_EXPONENT, BINS_PER_DECADE, exact, boxed(bins)));
  }

  /**
   * Whether a comparison with these values can show anything. Nothing at all, nothing but zeros,
   * and several elements that are all the same prove little: a shifted, flipped or idle
   * implementation returns them as well.
   *
   * @param expected right values
   * @return false if agreement with them should not be trusted
   */
  public static boolean isInformative(double[] expected) {
    double[] finite = Arrays.stream(expected).filter(Double::isFinite).toArray();
    if (finite.length < 2) {
      return finite.length == 1 && finite[0] != 0;
    }
    return Arrays.stream(finite).anyMatch(value -> value != finite[0]);
  }

  private static double error(double expected, double actual) {
    if (expected == actual || Double.isNaN(expected) && Double.isNaN(actual)) {
      return 0;
    }
    double error = Math.abs(actual - expected);
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  private static double ratio(double error, double bound) {
    boolean usable = bound > 0 && bound < Double.POSITIVE_INFINITY;
    return usable ? error / bound : Double.POSITIVE_INFINITY;
  }

  private static double ulps(double error, double expected, Precision precision) {
    return Double.isFinite(error) ? error / precision.ulp(expected) : Double.POSITIVE_INFINITY;
  }

  private static int bin(double ratio) {
    double position = (Math.log10(ratio) - LOWEST_EXPONENT) * BINS_PER_DECADE;
    int last = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * BINS_PER_DECADE - 1;
    return (int) Math.max(0, Math.min(last, Math.floor(position)));
  }

  /** Scaled by the largest error, so that squares neither overflow nor vanish. */
  private static double rootMeanSquare(double[] errors, double maxAbs) {
    if (maxAbs == 0 || Double.isInfinite(maxAbs)) {
      return maxAbs;
    }
    double sum = 0;
    for (double error : errors) {
      double scaled = error / maxAbs;
      sum += scaled * scaled;
    }
    return maxAbs * Math.sqrt(sum / errors.length);
  }

  private static List<Long> boxed(long[] bins) {
    List<Long> counts = new ArrayList<>(bins.length);
    for (long bin : bins) {
      counts.add(bin);
    }
    return counts;
  }
}
