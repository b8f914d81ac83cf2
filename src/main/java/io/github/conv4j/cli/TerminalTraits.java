package io.github.conv4j.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * What the two output streams of the process can show.
 *
 * @param outIsTerminal whether a person reads standard output directly
 * @param errIsTerminal whether a person watches the error stream, so that a line may be redrawn
 * @param columns width of the terminal
 * @param colour whether colours are wanted where a terminal reads
 * @param charset encoding of both streams
 */
record TerminalTraits(
    boolean outIsTerminal, boolean errIsTerminal, int columns, boolean colour, Charset charset) {
  private static final int DEFAULT_COLUMNS = 80;
  private static final int MINIMUM_COLUMNS = 40;

  /**
   * Reads the traits from the environment and from the properties that {@code scripts/conv4j} sets.
   * Java itself cannot tell whether a single stream is a terminal: without the launcher none is.
   *
   * @param environment environment variables by name, null if not set
   * @param properties system properties by name, null if not set
   * @return the traits
   */
  static TerminalTraits detect(
      UnaryOperator<String> environment, UnaryOperator<String> properties) {
    boolean dumb = "dumb".equals(environment.apply("TERM"));
    boolean automatic = isSet(environment.apply("CI"));
    boolean noColour = isSet(environment.apply("NO_COLOR"));
    boolean out = Boolean.parseBoolean(properties.apply("conv4j.stdout.tty"));
    boolean err = Boolean.parseBoolean(properties.apply("conv4j.stderr.tty"));
    return new TerminalTraits(
        out,
        err && !dumb && !automatic,
        columns(properties.apply("conv4j.columns")),
        !dumb && !automatic && !noColour,
        charset(properties.apply("native.encoding")));
  }

  /**
   * Whether the streams can carry line-drawing characters.
   *
   * @return true if they can
   */
  boolean unicode() {
    return charset.newEncoder().canEncode("━─");
  }

  private static boolean isSet(String value) {
    return value != null && !value.isEmpty() && !value.equals("false");
  }

  private static int columns(String value) {
    try {
      int columns = value == null ? 0 : Integer.parseInt(value.strip());
      return columns <= 0 ? DEFAULT_COLUMNS : Math.max(MINIMUM_COLUMNS, columns);
    } catch (NumberFormatException notANumber) {
      return DEFAULT_COLUMNS;
    }
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name == null ? "US-ASCII" : name);
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.US_ASCII;
    }
  }
}
