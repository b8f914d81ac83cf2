package io.github.conv4j.models;

/** Content that is not used, and why. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String SAVE_AGAIN = "use a model saved by Deeplearning4j or conv4j";

  private static final int SHOWN = 200;

  private final String expected;
  private final String found;
  private final String advice;
  private final String className;

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
    this(expected, found, advice, null);
  }

  private Refusal(String expected, String found, String advice, String className) {
    super("expected " + expected + ", found " + shown(found) + "; " + advice);
    this.expected = expected;
    this.found = found;
    this.advice = advice;
    this.className = className;
  }

  /** A refusal of a class that is not allowed. */
  static Refusal ofClass(String name) {
    return new Refusal(
        "classes of Deeplearning4j 1.0.0-M2.1, ND4J and conv4j that configure networks",
        "\"" + shown(name) + "\", which could run code",
        "if the class is your own, allow it by name (--allow-class)",
        name);
  }

  /** What is found can be of any length, and what comes after it is to be read, too. */
  private static String shown(String found) {
    return found.length() > SHOWN ? found.substring(0, SHOWN) + "…" : found;
  }

  /** The class that is not allowed; null if it is about something else. */
  String className() {
    return className;
  }

  /** The same, of one entry of an archive. */
  Refusal in(String entry) {
    return new Refusal(expected + " in \"" + entry + "\"", found, advice, className);
  }
}
