package io.github.conv4j.export;

/** An exported file does not compute what the network computes, or is not what it should be. */
public final class VerificationFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  VerificationFailedException(String message) {
    super(message);
  }
}
