package io.github.conv4j.result;

import java.util.Map;

/**
 * Hears how far a long task has come. The task calls {@link #start}, then {@link #step} as often as
 * it likes, then {@link #finish}, also when it fails; only then may the next task start. The three
 * methods are cheap and never throw because of what they are told.
 */
public interface ProgressListener {

  /** Hears and does nothing. */
  ProgressListener SILENT =
      new ProgressListener() {
        @Override
        public void start(String task, long total, String unit) {}

        @Override
        public void step(long done, Map<String, Double> measures) {}

        @Override
        public void finish() {}
      };

  /**
   * A task begins.
   *
   * @param task what is done, in two or three words, such as "train custom"
   * @param total how many units there are to do; 0 if there are none
   * @param unit what is counted, in the plural, such as "images"
   */
  void start(String task, long total, String unit);

  /**
   * The task has come further.
   *
   * @param done units done since the start of the task, not since the last call
   * @param measures what to show beside it, in this order, such as loss → 0.21; may be empty
   */
  void step(long done, Map<String, Double> measures);

  /** The task is over, complete or not. Calling it again changes nothing. */
  void finish();
}
