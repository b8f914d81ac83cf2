package io.github.conv4j.geometry;

/** What happens when the stride does not divide the space that the windows have to cover. */
public enum Rounding {
  /** Drop the incomplete last window: floor((n + p - k) / s) + 1 outputs. */
  FLOOR,
  /**
   * Keep the incomplete last window: ceil((n + p - k) / s) + 1 outputs, less the last one if it
   * would start beyond the input and its leading padding. Positions beyond the padded input do not
   * exist: maximum and average take the elements that are there.
   */
  CEIL
}
