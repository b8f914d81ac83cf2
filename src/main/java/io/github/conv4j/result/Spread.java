package io.github.conv4j.result;

/**
 * A measured quantity over the rounds of a benchmark.
 *
 * @param median the middle value
 * @param lower first quartile
 * @param upper third quartile
 */
public record Spread(double median, double lower, double upper) {

  /** Nothing was measured. */
  public static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);
}
