package io.github.conv4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A terminal in memory, and conv4j run on it within this JVM. */
final class Screen {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal;

  private Screen(TerminalTraits traits) {
    terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            traits);
  }

  static Screen piped() {
    return new Screen(new TerminalTraits(false, false, 80, true, StandardCharsets.UTF_8));
  }

  static Screen interactive(int columns, boolean colour) {
    return new Screen(new TerminalTraits(true, true, columns, colour, StandardCharsets.UTF_8));
  }

  int run(String... arguments) {
    PrintStream before = System.out;
    try {
      return Main.run(terminal, arguments);
    } finally {
      System.setOut(before);
    }
  }

  Terminal terminal() {
    return terminal;
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
