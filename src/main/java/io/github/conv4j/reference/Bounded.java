package io.github.conv4j.reference;

/**
 * A result together with what bounds the rounding error of any implementation of the same
 * operation, whatever its order of summation: an implementation with unit roundoff u may differ
 * from the true value by at most γ · absolute in each element, γ = terms · u / (1 - terms · u).
 *
 * @param value the result, row-major
 * @param absolute the same operation on the absolute values of all operands, element by element
 * @param terms the largest number of roundings that any single operand passes through; 0 if the
 *     operation only selects and every implementation must return the very same numbers
 */
public record Bounded(double[] value, double[] absolute, long terms) {

  /**
   * Checks that both arrays are equally long and that the count is not negative.
   *
   * @param value the result
   * @param absolute as many numbers
   * @param terms 0 or more
   * @throws IllegalArgumentException if it is not so
   */
  public Bounded {
    if (value.length != absolute.length) {
      throw new IllegalArgumentException(
          "bounded result: expected as many absolute values as values, found "
              + absolute.length
              + " and "
              + value.length);
    }
    if (terms < 0) {
      throw new IllegalArgumentException(
          "bounded result: expected terms of 0 or more, found " + terms);
    }
  }
}
