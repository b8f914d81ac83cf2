package io.github.conv4j.conformance;

/** A result of a layer that is compared. */
public enum Quantity {
  /** The output y. */
  OUTPUT("y"),
  /** Gradient with respect to the input. */
  INPUT_GRADIENT("dX"),
  /** Gradient with respect to the weights. */
  WEIGHT_GRADIENT("dW"),
  /** Gradient with respect to the bias. */
  BIAS_GRADIENT("db");

  private final String symbol;

  Quantity(String symbol) {
    this.symbol = symbol;
  }

  /**
   * Short name.
   *
   * @return y, dX, dW or db
   */
  public String symbol() {
    return symbol;
  }
}
