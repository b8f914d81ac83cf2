package io.github.conv4j.conformance;

/**
 * How a property fared.
 *
 * @param property what it says
 * @param subject name of the implementation
 * @param cases problems on which it was tried
 * @param declined further problems, which the implementation does not offer
 * @param failing the smallest problem found on which it does not hold; null if it holds
 * @param message what is wrong there; empty if it holds
 */
public record PropertyResult(
    String property, String subject, int cases, int declined, Problem failing, String message) {

  /**
   * Whether no case contradicts it.
   *
   * @return true if it holds
   */
  public boolean holds() {
    return failing == null;
  }
}
