package io.github.conv4j.cli;

/** An option has a value that makes no sense; the message says which would. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
