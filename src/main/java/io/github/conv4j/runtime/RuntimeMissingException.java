package io.github.conv4j.runtime;

/** A library that is needed is not on the class path, or not made for this machine. */
public final class RuntimeMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RuntimeMissingException(String message, Throwable cause) {
    super(message, cause);
  }
}
