package io.github.conv4j.cli;

/** Something outside conv4j that keeps it from working; the message says what and what to do. */
final class EnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
