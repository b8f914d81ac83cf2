package io.github.conv4j.conformance;

/** Where the numbers of a problem come from. */
public enum Distribution {
  /** Integers from -8 to 8: sums are exact in any order, so results must be equal. */
  INTEGER("int"),
  /** Normal, mean 0, deviation 1. */
  NORMAL("normal"),
  /** Uniform from 0 to 1: no cancellation. */
  UNIFORM("uniform"),
  /** Normal times a power of ten between 10^-6 and 10^6: cancellation and different sizes. */
  MIXED("mixed"),
  /** All different integers, for maxima without ties. */
  DISTINCT("distinct");

  private final String word;

  Distribution(String word) {
    this.word = word;
  }

  /**
   * Name in a case line.
   *
   * @return one word
   */
  public String word() {
    return word;
  }
}
