package io.github.conv4j.cli;

import io.github.conv4j.compare.Compare;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.export.ModelFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.train.Threads;
import io.github.conv4j.train.Trainer;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains one network and saves it. */
@Command(
    name = "train",
    description =
        "Train a network with handwritten layers (LeNet, or your own), test it and save it.")
final class TrainCommand extends Verb {
  /** Which layers to train with. */
  enum Layers {
    /** Ours. */
    HANDWRITTEN,
    /** Deeplearning4j's. */
    BUILTIN
  }

  @Mixin private DataOption data;

  @Option(
      names = "--model",
      paramLabel = "ZIP",
      order = 2,
      description = "Go on training this network (default: a new LeNet).")
  private Path model;

  @Option(
      names = "--layers",
      paramLabel = "KIND",
      defaultValue = "HANDWRITTEN",
      order = 3,
      description = "handwritten or builtin (default: handwritten).")
  private Layers layers;

  @Mixin private TrainingOptions training;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "models/model.zip",
      order = 20,
      description = "File for the trained network (default: ${DEFAULT-VALUE}).")
  private Path out;

  /**
   * What training did.
   *
   * @param model where the network is
   * @param sha256 hash of that file
   * @param layers kind of layers
   * @param epochs what each epoch was like
   * @param testImages number of test images
   * @param accuracy share of them classified correctly
   */
  record Result(
      String model,
      String sha256,
      String layers,
      List<EpochResult> epochs,
      long testImages,
      double accuracy) {}

  /**
   * One epoch.
   *
   * @param meanLoss mean training loss
   * @param imagesPerSecond speed
   * @param seconds wall time
   */
  record EpochResult(double meanLoss, double imagesPerSecond, double seconds) {}

  TrainCommand(Session session) {
    super(session);
  }

  @Override
  ExitCode run() throws Exception {
    training.requireValid();
    OutputFolder.requireWritable(out);
    ImageDataSource images = data.open();
    int epochs = training.epochs();
    Model start =
        model == null
            ? Compare.lenet(images, training.seed(), training.type())
            : ModelFiles.load(model, Set.of());
    Twinned<? extends Model> twin =
        layers == Layers.HANDWRITTEN ? Twin.handwritten(start) : Twin.builtin(start);
    Network network = Compare.network(twin.network());
    Compare.requireTrainable(network, images);
    Threads.use(
        training.threads() > 0 ? training.threads() : Runtime.getRuntime().availableProcessors());
    List<EpochResult> results = new ArrayList<>();
    Trainer trainer = new Trainer(network, session().progress(), session().interruption());
    ImageIterator batches = images.train(training.batch(), training.seed(), training.limit());
    for (int epoch = 1; epoch <= epochs; epoch++) {
      Trainer.Epoch done = trainer.train("epoch " + epoch + "/" + epochs, batches);
      results.add(new EpochResult(done.meanLoss(), done.imagesPerSecond(), done.seconds()));
      if (!session().options().json()) {
        session()
            .terminal()
            .println(
                Terminal.format(
                    "epoch %d/%d   loss %.4f   %,.0f images/s   %.0f s",
                    epoch, epochs, done.meanLoss(), done.imagesPerSecond(), done.seconds()));
      }
    }
    ImageIterator test = images.test(100, ImageDataSource.NO_LIMIT);
    Evaluation evaluation =
        Evaluator.evaluate(
            "test",
            network,
            () -> test,
            test.numberOfExamples(),
            images.classNames().size(),
            session().progress(),
            session().interruption());
    OutputFile file = ModelFiles.save(network.model(), out, "trained network");
    if (session().options().json()) {
      session()
          .printJson(
              new Result(
                  out.toString(),
                  file.sha256(),
                  layers.name().toLowerCase(java.util.Locale.ROOT),
                  results,
                  evaluation.total(),
                  evaluation.accuracy()));
    } else {
      session()
          .terminal()
          .println(
              Terminal.format(
                  "test accuracy %.2f %% (%,d of %,d)   saved %s",
                  100 * evaluation.accuracy(), evaluation.correct(), evaluation.total(), out));
    }
    return ExitCode.PASS;
  }
}
