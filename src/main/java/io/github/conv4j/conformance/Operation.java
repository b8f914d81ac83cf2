package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.kernels.Algorithm;

/**
 * What a problem computes.
 *
 * @param pool kind of pooling, or null for a convolution
 * @param p exponent of p-norm pooling, else 0
 * @param orientation cross-correlation or convolution; null for pooling
 * @param bias whether a convolution adds a bias
 * @param rectified whether negative outputs of a convolution become 0 (ReLU); an output of 0 passes
 *     no gradient on
 * @param algorithm how our own convolution computes it; others compute as they do. AUTO for pooling
 */
public record Operation(
    PoolKind pool,
    double p,
    Orientation orientation,
    boolean bias,
    boolean rectified,
    Algorithm algorithm) {

  /** Checks that it is one or the other. */
  public Operation {
    if ((pool == null) == (orientation == null)) {
      throw new IllegalArgumentException(
          "operation: expected either a pooling kind or an orientation, found "
              + pool
              + " and "
              + orientation);
    }
    if (pool != null && (rectified || algorithm != Algorithm.AUTO)) {
      throw new IllegalArgumentException(
          "operation: expected pooling without ReLU and without an algorithm, found "
              + (rectified ? "relu" : algorithm.label()));
    }
  }

  /**
   * A convolution as CNN layers compute it.
   *
   * @param bias with bias or without
   * @return the operation, by the algorithm that is chosen for the shape
   */
  public static Operation convolution(boolean bias) {
    return convolution(Orientation.CROSS_CORRELATION, bias);
  }

  /**
   * A convolution.
   *
   * @param orientation cross-correlation or convolution
   * @param bias with bias or without
   * @return the operation, by the algorithm that is chosen for the shape
   */
  public static Operation convolution(Orientation orientation, boolean bias) {
    return new Operation(null, 0, orientation, bias, false, Algorithm.AUTO);
  }

  /**
   * A pooling.
   *
   * @param kind its kind
   * @param p exponent for P_NORM, else 0
   * @return the operation
   */
  public static Operation pooling(PoolKind kind, double p) {
    return new Operation(kind, p, null, false, false, Algorithm.AUTO);
  }

  /**
   * Whether it is a convolution.
   *
   * @return false for pooling
   */
  public boolean isConvolution() {
    return pool == null;
  }

  /**
   * The same convolution with a bias or without.
   *
   * @param other with bias or without
   * @return the operation
   */
  public Operation withBias(boolean other) {
    return new Operation(pool, p, orientation, other, rectified, algorithm);
  }

  /**
   * The same convolution in another orientation.
   *
   * @param other cross-correlation or convolution
   * @return the operation
   */
  public Operation withOrientation(Orientation other) {
    return new Operation(pool, p, other, bias, rectified, algorithm);
  }

  /**
   * The same convolution with ReLU or without.
   *
   * @param other with ReLU or without
   * @return the operation
   */
  public Operation withRectified(boolean other) {
    return new Operation(pool, p, orientation, bias, other, algorithm);
  }

  /**
   * The same, by another algorithm where it is a convolution.
   *
   * @param other the algorithm
   * @return the operation
   */
  public Operation by(Algorithm other) {
    return isConvolution() ? new Operation(pool, p, orientation, bias, rectified, other) : this;
  }
}
