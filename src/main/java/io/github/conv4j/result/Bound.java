package io.github.conv4j.result;

/** How a measured value is held against the allowed one. */
public enum Bound {
  /** The measured value may be as large as the allowed one, such as an error. */
  AT_MOST,
  /** The measured value must be as large as the allowed one, such as an accuracy. */
  AT_LEAST,
  /** Nothing was measured: the check was skipped. */
  NONE
}
