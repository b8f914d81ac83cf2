package io.github.conv4j.cli;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.result.ProgressListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast batches are made. */
@Command(
    name = "speed",
    description = {
      "Measure how many images a second one thread reads, varies and scales into batches, as"
          + " training has it done beside its own work."
    })
final class DataSpeedCommand extends Verb {
  private static final int BATCH = 256;
  private static final int ROUNDS = 10;
  private static final int WARM_UP = 3;
  private static final double SECONDS_PER_ROUND = 0.5;

  @Mixin private DataOption data;

  @Option(
      names = "--plain",
      order = 3,
      description = "Leave images as they are, without crops, mirroring and cutout.")
  private boolean plain;

  /**
   * What was measured.
   *
   * @param data name of the data
   * @param batch images per batch
   * @param augmentation what was done to them
   * @param imagesPerSecond median over the rounds
   * @param slowest the slowest round
   * @param fastest the fastest round
   */
  record Result(
      String data,
      int batch,
      String augmentation,
      double imagesPerSecond,
      double slowest,
      double fastest) {}

  DataSpeedCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() {
    ImageDataSource source = data.open();
    Augmentation augmentation = plain ? Augmentation.NONE : of(source);
    ImageIterator batches =
        source
            .withScale(source.standardization())
            .train(BATCH, 1, ImageDataSource.NO_LIMIT, augmentation);
    List<Double> rounds = new ArrayList<>();
    ProgressListener progress = session().progress();
    progress.start("read and vary", ROUNDS, "rounds");
    try {
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        session().interruption().check();
        double speed = round(batches);
        if (round >= 0) {
          rounds.add(speed);
          progress.step(round + 1, Map.of());
        }
      }
    } finally {
      progress.finish();
    }
    Collections.sort(rounds);
    Result result =
        new Result(
            source.name(),
            BATCH,
            words(augmentation),
            rounds.get(ROUNDS / 2),
            rounds.get(0),
            rounds.get(ROUNDS - 1));
    if (session().options().json()) {
      session().printJson(result);
    } else {
      session()
          .terminal()
          .println(
              Terminal.format(
                  "%s %s: %,.0f images/s on one thread (%,.0f to %,.0f), batches of %d, %s",
                  result.data(),
                  source.shape(),
                  result.imagesPerSecond(),
                  result.slowest(),
                  result.fastest(),
                  BATCH,
                  result.augmentation()));
    }
    return ExitCode.PASS;
  }

  private static Augmentation of(ImageDataSource source) {
    int side = Math.min(source.shape().height(), source.shape().width());
    return source.shape().channels() == 3 && side > 8
        ? Augmentation.COLOUR_PHOTOS.withCutout(side / 4)
        : Augmentation.DIGITS.withCutout(side / 4);
  }

  private static String words(Augmentation augmentation) {
    return Terminal.format(
        "padding %d (%s), flip %s, cutout %d",
        augmentation.padding(),
        augmentation.border().name().toLowerCase(Locale.ROOT),
        augmentation.flip().name().toLowerCase(Locale.ROOT),
        augmentation.cutout());
  }

  /** Images per second over at least {@link #SECONDS_PER_ROUND}. */
  private static double round(ImageIterator batches) {
    long start = System.nanoTime();
    long images = 0;
    double seconds = 0;
    while (seconds < SECONDS_PER_ROUND) {
      if (!batches.hasNext()) {
        batches.reset();
      }
      images += batches.next().numExamples();
      seconds = (System.nanoTime() - start) / 1e9;
    }
    return images / seconds;
  }
}
