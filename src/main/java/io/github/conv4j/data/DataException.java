package io.github.conv4j.data;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * A data or picture file that cannot be used. The message is one line: the file, what was expected,
 * what was found, and what to do.
 *
 * @serial exclude
 */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one line
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one line
   * @param cause what went wrong below
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The reason of an input or output error in words; some of Java's messages are only the path.
   *
   * @param error the error
   * @return a few words
   */
  static String reason(IOException error) {
    if (error instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (error instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (error instanceof EOFException) {
      return "it ends early";
    }
    if (error instanceof FileNotFoundException || error.getMessage() == null) {
      return "it cannot be opened";
    }
    return error.getMessage().lines().findFirst().orElse("input or output error");
  }
}
