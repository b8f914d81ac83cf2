package io.github.conv4j.geometry;

/** Which of the two operations that are both called convolution a layer computes. */
public enum Orientation {
  /** y[o] = Σ x[o + k] · w[k]: what CNN layers compute, Deeplearning4j's among them. */
  CROSS_CORRELATION,
  /** y[o] = Σ x[o + K - 1 - k] · w[k]: the kernel is flipped on both axes, as in mathematics. */
  CONVOLUTION
}
