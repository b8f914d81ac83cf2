package io.github.conv4j.reference;

/** The two one-dimensional forms that the two-dimensional operations grow from. */
public final class Sequences {

  private Sequences() {}

  /**
   * Full convolution: C(i) = Σ f(j) · g(i - j) over all j for which both exist.
   *
   * @param f first sequence, not empty
   * @param g second sequence, not empty
   * @return f.length + g.length - 1 numbers; the same for (g, f)
   */
  public static double[] fullConvolution(double[] f, double[] g) {
    requireElements(f, g);
    double[] result = new double[f.length + g.length - 1];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < f.length; j++) {
        if (i - j >= 0 && i - j < g.length) {
          result[i] += f[j] * g[i - j];
        }
      }
    }
    return result;
  }

  /**
   * Valid cross-correlation, the "forward" form: C(i) = Σ f(i + j) · g(j).
   *
   * @param f sequence, at least as long as g
   * @param g kernel, not empty, not flipped
   * @return f.length - g.length + 1 numbers
   */
  public static double[] validCrossCorrelation(double[] f, double[] g) {
    requireElements(f, g);
    if (g.length > f.length) {
      throw new IllegalArgumentException(
          "cross-correlation: expected a kernel of at most "
              + f.length
              + " elements, found "
              + g.length);
    }
    double[] result = new double[f.length - g.length + 1];
    for (int i = 0; i < result.length; i++) {
      for (int j = 0; j < g.length; j++) {
        result[i] += f[i + j] * g[j];
      }
    }
    return result;
  }

  private static void requireElements(double[] f, double[] g) {
    if (f.length == 0 || g.length == 0) {
      throw new IllegalArgumentException(
          "sequences: expected at least one element each, found " + f.length + " and " + g.length);
    }
  }
}
