package io.github.conv4j.conformance;

/** An implementation in another process refused a case; the message is what it threw there. */
final class ProbeRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  ProbeRefusal(String thrown) {
    super(thrown);
  }
}
