package io.github.conv4j.cli;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.runs.Cadence;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import picocli.CommandLine.Option;

/** Where a run is kept, and when it stops. */
final class RunOptions {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";
  private static final String EVERY = "[1-9][0-9]{0,8}s?";

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      order = 16,
      description =
          "Stop after N epochs without better accuracy, and save the best network; 0 never stops"
              + " early (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--validation",
      paramLabel = "N",
      defaultValue = "0",
      order = 17,
      description =
          "Hold out N training images, drawn by the seed, and judge each epoch by these; the test"
              + " images are then used once, for the saved network (default: ${DEFAULT-VALUE}).")
  private int validation;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N[s]",
      defaultValue = "60s",
      order = 30,
      description =
          "Steps, or seconds with an s, between checkpoints; one more at each epoch's end"
              + " (default: ${DEFAULT-VALUE}).")
  private String every;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      order = 31,
      description = "Name of the run (default: date, time, network and data).")
  private String name;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      order = 32,
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      order = 33,
      description =
          "Go on with a run that was cut off, with the options it began with; it ends as it would"
              + " have without the break.")
  private String resume;

  void requireValid() {
    if (patience < 0) {
      throw new UsageException("--patience: expected 0 or more, found " + patience);
    }
    if (validation < 0) {
      throw new UsageException("--validation: expected 0 or more, found " + validation);
    }
    if (!every.matches(EVERY)) {
      throw new UsageException(
          "--checkpoint-every: expected a number of steps, such as 500, or of seconds, such as 60s,"
              + " found "
              + every);
    }
    if (name != null && !name.matches(NAME)) {
      throw new UsageException(
          "--name: expected letters, digits, points, dashes and underscores, found " + name);
    }
  }

  int patience() {
    return patience;
  }

  /** How many training images are held out. */
  int validation() {
    return validation;
  }

  /** The data as training sees it: images that are held out in place of the test images. */
  ImageDataSource split(ImageDataSource data, int limit, long seed) {
    int all = Math.min(limit, data.numberOfTrainingExamples());
    if (validation >= all) {
      throw new UsageException(
          Terminal.format(
              "--validation: expected fewer than the %,d training images, found %,d",
              all, validation));
    }
    return validation == 0 ? data : data.withHeldOut(validation, seed, limit);
  }

  Cadence cadence() {
    return every.endsWith("s")
        ? Cadence.everySeconds(Integer.parseInt(every.substring(0, every.length() - 1)))
        : Cadence.everySteps(Integer.parseInt(every));
  }

  /** The name asked for, or one that sorts by time. */
  String name(String network, String data) {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return name == null ? time + "-" + safe(network) + "-" + safe(data) : name;
  }

  private static String safe(String word) {
    String safe = word.replaceAll("[^A-Za-z0-9._-]+", "-");
    return safe.length() > 40 ? safe.substring(safe.length() - 40) : safe;
  }

  Path runs() {
    return runs;
  }

  String resume() {
    return resume;
  }

  /** The folder of the run to go on with: a name in the folder of all runs, or a path. */
  Path resumed() {
    return resume.matches(NAME) ? runs.resolve(resume) : Path.of(resume);
  }

  /** The words that go on with a run. */
  static String resuming(Path folder) {
    Path usual = Path.of("runs").resolve(folder.getFileName());
    boolean isUsual = usual.toAbsolutePath().equals(folder.toAbsolutePath());
    return "conv4j train --resume " + (isUsual ? folder.getFileName() : folder);
  }
}
