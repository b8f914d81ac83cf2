package io.github.conv4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.nio.charset.StandardCharsets;

/**
 * What every verb works with.
 *
 * @param terminal where to print
 * @param options the options given for all verbs; filled in before a verb runs
 * @param interruption tells whether the run should stop
 */
record Session(Terminal terminal, GlobalOptions options, Interruption interruption) {

  /**
   * Shows progress the way the error stream and the options allow: a redrawn bar, plain lines, or
   * nothing.
   *
   * @return a listener for one task after another
   */
  ProgressListener progress() {
    if (options.quiet()) {
      return ProgressListener.SILENT;
    }
    return terminal.isInteractive()
        ? new ProgressOnTerminal(terminal)
        : new ProgressAsLines(terminal);
  }

  /**
   * Prints a result as JSON, in UTF-8 whatever the locale.
   *
   * @param result records, maps, lists and plain values
   */
  void printJson(Object result) {
    printResult(json(result));
  }

  /**
   * A result as JSON.
   *
   * @param result records, maps, lists and plain values
   * @return one document
   */
  static String json(Object result) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    try {
      return mapper.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the result as JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Prints text as a result, in UTF-8 whatever the locale.
   *
   * @param text without the last line break
   */
  void printResult(String text) {
    byte[] bytes = (text.strip() + "\n").getBytes(StandardCharsets.UTF_8);
    terminal.out().write(bytes, 0, bytes.length);
    terminal.out().flush();
  }
}
