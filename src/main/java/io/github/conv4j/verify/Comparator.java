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
 *
 * <p>{@link #compareAsWhole} judges a result by the norm of its errors instead.
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
   * Compares two arrays by the Euclidean norm of the errors. The ratio is that norm divided by the
   * allowed one; the histogram holds this one number.
   *
   * <p>Where the expected values are not all finite, sums have overflowed: an element that has to
   * be infinite or NaN must not be finite, and others may be infected by it.
   *
   * @param expected right values
   * @param actual values under test
   * @param allowed largest norm, from {@link Tolerances}
   * @param precision type in whose units {@link ErrorStats#maxUlp} counts
   * @return the errors
   * @throws IllegalArgumentException if the lengths differ
   */
  public static ErrorStats compareAsWhole(
      double[] expected, double[] actual, double allowed, Precision precision) {
    if (actual.length != expected.length) {
      throw new IllegalArgumentException(
          "comparison: expected " + expected.length + " values, found " + actual.length);
    }
    boolean overflow = !Arrays.stream(expected).allMatch(Double::isFinite);
    double[] errors = new double[expected.length];
    double maxAbs = 0;
    double maxUlp = 0;
    long exact = 0;
    for (int i = 0; i < expected.length; i++) {
      boolean infected = overflow && !Double.isFinite(actual[i]);
      errors[i] = infected ? 0 : error(expected[i], actual[i]);
      if (errors[i] == 0) {
        exact++;
      } else {
        maxAbs = Math.max(maxAbs, errors[i]);
        maxUlp = Math.max(maxUlp, ulps(errors[i], expected[i], precision));
      }
    }
    double rms = rootMeanSquare(errors, maxAbs);
    ErrorStats measured = new ErrorStats(expected.length, maxAbs, rms, 0, maxUlp, exact, null);
    return asWhole(measured, allowed / Math.sqrt(Math.max(1, expected.length)));
  }

  /**
   * How many values of equal size would say as much about a root mean square: (Σ v²)² / Σ v⁴.
   *
   * @param values sizes
   * @return from 0, where all are 0, to their number
   */
  public static double effectiveCount(double[] values) {
    double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
    if (largest == 0) {
      return 0;
    }
    double squares = 0;
    double fourths = 0;
    for (double value : values) {
      double square = value / largest * (value / largest);
      squares += square;
      fourths += square * square;
    }
    return squares * squares / fourths;
  }

  /**
   * Judges errors that were measured by their root mean square. The ratio is that divided by the
   * allowed one; the histogram holds this one number.
   *
   * @param errors the errors
   * @param allowed largest root mean square, from {@link Tolerances}
   * @return the same errors with that ratio
   */
  public static ErrorStats asWhole(ErrorStats errors, double allowed) {
    double ratio = errors.rms() == 0 ? 0 : ratio(errors.rms(), allowed);
    long[] bins = new long[(HIGHEST_EXPONENT - LOWEST_EXPONENT) * BINS_PER_DECADE];
    if (ratio > 0) {
      bins[bin(ratio)]++;
    }
    return new ErrorStats(
        errors.count(),
        errors.maxAbs(),
        errors.rms(),
        ratio,
        errors.maxUlp(),
        errors.exact(),
        new Histogram(LOWEST_EXPONENT, BINS_PER_DECADE, ratio > 0 ? 0 : 1, boxed(bins)));
  }

  /** Euclidean norm of the finite elements. */
  static double norm(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    double largest = Arrays.stream(finite).map(Math::abs).max().orElse(0);
    return rootMeanSquare(finite, largest) * Math.sqrt(finite.length);
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
