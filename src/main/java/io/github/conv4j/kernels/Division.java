package io.github.conv4j.kernels;

/** Quotients rounded up, as {@code Math.ceilDiv} of later Java has them, and parts of that size. */
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

  /**
   * Size of nearly equal parts of no more than so many elements, rounded up to a multiple; the last
   * part is what is left.
   */
  static int part(int size, int most, int multiple) {
    int parts = Math.max(1, ceil(size, most));
    return ceil(ceil(size, parts), multiple) * multiple;
  }
}
