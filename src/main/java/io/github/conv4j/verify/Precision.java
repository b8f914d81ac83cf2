package io.github.conv4j.verify;

import org.nd4j.linalg.api.buffer.DataType;

/** A floating-point type of the implementation under test. */
public enum Precision {
  /** 32 bits: 24 significant bits. */
  FLOAT(0x1p-24, Float.MIN_NORMAL, 0x1p24),
  /** 64 bits: 53 significant bits. */
  DOUBLE(0x1p-53, Double.MIN_NORMAL, 0x1p53);

  private final double unitRoundoff;
  private final double smallestNormal;
  private final double largestExactInteger;

  Precision(double unitRoundoff, double smallestNormal, double largestExactInteger) {
    this.unitRoundoff = unitRoundoff;
    this.smallestNormal = smallestNormal;
    this.largestExactInteger = largestExactInteger;
  }

  /**
   * The precision of a network's numbers.
   *
   * @param type FLOAT or DOUBLE
   * @return the precision
   * @throws IllegalArgumentException if it is another type
   */
  public static Precision of(DataType type) {
    return switch (type) {
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      default ->
          throw new IllegalArgumentException(
              "comparison: expected a network in FLOAT or DOUBLE, found " + type);
    };
  }

  /**
   * Largest relative error of one rounding to nearest.
   *
   * @return 2^-24 or 2^-53
   */
  public double unitRoundoff() {
    return unitRoundoff;
  }

  /**
   * Smallest positive number with full precision.
   *
   * @return 2^-126 or 2^-1022
   */
  public double smallestNormal() {
    return smallestNormal;
  }

  /**
   * Up to here every integer can be represented.
   *
   * @return 2^24 or 2^53
   */
  public double largestExactInteger() {
    return largestExactInteger;
  }

  /**
   * Distance from a number to the next larger one in this type.
   *
   * @param value a number
   * @return the unit in the last place at the value rounded to this type
   */
  double ulp(double value) {
    return switch (this) {
      case FLOAT -> Math.ulp((float) value);
      case DOUBLE -> Math.ulp(value);
    };
  }
}
