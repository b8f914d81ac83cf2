package io.github.conv4j.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The talk between the parent and a contender's process: one line of JSON each way. */
final class HostMessage {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_DEFAULT);

  /** What is asked for. */
  enum Verb {
    /** Load the library. */
    START,
    /** Set a task up under a handle. */
    OPEN,
    /** Run it for a while. */
    RUN,
    /** Write its outputs to a file. */
    OUTPUTS,
    /** Give it back. */
    CLOSE,
    /** Tell the peak memory. */
    PEAK
  }

  /**
   * A request; what a verb does not need is left at its default.
   *
   * @param verb what is asked for
   * @param handle which work
   * @param task line of the task
   * @param variant which of several ways
   * @param threads threads to use, 0 for the library's own choice
   * @param seconds time to run for
   * @param file where outputs go
   */
  record Request(
      Verb verb,
      int handle,
      String task,
      String variant,
      int threads,
      double seconds,
      String file) {}

  /**
   * An answer.
   *
   * @param error what went wrong, or null
   * @param unsupported what the library does not compute, or null
   * @param text the version
   * @param forward mean seconds of the first half
   * @param backward mean seconds of the second half
   * @param bytes the memory
   */
  record Reply(
      String error, String unsupported, String text, double forward, double backward, long bytes) {

    static Reply done() {
      return new Reply(null, null, null, 0, 0, 0);
    }

    double total() {
      return forward + backward;
    }
  }

  private HostMessage() {}

  static String write(Object message) {
    try {
      return MAPPER.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message of plain values could not be written", e);
    }
  }

  static <T> T read(String line, Class<T> type) {
    try {
      return MAPPER.readValue(line, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a message, found " + line, e);
    }
  }
}
