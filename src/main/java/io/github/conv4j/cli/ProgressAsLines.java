package io.github.conv4j.cli;

import io.github.conv4j.result.ProgressListener;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Progress for a log: a line at each tenth of the task, or after half a minute without one, never
 * two within a second, and one at the end.
 */
final class ProgressAsLines implements ProgressListener {
  private static final double SECONDS_BETWEEN_LINES = 1;
  private static final double SECONDS_OF_SILENCE = 30;

  private final Terminal terminal;
  private final LongSupplier nanoseconds;
  private String task;
  private String unit;
  private long total;
  private long started;
  private ProgressSnapshot latest;
  private ProgressSnapshot printed;

  ProgressAsLines(Terminal terminal) {
    this(terminal, System::nanoTime);
  }

  ProgressAsLines(Terminal terminal, LongSupplier nanoseconds) {
    this.terminal = terminal;
    this.nanoseconds = nanoseconds;
  }

  @Override
  public synchronized void start(String task, long total, String unit) {
    this.task = task;
    this.total = total;
    this.unit = unit;
    started = nanoseconds.getAsLong();
    latest = snapshot(0, Map.of());
    printed = latest;
  }

  @Override
  public synchronized void step(long done, Map<String, Double> measures) {
    latest = snapshot(done, measures);
    double silence = latest.seconds() - printed.seconds();
    boolean nextTenth = latest.percent() / 10 > printed.percent() / 10;
    boolean last = done >= total;
    if (!last && (silence >= SECONDS_OF_SILENCE || nextTenth && silence >= SECONDS_BETWEEN_LINES)) {
      terminal.message(ProgressText.line(latest));
      printed = latest;
    }
  }

  @Override
  public synchronized void finish() {
    if (latest != null) {
      ProgressSnapshot end = snapshot(latest.done(), latest.measures());
      terminal.message(
          ProgressText.line(
              new ProgressSnapshot(
                  task, unit, end.done(), total, end.seconds(), end.measures(), true)));
      latest = null;
    }
  }

  private ProgressSnapshot snapshot(long done, Map<String, Double> measures) {
    double seconds = (nanoseconds.getAsLong() - started) / 1e9;
    return new ProgressSnapshot(task, unit, done, total, seconds, measures, false);
  }
}
