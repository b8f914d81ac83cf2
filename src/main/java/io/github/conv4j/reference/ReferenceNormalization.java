package io.github.conv4j.reference;

/**
 * Batch normalisation as plain loops, each channel on its own; with m = N · H · W elements:
 *
 * <pre>
 *  μ = Σ x / m,  v = Σ (x - μ)² / m,  σ = √(v + ε),  x̂ = (x - μ) / σ
 *  y = γ · x̂ + β
 *  dβ = Σ dy,  dγ = Σ dy · x̂,  dx = γ/σ · (dy - dβ/m - x̂ · dγ/m)</pre>
 *
 * <p>Shapes: x, y, dy and dx [N, C, H, W]; vectors have H = W = 1. All else has one value for each
 * channel.
 *
 * <p>Unlike a convolution, this subtracts and divides by what it has summed. The absolute values of
 * {@link Bounded} follow the roundings through the formulas to first order: with A = Σ|x|/m, an
 * error of the mean is in proportion to A, and one of σ, relative to it, in proportion to κ = √v ·
 * √(Σx²/m) / (v + ε), the condition of a variance, so that x̂ has E = (|x| + A) / σ + |x̂| · κ. A
 * variance from the difference of two sums, Σx²/m - μ², is not as exact as that.
 */
public final class ReferenceNormalization {

  /** Roundings beside those of the sums. */
  private static final int ROUNDINGS = 16;

  private static final double LN_10 = StrictMath.log(10);

  private final Tensor4 x;
  private final double[] gamma;
  private final double[] beta;
  private final double epsilon;
  private final double[] mean;
  private final double[] variance;
  private final double[] meanAbsolute;
  private final double[] rootMeanSquare;

  /**
   * Takes mean and variance of each channel.
   *
   * @param x input [N, C, H, W], N of 1 or more
   * @param gamma γ for each channel
   * @param beta β for each channel
   * @param epsilon ε, 0 or more
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public ReferenceNormalization(Tensor4 x, double[] gamma, double[] beta, double epsilon) {
    requireLength("gamma", x, gamma);
    requireLength("beta", x, beta);
    if (x.n() < 1) {
      throw new IllegalArgumentException(
          "batch normalisation: expected one image or more, found none");
    }
    this.x = x;
    this.gamma = gamma.clone();
    this.beta = beta.clone();
    this.epsilon = epsilon;
    this.mean = new double[x.c()];
    this.variance = new double[x.c()];
    this.meanAbsolute = new double[x.c()];
    this.rootMeanSquare = new double[x.c()];
    forEach(x, (i, c) -> mean[c] += x.values()[i] / elements());
    double[] missing = new double[x.c()];
    forEach(x, (i, c) -> missing[c] += (x.values()[i] - mean[c]) / elements());
    for (int c = 0; c < x.c(); c++) {
      mean[c] += missing[c];
    }
    forEach(
        x,
        (i, c) -> {
          double value = x.values()[i];
          variance[c] += (value - mean[c]) * (value - mean[c]) / elements();
          meanAbsolute[c] += Math.abs(value) / elements();
          rootMeanSquare[c] += value * value / elements();
        });
    for (int c = 0; c < x.c(); c++) {
      rootMeanSquare[c] = Math.sqrt(rootMeanSquare[c]);
    }
  }

  /** Receives an element: its position and its channel. */
  @FunctionalInterface
  private interface Visitor {
    void visit(int position, int channel);
  }

  private static void forEach(Tensor4 tensor, Visitor visitor) {
    int plane = tensor.h() * tensor.w();
    for (int i = 0; i < tensor.values().length; i++) {
      visitor.visit(i, i / plane % tensor.c());
    }
  }

  private static void requireLength(String what, Tensor4 x, double[] values) {
    if (values.length != x.c()) {
      throw new IllegalArgumentException(
          "batch normalisation: expected "
              + what
              + " of "
              + x.c()
              + " channels, found "
              + values.length);
    }
  }

  private long elements() {
    return (long) x.n() * x.h() * x.w();
  }

  private double deviation(int c) {
    return Math.sqrt(variance[c] + epsilon);
  }

  private double hat(int i, int c) {
    return (x.values()[i] - mean[c]) / deviation(c);
  }

  /** κ. */
  private double condition(int c) {
    double squared = variance[c] + epsilon;
    return squared == 0 ? 0 : Math.sqrt(variance[c]) * rootMeanSquare[c] / squared;
  }

  /** E. */
  private double hatError(int i, int c) {
    return (Math.abs(x.values()[i]) + meanAbsolute[c]) / deviation(c)
        + Math.abs(hat(i, c)) * condition(c);
  }

  /**
   * Output while training.
   *
   * @return y [N, C, H, W]; m + 16 terms
   */
  public Bounded output() {
    double[] value = new double[x.values().length];
    double[] absolute = new double[value.length];
    forEach(
        x,
        (i, c) -> {
          value[i] = gamma[c] * hat(i, c) + beta[c];
          absolute[i] = Math.abs(gamma[c]) * hatError(i, c) + Math.abs(beta[c]);
        });
    return new Bounded(value, absolute, elements() + ROUNDINGS);
  }

  /**
   * Gradient with respect to β.
   *
   * @param dy gradient with respect to y
   * @return dβ for each channel; m terms
   */
  public Bounded betaGradient(Tensor4 dy) {
    double[] value = new double[x.c()];
    double[] absolute = new double[x.c()];
    forEach(
        dy,
        (i, c) -> {
          value[c] += dy.values()[i];
          absolute[c] += Math.abs(dy.values()[i]);
        });
    return new Bounded(value, absolute, elements());
  }

