package io.github.conv4j.data;

/** What a network expects of a picture's brightness. */
public enum Ground {
  /** Pictures are used as they are. */
  AS_IS,
  /**
   * Light strokes on a dark ground, as in MNIST. A picture is inverted (255 - value) if the median
   * brightness of its border pixels is above 127, since then the ground is light.
   */
  DARK
}
