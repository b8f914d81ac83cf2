package io.github.conv4j.store;

/**
 * A file of a data set that is missing, cannot be had or cannot be used. The message is one line:
 * what was expected, what was found, what to do.
 *
 * @serial exclude
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line
   */
  public StoreException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one line
   * @param cause what went wrong below
   */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
