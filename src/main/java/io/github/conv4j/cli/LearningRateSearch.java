package io.github.conv4j.cli;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.nets.Network;
import io.github.conv4j.report.LearningRateHtml;
import io.github.conv4j.result.LearningRateReport;
import io.github.conv4j.runs.RunConfig;
import io.github.conv4j.train.LabelSmoothing;
import io.github.conv4j.train.LearningRateSweep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Looks for a learning rate, and shows what it saw. */
final class LearningRateSearch {
  private static final double LOWEST = 1e-6;
  private static final double HIGHEST = 1;
  private static final int STEPS = 200;

  private LearningRateSearch() {}

  static ExitCode run(
      Session session,
      Network network,
      ImageIterator batches,
      long seed,
      LabelSmoothing smoothing,
      RunConfig config,
      String command,
      Path out)
      throws IOException {
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (OutputFolder folder = OutputFolder.take(out)) {
      LearningRateSweep.Found found =
          LearningRateSweep.run(
              network,
              batches,
              smoothing,
              LOWEST,
              HIGHEST,
              STEPS,
              seed,
              session.progress(),
              session.interruption());
      LearningRateReport report =
          new LearningRateReport(
              config.network(),
              config.data(),
              started.toString(),
              command,
              batches.batch(),
              found.losses().size(),
              found.ended(),
              found.losses(),
              found.smoothed(),
              found.suggestion(),
              found.lowest());
      LearningRateHtml.write(report, folder.path().resolve("lr.html"));
      WholeFile.write(folder.path().resolve("lr.json"), LearningRateHtml.json(report));
      if (session.options().json()) {
        session.printResult(LearningRateHtml.json(report));
      } else {
        print(session.terminal(), report, out);
      }
      return Double.isFinite(found.suggestion()) ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
    }
  }

  private static void print(Terminal terminal, LearningRateReport report, Path out) {
    terminal.println(
        Double.isFinite(report.suggestion())
            ? Terminal.format(
                "suggestion: --lr %.1e   (the loss falls fastest there; it is lowest at %.1e)",
                report.suggestion(), report.lowest())
            : "no learning rate lowered the loss: look for a mistake in network or data");
    terminal.println("Plot  " + out.resolve("lr.html"));
  }
}
