package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageFolder;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.ExpectedScores;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.report.RecordPage;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.runs.RunRecord;
import io.github.conv4j.store.Places;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.train.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a training with the project. */
@Command(
    name = "record",
    description = {
      "Keep a finished training with the project: a page with its command, seed and curve, and its"
          + " manifest, without the folders of this machine.",
      "",
      "With --golden the network too, with the scores it must give, which a test holds it to. A"
          + " record of the same name is replaced; the table in the README of the folder of records"
          + " is brought up to date."
    })
final class RecordCommand extends Verb {
  private static final int TEST_IMAGES = 1000;
  private static final int TEST_BATCH = 100;

  /** What a project can carry. */
  private static final long MOST_BYTES = 2_000_000;

  @Parameters(paramLabel = "RUN", description = "Name of a run, or its folder.")
  private String run;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      required = true,
      order = 1,
      description = "Name of the record, such as cifar10.")
  private String name;

  @Option(names = "--golden", order = 2, description = "Keep the network too; at most 2 MB.")
  private boolean golden;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs",
      order = 10,
      description = "Folder of all runs (default: ${DEFAULT-VALUE}).")
  private Path runs;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "models",
      order = 11,
      description = "Folder of records (default: ${DEFAULT-VALUE}).")
  private Path models;

  @Mixin private OwnClasses own;

  /**
   * What was kept.
   *
   * @param folder the record
   * @param accuracy test accuracy of the run's saved network
   * @param modelBytes size of the network's file, 0 if it was not kept
   */
  record Result(String folder, double accuracy, long modelBytes) {}

  RecordCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws IOException {
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new UsageException(
          "--as: expected small letters, digits and hyphens, found \"" + name + "\"");
    }
    Path inRuns = runs.resolve(run);
    RunRecord record =
        RunRecord.read(
            Files.isDirectory(inRuns) ? inRuns : Path.of(run),
            own.allowed(),
            session().terminal()::message);
    Path folder = models.resolve(name);
    long bytes = golden ? keep(record, folder) : 0;
    WholeFile.write(folder.resolve("curve.svg"), RecordPage.curve(record.summary()));
    WholeFile.write(folder.resolve("manifest.json"), record.manifestJson());
    WholeFile.write(
        folder.resolve("README.md"),
        RecordPage.markdown(
            name,
            record.summary(),
            record.command(),
            record.manifest().environment(),
            record.manifest().dataNotes(),
            golden));
    if (!golden) {
      Files.deleteIfExists(folder.resolve("model.zip"));
      Files.deleteIfExists(folder.resolve("expected.json"));
    }
    RecordTable.add(models, name, record.summary(), golden);
    Result result = new Result(folder.toString(), record.summary().testAccuracy(), bytes);
    if (session().options().json()) {
      session().printJson(result);
    } else {
      session()
          .terminal()
          .println(
              Terminal.format(
                  "recorded %s: %.2f %% test accuracy%s",
                  folder,
                  100 * result.accuracy(),
                  golden ? Terminal.format(", model of %,d bytes", bytes) : ""));
    }
    return ExitCode.PASS;
  }

  /** The data that the run was trained on. */
  private static ImageDataSource images(RunRecord record) {
    ImageDataSource images =
        record.imageSize() == null
            ? DataSources.open(record.source(), Places.ofProcess(record.dataFolder()))
            : ImageFolder.open(
                Path.of(record.source()), Sizes.parse("--image-size", record.imageSize()));
    if (!images.files().equals(record.manifest().data())) {
      throw new DataException(
          "data "
              + record.source()
              + ": expected the files that the run was trained on, found others (compare the hashes"
              + " in its manifest.json); put them back");
    }
    return images;
  }

  private long keep(RunRecord record, Path folder) throws IOException {
    ImageDataSource images = images(record);
    PixelScale scale =
        record.normalizer() == null ? PixelScale.UNIT : PixelScale.of(record.normalizer());
    ImageIterator test = images.withScale(scale).test(TEST_BATCH, TEST_IMAGES);
    Evaluation evaluation =
        Evaluator.evaluate(
            "test",
            Network.of(record.model())::output,
            () -> test,
            test.numberOfExamples(),
            images.classNames().size(),
            session().progress(),
            session().interruption());
    OutputFile saved =
        ModelFiles.saveWithoutUpdater(
            record.model(),
            record.normalizer(),
            folder.resolve("model.zip"),
            MOST_BYTES,
            "kept network");
    ImageShape shape = images.shape();
    WholeFile.write(
        folder.resolve("expected.json"),
        ExpectedScores.of(
                record.model(),
                saved.sha256(),
                record.summary().data(),
                List.of(shape.channels(), shape.height(), shape.width()),
                Math.toIntExact(evaluation.total()),
                Math.toIntExact(evaluation.correct()))
            .json());
    return saved.bytes();
  }
}
