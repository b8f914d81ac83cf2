package io.github.conv4j.cli;

import java.util.Map;

/**
 * How far a task has come at one moment.
 *
 * @param task what is done
 * @param unit what is counted
 * @param done units done
 * @param total units to do
 * @param seconds time since the start
 * @param measures values to show, in order
 * @param finished whether the task is over
 */
record ProgressSnapshot(
    String task,
    String unit,
    long done,
    long total,
    double seconds,
    Map<String, Double> measures,
    boolean finished) {

  int percent() {
    return total <= 0 ? 100 : (int) Math.min(100, 100 * done / total);
  }

  /**
   * Units per second since the start.
   *
   * @return 0 until something is known
   */
  double rate() {
    return seconds > 0 ? done / seconds : 0;
  }

  /**
   * Time left if the rate stays as it is.
   *
   * @return seconds, NaN if nothing is known
   */
  double secondsLeft() {
    return rate() > 0 ? Math.max(0, total - done) / rate() : Double.NaN;
  }
}
