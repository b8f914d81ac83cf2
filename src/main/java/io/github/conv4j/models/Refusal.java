package io.github.conv4j.models;

/** Content that is not used, and why. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String SAVE_AGAIN = "use a model saved by Deeplearning4j or conv4j";

  private final String expected;
  private final String found;
  private final String advice;

  /**
   * A refusal of what Deeplearning4j would not have written.
   *
   * @param expected what should have been there
   * @param found what is
   */
  Refusal(String expected, String found) {
    this(expected, found, SAVE_AGAIN);
  }

  Refusal(String expected, String found, String advice) {
    super("expected " + expected + ", found " + found + "; " + advice);
    this.expected = expected;
    this.found = found;
    this.advice = advice;
  }

  /** The same, of one entry of an archive. */
  Refusal in(String entry) {
    return new Refusal(expected + " in \"" + entry + "\"", found, advice);
  }
}
