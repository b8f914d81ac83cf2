package io.github.conv4j.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What to try out instead of training. */
final class TrialOptions {

  @Option(
      names = "--dry-run",
      order = 40,
      description =
          "Read the data, build everything, make three steps on a copy, say what a run would be;"
              + " write nothing.")
  private boolean dryRun;

  @Option(
      names = "--overfit-batches",
      paramLabel = "N",
      order = 41,
      description =
          "Check that the network can learn N batches by heart, in 100 epochs unless --epochs says"
              + " otherwise; exit code 1 if not. Writes nothing.")
  private Integer overfitBatches;

  @Option(
      names = "--find-lr",
      arity = "0..1",
      paramLabel = "DIR",
      fallbackValue = "out",
      order = 42,
      description =
          "Try learning rates from 1e-6 to 1 in 200 steps; write lr.html and lr.json to DIR"
              + " (default: out).")
  private Path findLearningRate;

  void requireValid() {
    long asked =
        Stream.of(dryRun, overfitBatches != null, findLearningRate != null)
            .filter(Boolean::booleanValue)
            .count();
    if (asked > 1) {
      throw new UsageException(
          "expected one of --dry-run, --overfit-batches and --find-lr, found " + asked);
    }
    if (overfitBatches != null && overfitBatches < 1) {
      throw new UsageException("--overfit-batches: expected 1 or more, found " + overfitBatches);
    }
  }

  boolean dryRun() {
    return dryRun;
  }

  /** 0 if it was not asked for. */
  int overfitBatches() {
    return overfitBatches == null ? 0 : overfitBatches;
  }

  /** Null if it was not asked for. */
  Path findLearningRate() {
    return findLearningRate;
  }
}
