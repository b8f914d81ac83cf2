package io.github.conv4j.result;

/** What a part of a network is, as far as its drawing and its cost are concerned. */
public enum PartKind {
  /** What the network takes. */
  INPUT,
  /** Weights on windows of images. */
  CONVOLUTION,
  /** One number per window, or per image. */
  POOLING,
  /** Weights on everything. */
  DENSE,
  /** Shifts and scales, by statistics. */
  NORMALISATION,
  /** A function of each number. */
  ACTIVATION,
  /** Brings several arrays together: sums, products, concatenations. */
  COMBINATION,
  /** The same numbers in another shape. */
  SHAPE,
  /** Anything else. */
  OTHER
}
