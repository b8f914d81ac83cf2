package io.github.conv4j.models;

import java.util.Optional;

/**
 * A model file that is not used: missing, broken, or not safe to load. The message is one line that
 * says which file, what was expected, what was found and what to do.
 */
public final class ModelFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Room for a path and a sentence; some of it can come from the file. */
  private static final int LENGTH_LIMIT = 900;

  /**
   * A refusal.
   *
   * @param message one line; control characters in it are shown as question marks
   */
  public ModelFileException(String message) {
    super(line(message));
  }

  /**
   * A refusal with its cause.
   *
   * @param message one line; control characters in it are shown as question marks
   * @param cause what went wrong
   */
  public ModelFileException(String message, Throwable cause) {
    super(line(message), cause);
  }

  /**
   * The class that would have to be allowed, if that is what is wrong.
   *
   * @return its name, as the file gives it
   */
  public Optional<String> refusedClass() {
    return getCause() instanceof Refusal refusal
        ? Optional.ofNullable(refusal.className())
        : Optional.empty();
  }

  private static String line(String message) {
    String visible = message.replaceAll("[\\p{C}\\u2028\\u2029]", "?");
    return visible.length() > LENGTH_LIMIT ? visible.substring(0, LENGTH_LIMIT) + "…" : visible;
  }
}
