package io.github.conv4j.result;

import java.util.List;

/**
 * What a sweep over learning rates found.
 *
 * @param network name of the network
 * @param data name of the data
 * @param started when, ISO-8601 in UTC
 * @param command command line that repeats it
 * @param batch images per step
 * @param steps steps made
 * @param ended why it ended, a few words
 * @param losses loss of each step by learning rate
 * @param smoothed the same, smoothed
 * @param suggestion the rate at which the smoothed loss falls fastest; NaN if it never falls
 * @param lowest the rate at which the smoothed loss is lowest
 */
public record LearningRateReport(
    String network,
    String data,
    String started,
    String command,
    int batch,
    int steps,
    String ended,
    List<Point> losses,
    List<Point> smoothed,
    double suggestion,
    double lowest) {

  /** Copies the lists. */
  public LearningRateReport {
    losses = List.copyOf(losses);
    smoothed = List.copyOf(smoothed);
  }
}
