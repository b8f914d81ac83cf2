package io.github.conv4j.cli;

import io.github.conv4j.files.Unfinished;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Runs two pretended tasks, to look at the progress display and to interrupt it in tests. */
final class ProgressDemo {
  private static final int BATCH = 64;
  private static final int IMAGES = 60_000;

  private ProgressDemo() {}

  /**
   * Shows both tasks.
   *
   * @param arguments milliseconds per batch; then optionally "deaf" to ignore interruptions, and
   *     files that are being written
   */
  public static void main(String[] arguments) throws InterruptedException {
    Terminal terminal = Terminal.ofProcess();
    Interruption interruption = new Interruption();
    Signals signals = Signals.install(terminal, interruption);
    for (int i = 2; i < arguments.length; i++) {
      Unfinished.add(Path.of(arguments[i]));
    }
    terminal.out().println("ready");
    Session session = new Session(terminal, new GlobalOptions(), interruption);
    Interruption obeyed = arguments.length > 1 ? new Interruption() : interruption;
    try {
      train("train builtin", session.progress(), obeyed, Integer.parseInt(arguments[0]));
      train("train custom", session.progress(), obeyed, Integer.parseInt(arguments[0]));
    } catch (CancellationException stopped) {
      terminal.message("nothing is half written");
      System.exit(signals.exitCode().code());
    }
  }

  private static void train(
      String task, ProgressListener progress, Interruption interruption, int milliseconds)
      throws InterruptedException {
    progress.start(task, IMAGES, "images");
    try {
      for (int done = BATCH; done < IMAGES; done += BATCH) {
        interruption.check();
        Thread.sleep(milliseconds);
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("loss", 2.3 * Math.exp(-3.0 * done / IMAGES));
        measures.put("accuracy", 1 - 0.9 * Math.exp(-4.0 * done / IMAGES));
        progress.step(done, measures);
      }
      progress.step(IMAGES, Map.of("loss", 0.0421));
    } finally {
      progress.finish();
    }
  }
}
