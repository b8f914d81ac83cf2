package io.github.conv4j.cli;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.runs.RunConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.linalg.dataset.DataSet;

/** Everything that a run needs, tried on a few batches; nothing is written. */
final class DryRun {
  private static final int STEPS = 3;

  private DryRun() {}

  /**
   * What a run would be.
   *
   * @param network name of the network
   * @param layers kind of layers
   * @param parameters trainable parameters
   * @param data name of the data
   * @param trainingImages images per epoch
   * @param validationImages training images held out; 0 for none
   * @param testImages test images
   * @param stepsPerEpoch steps per epoch
   * @param epochs epochs
   * @param loss loss of the first batch
   * @param secondsPerStep time of the fastest of three steps
   * @param checkpointBytes size of a checkpoint, roughly
   * @param run folder it would make
   * @param out file it would write
   */
  record Result(
      String network,
      String layers,
      long parameters,
      String data,
      int trainingImages,
      int validationImages,
      int testImages,
      int stepsPerEpoch,
      int epochs,
      double loss,
      double secondsPerStep,
      long checkpointBytes,
      String run,
      String out) {}

  static ExitCode run(
      Session session,
      Network network,
      ImageIterator batches,
      RunImages images,
      RunConfig config,
      int epochs,
      Path run,
      Path out) {
    requireWritable(run);
    requireWritable(out);
    Network trial = network.copy();
    double loss = Double.NaN;
    double fastest = Double.POSITIVE_INFINITY;
    for (int step = 0; step < STEPS && batches.hasNext(); step++) {
      session.interruption().check();
      DataSet batch = batches.next();
      long start = System.nanoTime();
      trial.fit(batch);
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
      loss = step == 0 ? trial.score() : loss;
    }
    trial.output(images.judges().next().getFeatures());
    long state = trial.updaterState() == null ? 0 : trial.updaterState().length();
    Result result =
        new Result(
            config.network(),
            config.layers(),
            network.numberOfParameters(),
            images.course().name(),
            batches.numberOfExamples(),
            images.heldOut(),
            images.whole().numberOfTestExamples(),
            batches.numberOfBatches(),
            epochs,
            loss,
            fastest,
            (network.numberOfParameters() + state) * network.dataType().width(),
            run.toString(),
            out.toString());
    if (session.options().json()) {
      session.printJson(result);
    } else {
      print(session.terminal(), result);
    }
    return ExitCode.PASS;
  }

  /** Without making any folder: the nearest that exists must take files. */
  private static void requireWritable(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    if (folder == null || !Files.isWritable(folder)) {
      throw new EnvironmentException(
          "cannot write "
              + path
              + ": expected a folder that can be written, found "
              + folder
              + "; change its permissions, or choose another place",
          null);
    }
  }

  private static void print(Terminal terminal, Result result) {
    ResultTable table =
        new ResultTable()
            .row("network", result.network() + ", " + result.layers())
            .row("parameters", Terminal.format("%,d", result.parameters()))
            .row("data", result.data())
            .row("training images", Terminal.format("%,d", result.trainingImages()))
            .row("validation images", Terminal.format("%,d", result.validationImages()))
            .row("test images", Terminal.format("%,d", result.testImages()))
            .row(
                "steps",
                Terminal.format(
                    "%,d (%,d a pass, epochs: %d)",
                    (long) result.epochs() * result.stepsPerEpoch(),
                    result.stepsPerEpoch(),
                    result.epochs()))
            .row("loss of the first batch", Terminal.format("%.4f", result.loss()))
            .row("step", Terminal.format("%.0f ms", 1e3 * result.secondsPerStep()))
            .row(
                "all steps, at most about",
                Terminal.format(
                    "%.0f s", result.epochs() * result.stepsPerEpoch() * result.secondsPerStep()))
            .row("checkpoint", Terminal.format("%.1f MB", result.checkpointBytes() / 1e6))
            .row("run", result.run())
            .row("model", result.out());
    table.lines().forEach(terminal::println);
    terminal.println("everything works; nothing was written");
  }
}
