package io.github.conv4j.result;

/**
 * Something in a model file that a reader should know before it loads the file.
 *
 * @param severity how bad it is
 * @param message what was found and where, one line
 */
public record FileFinding(Severity severity, String message) {

  /** How bad a finding is. */
  public enum Severity {
    /** Loading the file without conv4j's checks could run code or fill the memory. */
    DANGER,
    /** The file does not work, or not as it says. */
    BROKEN,
    /** Worth knowing, no reason against loading. */
    NOTE
  }
}
