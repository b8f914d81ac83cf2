package io.github.conv4j.conformance;

/** What went wrong, on one line. */
final class Reasons {

  private static final int LONGEST = 300;

  private Reasons() {}

  static String oneLine(Throwable thrown) {
    String message = thrown.getMessage() == null ? "" : ": " + thrown.getMessage();
    String line = (thrown.getClass().getSimpleName() + message).strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
