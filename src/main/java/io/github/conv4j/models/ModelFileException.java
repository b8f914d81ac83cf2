package io.github.conv4j.models;

/**
 * A model file that is not used: missing, broken, or not safe to load. The message is one line that
 * says which file, what was expected, what was found and what to do.
 */
public final class ModelFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message one line
   */
  public ModelFileException(String message) {
    super(message);
  }

  /**
   * A refusal with its cause.
   *
   * @param message one line
   * @param cause what went wrong
   */
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
