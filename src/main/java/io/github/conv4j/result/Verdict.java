package io.github.conv4j.result;

/** Outcome of a check or of a whole run. */
public enum Verdict {
  /** Measured and within what is allowed. */
  PASS,
  /** Measured and outside what is allowed. */
  FAIL,
  /** Not measured; the detail says why. Never counts as a pass of anything. */
  SKIPPED
}
