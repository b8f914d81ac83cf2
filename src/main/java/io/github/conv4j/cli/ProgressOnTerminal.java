package io.github.conv4j.cli;

import io.github.conv4j.result.ProgressListener;
import java.time.Duration;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;

/**
 * Progress for a person who watches: one line, redrawn several times a second by its own thread.
 */
final class ProgressOnTerminal implements ProgressListener {
  private static final int MILLISECONDS_BETWEEN_DRAWINGS = 200;

  private final Terminal terminal;
  private final BarStyle style;
  private String unit;
  private volatile Map<String, Double> measures = Map.of();
  private ProgressBar bar;

  ProgressOnTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.style = BarStyle.of(terminal);
  }

  @Override
  public synchronized void start(String task, long total, String unit) {
    finish();
    this.unit = unit;
    measures = Map.of();
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(MILLISECONDS_BETWEEN_DRAWINGS)
            .continuousUpdate()
            .setRenderer(this::render)
            .setConsumer(new Line())
            .build();
  }

  @Override
  public synchronized void step(long done, Map<String, Double> measures) {
    if (bar != null) {
      this.measures = measures;
      bar.stepTo(done);
    }
  }

  @Override
  public synchronized void finish() {
    if (bar != null) {
      bar.close();
      bar = null;
      // Not left to the bar, which forgets it if it is closed before it was first drawn.
      terminal.keepLine();
    }
  }

  private String render(ProgressState state, int width) {
    Duration elapsed = state.getTotalElapsed();
    ProgressSnapshot snapshot =
        new ProgressSnapshot(
            state.getTaskName(),
            unit,
            state.getCurrent(),
            state.getMax(),
            elapsed.toNanos() / 1e9,
            measures,
            !state.isAlive());
    return ProgressText.bar(snapshot, width, style);
  }

  /** The line of the terminal that the bar is drawn on. */
  private final class Line implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      // A character in the last column would move the cursor to the next line.
      return terminal.columns() - 1;
    }

    @Override
    public void accept(String text) {
      terminal.redraw(text);
    }

    @Override
    public void close() {}
  }
}
