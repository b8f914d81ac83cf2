package io.github.conv4j.geometry;

/**
 * Padding of one axis: a kind and, for {@link Kind#EXPLICIT}, the sizes of its two sides.
 *
 * @param kind how the sizes are found
 * @param before elements added before the first one (top or left); 0 unless explicit
 * @param after elements added after the last one (bottom or right); 0 unless explicit
 */
public record Padding(Kind kind, int before, int after) {

  /** How the padding of an axis is found. */
  public enum Kind {
    /** No padding. */
    VALID,
    /**
     * As much as makes the output ceil(n / stride) long; an odd element goes to the end (ONNX calls
     * this SAME_UPPER, TensorFlow and Deeplearning4j "Same"). Never negative.
     */
    SAME,
    /** Every partial overlap: effective kernel - 1 on both sides; output n + m - 1 at stride 1. */
    FULL,
    /** The given sizes, which may differ. */
    EXPLICIT
  }

  /** No padding. */
  public static final Padding VALID = new Padding(Kind.VALID, 0, 0);

  /** Output size ceil(n / stride). */
  public static final Padding SAME = new Padding(Kind.SAME, 0, 0);

  /** Every partial overlap of window and input. */
  public static final Padding FULL = new Padding(Kind.FULL, 0, 0);

  /**
   * Checks that sizes are not negative and only explicit padding has any.
   *
   * @param kind not null
   * @param before 0 or more
   * @param after 0 or more
   * @throws IllegalArgumentException if it is not so
   */
  public Padding {
    if (kind == null) {
      throw new IllegalArgumentException(
          "padding kind: expected one of VALID, SAME, FULL, EXPLICIT, found null");
    }
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "padding: expected sizes of 0 or more, found before=" + before + ", after=" + after);
    }
    if (kind != Kind.EXPLICIT && (before != 0 || after != 0)) {
      throw new IllegalArgumentException(
          "padding: kind " + kind + " takes no sizes, found before=" + before + ", after=" + after);
    }
  }

  /**
   * The same number of elements on both sides.
   *
   * @param size elements on each side
   * @return explicit padding
   */
  public static Padding explicit(int size) {
    return explicit(size, size);
  }

  /**
   * A number of elements for each side.
   *
   * @param before elements before the first one
   * @param after elements after the last one
   * @return explicit padding
   */
  public static Padding explicit(int before, int after) {
    return new Padding(Kind.EXPLICIT, before, after);
  }
}
