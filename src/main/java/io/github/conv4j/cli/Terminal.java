package io.github.conv4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * The two streams of the process: results go to standard output, all else to the error stream.
 * Everything that prints takes this class; nothing uses {@code System.out}, which libraries print
 * to (SameDiff, for one), so that standard output holds results only.
 */
final class Terminal {
  private static final String ERASE_LINE = "\r\033[K";

  private final PrintStream out;
  private final PrintStream err;
  private final TerminalTraits traits;
  private boolean colour;
  private boolean lineOpen;

  /**
   * A terminal on two streams.
   *
   * @param out where results go
   * @param err where messages go
   * @param traits what the streams can show
   */
  Terminal(PrintStream out, PrintStream err, TerminalTraits traits) {
    this.out = out;
    this.err = err;
    this.traits = traits;
    this.colour = traits.colour();
  }

  /**
   * The streams this process was started with.
   *
   * @return the terminal
   */
  static Terminal ofProcess() {
    TerminalTraits traits = TerminalTraits.detect(System::getenv, System::getProperty);
    return new Terminal(
        new PrintStream(new ResultStream(), true, traits.charset()),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, traits.charset()),
        traits);
  }

  /**
   * Sends what libraries print to {@code System.out} to the error stream, or nowhere.
   *
   * @param visible whether to show it
   */
  void divertLibraryOutput(boolean visible) {
    System.setOut(visible ? err : new PrintStream(OutputStream.nullOutputStream()));
  }

  void disableColour() {
    colour = false;
  }

  PrintStream out() {
    return out;
  }

  /** Whether something did not get through to standard output: a full disk, a closed stream. */
  static boolean isResultLost() {
    return ResultStream.lost;
  }

  /** Standard output that remembers failures; a reader who has seen enough is none. */
  private static final class ResultStream extends FilterOutputStream {
    private static volatile boolean lost;

    ResultStream() {
      super(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      try {
        out.write(bytes, from, count);
      } catch (IOException e) {
        lost |= !String.valueOf(e.getMessage()).contains("pipe");
        throw e;
      }
    }
  }

  PrintStream err() {
    return err;
  }

  int columns() {
    return traits.columns();
  }

  boolean unicode() {
    return traits.unicode();
  }

  /**
   * Whether a line on the error stream can be redrawn, because a person watches.
   *
   * @return true if it can
   */
  boolean isInteractive() {
    return traits.errIsTerminal();
  }

  /**
   * How to write colours in results.
   *
   * @return on or off, never automatic
   */
  Ansi resultColours() {
    return colour && traits.outIsTerminal() ? Ansi.ON : Ansi.OFF;
  }

  /**
   * How to write colours in messages.
   *
   * @return on or off, never automatic
   */
  Ansi messageColours() {
    return colour && traits.errIsTerminal() ? Ansi.ON : Ansi.OFF;
  }

  /**
   * Prints one line of a result on the output stream, below the line being redrawn if there is one.
   *
   * @param line the line
   */
  synchronized void println(String line) {
    closeLine();
    out().println(line);
  }

  /**
   * Prints one message line on the error stream, above the line being redrawn if there is one.
   *
   * @param message the line; what follows a line break is kept on the same line
   */
  synchronized void message(String message) {
    closeLine();
    err.println(messageColours().string("@|bold conv4j:|@ ") + oneLine(message));
  }

  /**
   * Draws the text over the line drawn before.
   *
   * @param text the line, shorter than the terminal is wide
   */
  synchronized void redraw(String text) {
    err.print(ERASE_LINE + text);
    err.flush();
    lineOpen = true;
  }

  /** Leaves the line drawn last where it is; what comes next starts below it. */
  synchronized void keepLine() {
    if (lineOpen) {
      err.println();
      lineOpen = false;
    }
  }

  private void closeLine() {
    if (lineOpen) {
      err.print(ERASE_LINE);
      lineOpen = false;
    }
  }

  static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Formats numbers the same way in every country.
   *
   * @param format a format string
   * @param values its values
   * @return the text
   */
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
