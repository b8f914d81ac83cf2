package io.github.conv4j.conformance;

/** An implementation in another process took that process down with it, or did not come back. */
final class ProbeLost extends RuntimeException {

  private static final long serialVersionUID = 1;

  ProbeLost(String message) {
    super(message);
  }
}
