package io.github.conv4j.geometry;

/** What happens when the stride does not divide the space that the windows have to cover. */
public enum Rounding {
  /** Drop the incomplete last window: floor((n + p - k) / s) + 1 outputs. */
  FLOOR,
  /**
   * Keep the incomplete last window, unless it would start beyond the input and its leading
   * padding: ceil((n + p - k) / s) + 1 outputs, or one less. Positions beyond the padded input do
   * not exist: maximum and average take the elements that are there.
   */
  CEIL
}
