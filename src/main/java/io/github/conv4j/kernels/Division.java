package io.github.conv4j.kernels;

/** What {@code Math.ceilDiv} of later Java does. */
final class Division {

  private Division() {}

  /**
   * A quotient, rounded up.
   *
   * @param dividend any number
   * @param divisor 1 or more
   * @return the smallest number of parts of a size {@code divisor} that cover the dividend
   */
  static int ceil(int dividend, int divisor) {
    return Math.floorDiv(dividend + divisor - 1, divisor);
  }

  /** The same of longer numbers. */
  static long ceil(long dividend, long divisor) {
    return Math.floorDiv(dividend + divisor - 1, divisor);
  }
}
