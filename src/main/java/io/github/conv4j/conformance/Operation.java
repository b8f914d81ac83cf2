package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;

/**
 * What a problem computes.
 *
 * @param pool kind of pooling, or null for a convolution
 * @param p exponent of p-norm pooling, else 0
 * @param orientation cross-correlation or convolution; null for pooling
 * @param bias whether a convolution adds a bias
 */
public record Operation(PoolKind pool, double p, Orientation orientation, boolean bias) {

  /** Checks that it is one or the other. */
  public Operation {
    if ((pool == null) == (orientation == null)) {
      throw new IllegalArgumentException(
          "operation: expected either a pooling kind or an orientation, found "
              + pool
              + " and "
              + orientation);
    }
  }

  /**
   * A convolution as CNN layers compute it.
   *
   * @param bias with bias or without
   * @return the operation
   */
  public static Operation convolution(boolean bias) {
    return new Operation(null, 0, Orientation.CROSS_CORRELATION, bias);
  }

  /**
   * A pooling.
   *
   * @param kind its kind
   * @param p exponent for P_NORM, else 0
   * @return the operation
   */
  public static Operation pooling(PoolKind kind, double p) {
    return new Operation(kind, p, null, false);
  }

  /**
   * Whether it is a convolution.
   *
   * @return false for pooling
   */
  public boolean isConvolution() {
    return pool == null;
  }
}
