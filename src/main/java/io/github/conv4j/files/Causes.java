package io.github.conv4j.files;

/** Exceptions as part of a sentence. */
public final class Causes {

  private Causes() {}

  /**
   * The root cause's kind and the first line of its message.
   *
   * @param thrown what went wrong
   * @return one line
   */
  public static String line(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : root.getClass().getSimpleName() + " (" + message.strip().lines().findFirst().get() + ")";
  }
}