  /**
   * Gradient with respect to γ.
   *
   * @param dy gradient with respect to y
   * @return dγ for each channel; 2 · m + 16 terms
   */
  public Bounded gammaGradient(Tensor4 dy) {
    double[] value = new double[x.c()];
    double[] absolute = new double[x.c()];
    forEach(
        dy,
        (i, c) -> {
          value[c] += dy.values()[i] * hat(i, c);
          absolute[c] += Math.abs(dy.values()[i]) * hatError(i, c);
        });
    return new Bounded(value, absolute, 2 * elements() + ROUNDINGS);
  }

  /**
   * Gradient with respect to x.
   *
   * @param dy gradient with respect to y
   * @return dx [N, C, H, W]; 2 · m + 16 terms
   */
  public Bounded inputGradient(Tensor4 dy) {
    Bounded dGamma = gammaGradient(dy);
    Bounded dBeta = betaGradient(dy);
    double m = elements();
    double[] value = new double[x.values().length];
    double[] absolute = new double[value.length];
    forEach(
        x,
        (i, c) -> {
          double factor = gamma[c] / deviation(c);
          double hat = hat(i, c);
          value[i] = factor * (dy.values()[i] - dBeta.value()[c] / m - hat * dGamma.value()[c] / m);
          double plain =
              Math.abs(dy.values()[i])
                  + dBeta.absolute()[c] / m
                  + Math.abs(hat * dGamma.value()[c]) / m;
          absolute[i] =
              Math.abs(factor)
                  * ((1 + condition(c)) * plain
                      + hatError(i, c) * Math.abs(dGamma.value()[c]) / m
                      + Math.abs(hat) * dGamma.absolute()[c] / m);
        });
    return new Bounded(value, absolute, 2 * elements() + ROUNDINGS);
  }

  /**
   * What the running mean loses in a step towards d · running + (1 - d) · μ.
   *
   * @param running running mean of each channel
   * @param decay d
   * @return (1 - d) · (running - μ); m + 16 terms
   */
  public Bounded meanChange(double[] running, double decay) {
    double[] value = new double[x.c()];
    double[] absolute = new double[x.c()];
    for (int c = 0; c < x.c(); c++) {
      value[c] = (1 - decay) * (running[c] - mean[c]);
      absolute[c] = (1 - decay) * (Math.abs(running[c]) + meanAbsolute[c]);
    }
    return new Bounded(value, absolute, elements() + ROUNDINGS);
  }

  /**
   * What the running variance loses in a step towards d · running + (1 - d) · v.
   *
   * @param running running variance of each channel
   * @param decay d
   * @return (1 - d) · (running - v); m + 16 terms
   */
  public Bounded varianceChange(double[] running, double decay) {
    double[] value = new double[x.c()];
    double[] absolute = new double[x.c()];
    for (int c = 0; c < x.c(); c++) {
      value[c] = (1 - decay) * (running[c] - variance[c]);
      absolute[c] =
          (1 - decay)
              * (Math.abs(running[c])
                  + variance[c]
                  + 2 * Math.sqrt(variance[c]) * rootMeanSquare[c]);
    }
    return new Bounded(value, absolute, elements() + ROUNDINGS);
  }

  /**
   * The same step where s = log10 of the running deviation is kept: the variance 10^(2s) goes
   * towards d · 10^(2s) + (1 - d) · v.
   *
   * @param logarithms s for each channel
   * @param decay d
   * @return what s loses; m + 16 terms
   */
  public Bounded logarithmChange(double[] logarithms, double decay) {
    double[] value = new double[x.c()];
    double[] absolute = new double[x.c()];
    for (int c = 0; c < x.c(); c++) {
      double before = StrictMath.pow(10, 2 * logarithms[c]);
      double after = decay * before + (1 - decay) * variance[c];
      value[c] = StrictMath.log10(before / after) / 2;
      double share = (1 - decay) * Math.sqrt(variance[c]) * rootMeanSquare[c] / after;
      absolute[c] = Math.abs(value[c]) + (1 + share) / LN_10 + 2 * Math.abs(logarithms[c]);
    }
    return new Bounded(value, absolute, elements() + ROUNDINGS);
  }

  /**
   * Output after training, with given means and variances.
   *
   * @param x input [N, C, H, W]
   * @param gamma γ for each channel
   * @param beta β for each channel
   * @param epsilon ε
   * @param mean mean for each channel
   * @param variance variance for each channel; its rounding, as a power of ten, is allowed for
   * @return γ · (x - mean) / √(variance + ε) + β; 16 terms
   */
  public static Bounded inference(
      Tensor4 x, double[] gamma, double[] beta, double epsilon, double[] mean, double[] variance) {
    double[] value = new double[x.values().length];
    double[] absolute = new double[value.length];
    forEach(
        x,
        (i, c) -> {
          double factor = gamma[c] / Math.sqrt(variance[c] + epsilon);
          double size = Math.abs(factor) * (Math.abs(x.values()[i]) + Math.abs(mean[c]));
          double power = 1 + Math.abs(StrictMath.log(variance[c]));
          value[i] = factor * (x.values()[i] - mean[c]) + beta[c];
          absolute[i] = size * power + Math.abs(beta[c]);
        });
    return new Bounded(value, absolute, ROUNDINGS);
  }
}
