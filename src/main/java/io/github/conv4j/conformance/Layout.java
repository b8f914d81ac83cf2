package io.github.conv4j.conformance;

/** How the arrays that an implementation is given lie in memory. */
public enum Layout {
  /** Dense, the last axis fastest. */
  DENSE,
  /** Dense, the first axis fastest: 'f' order. */
  FIRST_AXIS_FASTEST,
  /** A view of every second row and column of a larger array, which is full of guard values. */
  EVERY_SECOND,
  /** A dense view of the middle of a longer buffer, guard values before and after it. */
  GUARDED
}
