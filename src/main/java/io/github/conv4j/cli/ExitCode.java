package io.github.conv4j.cli;

/** What the process says to its caller when it ends. */
enum ExitCode {
  /** Done, and every verdict was pass. */
  PASS(0, "done; everything that was checked passed"),
  /** Done, and a verdict was fail. */
  VERDICT_FAILED(1, "done; a check failed"),
  /** The command line was wrong. */
  USAGE(2, "wrong usage"),
  /** A data or model file is missing or broken. */
  UNUSABLE_FILE(3, "data or model file missing or broken"),
  /** The machine cannot do it: Java, natives, memory, folders. */
  ENVIRONMENT(4, "this machine cannot do it; conv4j doctor says why"),
  /** A mistake in conv4j. */
  INTERNAL(70, "internal error"),
  /** Stopped by Ctrl-C. */
  INTERRUPTED(130, "interrupted"),
  /** Stopped by SIGTERM. */
  TERMINATED(143, "terminated");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }
}
