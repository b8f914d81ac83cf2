package io.github.conv4j.inspect;

import static io.github.conv4j.result.ModelPart.UNKNOWN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Arithmetic on shapes that may be unknown, wholly or in single dimensions. */
final class Shapes {

  /** A shape of which nothing is known. */
  static final List<Long> NONE = List.of();

  private Shapes() {}

  static boolean isKnown(List<Long> shape) {
    return shape != null && !shape.isEmpty();
  }

  /**
   * Elements of an array for one image: a first dimension that is not fixed counts once.
   *
   * @return the number, or UNKNOWN
   */
  static long elements(List<Long> shape) {
    if (!isKnown(shape)) {
      return UNKNOWN;
    }
    return product(shape.get(0) < 0 ? shape.subList(1, shape.size()) : shape);
  }

  /**
   * A product of sizes.
   *
   * @return the number; UNKNOWN if one is, or if it does not fit a long
   */
  static long product(List<Long> sizes) {
    long product = 1;
    for (long size : sizes) {
      product = times(product, size);
    }
    return product;
  }

  static long times(long a, long b) {
    if (a < 0 || b < 0) {
      return UNKNOWN;
    }
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      return UNKNOWN;
    }
  }

  static long plus(long a, long b) {
    return a < 0 || b < 0 || a > Long.MAX_VALUE - b ? UNKNOWN : a + b;
  }

  /** The shape that two arrays have together, aligned at their last dimensions. */
  static List<Long> broadcast(List<Long> a, List<Long> b) {
    int rank = Math.max(a.size(), b.size());
    List<Long> shape = new ArrayList<>(Collections.nCopies(rank, UNKNOWN));
    for (int i = 1; i <= rank; i++) {
      long x = i <= a.size() ? a.get(a.size() - i) : 1;
      long y = i <= b.size() ? b.get(b.size() - i) : 1;
      long size = x == 1 ? y : y == 1 ? x : x < 0 ? y : y < 0 || x == y ? x : Math.max(x, y);
      shape.set(rank - i, size);
    }
    return shape;
  }
}
