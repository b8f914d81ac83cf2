package io.github.conv4j.bench;

/** A contender's process ended or did not answer. */
final class HostLost extends Exception {
  private static final long serialVersionUID = 1L;

  HostLost(String message) {
    super(message);
  }
}
