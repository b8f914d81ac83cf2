package io.github.conv4j.kernels;

/** Powers of non-negative numbers; the exponents that p-norm pooling meets most take no call. */
final class Power {

  private Power() {}

  static double of(double base, double exponent) {
    if (exponent == 1) {
      return base;
    }
    if (exponent == 2) {
      return base * base;
    }
    return exponent == 0.5 ? Math.sqrt(base) : Math.pow(base, exponent);
  }
}
