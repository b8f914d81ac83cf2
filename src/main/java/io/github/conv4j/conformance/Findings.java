package io.github.conv4j.conformance;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Words for what a check of conduct finds: each throws where it is not as it must be. */
final class Findings {

  /** Not as it must be. */
  static final class Shortfall extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Shortfall(String message) {
      super(message);
    }
  }

  /** Does not apply to this layer. */
  static final class NotApplicable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotApplicable(String message) {
      super(message);
    }
  }

  /**
   * Relative difference in DOUBLE that only a mistake explains: the networks are small, rounding
   * stays below a thousandth of it.
   */
  static final double RELATIVE = 1e-9;

  private Findings() {}

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Shortfall(otherwise);
    }
  }

  static NotApplicable notApplicable(String reason) {
    return new NotApplicable(reason);
  }

  /** Bit for bit. */
  static void same(INDArray expected, INDArray actual, String what) {
    requireShape(expected, actual, what);
    double difference = largest(expected, actual);
    require(
        difference == 0,
        what + ": expected equal values, found a difference of " + number(difference));
  }

  /** Up to rounding, relative to the largest value. */
  static void close(INDArray expected, INDArray actual, double relative, String what) {
    requireShape(expected, actual, what);
    double scale =
        expected.length() == 0 ? 0 : expected.castTo(DataType.DOUBLE).amaxNumber().doubleValue();
    double difference = largest(expected, actual);
    require(
        difference <= relative * scale,
        what
            + ": expected a difference of at most "
            + number(relative * scale)
            + ", found "
            + number(difference)
            + " (largest value "
            + number(scale)
            + ")");
  }

  static void close(double expected, double actual, double relative, String what) {
    require(
        Math.abs(expected - actual) <= relative * Math.abs(expected),
        what + ": expected " + number(expected) + ", found " + number(actual));
  }

  private static void requireShape(INDArray expected, INDArray actual, String what) {
    require(actual != null, what + ": expected an array, found none");
    require(
        Arrays.equals(expected.shape(), actual.shape()),
        what
            + ": expected shape "
            + Arrays.toString(expected.shape())
            + ", found "
            + Arrays.toString(actual.shape()));
  }

  /** NaN if any value is. */
  private static double largest(INDArray expected, INDArray actual) {
    double[] left = OpSubject.values(expected);
    double[] right = OpSubject.values(actual);
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  static String number(double value) {
    return text("%.6g", value);
  }

  /** With a point as the decimal sign everywhere. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
