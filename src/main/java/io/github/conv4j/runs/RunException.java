package io.github.conv4j.runs;

/**
 * A run folder that cannot be used. The message is one line: what was expected, what was found, and
 * what to do.
 */
public final class RunException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message one line
   */
  public RunException(String message) {
    super(message);
  }

  /**
   * A refusal with its cause.
   *
   * @param message one line
   * @param cause what went wrong
   */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
