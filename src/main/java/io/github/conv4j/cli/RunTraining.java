package io.github.conv4j.cli;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.runs.Cadence;
import io.github.conv4j.runs.RunFolder;
import io.github.conv4j.runs.RunRecorder;
import io.github.conv4j.runs.RunResult;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.train.Training;
import io.github.conv4j.train.TrainingDivergedException;
import io.github.conv4j.train.TrainingObserver;
import io.github.conv4j.train.TrainingSettings;
import io.github.conv4j.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.api.Model;

/** Trains a run from where it stands to its end, and saves the network. */
final class RunTraining {
  private final Session session;
  private final RunFolder folder;
  private final ImageIterator batches;
  private final RunImages images;
  private final TrainingSettings settings;
  private final Cadence cadence;
  private final Path out;
  private final List<EpochResult> epochs = new ArrayList<>();
  private TrainingState state;
  private RunRecorder.Cost cost = new RunRecorder.Cost(0, 0, 0);

  RunTraining(
      Session session,
      RunFolder folder,
      ImageIterator batches,
      RunImages images,
      TrainingSettings settings,
      Cadence cadence,
      Path out) {
    this.session = session;
    this.folder = folder;
    this.batches = batches;
    this.images = images;
    this.settings = settings;
    this.cadence = cadence;
    this.out = out;
  }

  /**
   * What training did.
   *
   * @param run folder of the run
   * @param status how it ended
   * @param model where the network is
   * @param sha256 hash of that file
   * @param modelEpoch epoch it is of
   * @param layers kind of layers
   * @param epochs what each epoch of this process was like
   * @param steps steps done in all
   * @param seconds time in all
   * @param testImages number of test images
   * @param accuracy share of them that the saved network classifies correctly
   * @param validationImages training images held out; 0 for none
   * @param accuracyBy images that epochs are judged by, "test" or "validation"
   * @param lastAccuracy accuracy by these after the last epoch
   * @param bestEpoch epoch with the highest
   * @param bestAccuracy accuracy after it
   * @param checkpoints what writing checkpoints cost in this process
   */
  record Result(
      String run,
      String status,
      String model,
      String sha256,
      int modelEpoch,
      String layers,
      List<EpochResult> epochs,
      long steps,
      double seconds,
      long testImages,
      double accuracy,
      int validationImages,
      String accuracyBy,
      double lastAccuracy,
      int bestEpoch,
      double bestAccuracy,
      RunRecorder.Cost checkpoints) {}

  /**
   * One epoch.
   *
   * @param epoch its number, from 1
   * @param meanLoss mean training loss
   * @param accuracy accuracy after it, by the images that epochs are judged by
   * @param imagesPerSecond speed
   * @param seconds wall time of the steps made in this process
   * @param secondsWaited how much of that they waited for images
   */
  record EpochResult(
      int epoch,
      double meanLoss,
      double accuracy,
      double imagesPerSecond,
      double seconds,
      double secondsWaited) {}

  /**
   * What comes out.
   *
   * @param model the network to save
   * @param epoch epoch it is of
   * @param accuracy its accuracy by the images that epochs are judged by
   * @param testAccuracy its test accuracy
   */
  private record Outcome(Model model, int epoch, double accuracy, double testAccuracy) {}

  ExitCode run() throws IOException {
    RunFolder.Start start = folder.latest(session.terminal()::message);
    state = start.state();
    Outcome outcome;
    try {
      train(start);
      outcome = outcome(start.model());
    } catch (CancellationException e) {
      session
          .terminal()
          .message(
              Terminal.format(
                  "stopped after step %,d; go on with: %s",
                  state.step(), RunOptions.resuming(folder.path())));
      throw e;
    } catch (TrainingDivergedException e) {
      folder.finish(result(RunResult.DIVERGED, e.getMessage(), null, null));
      session
          .terminal()
          .message("the last good checkpoint is in " + folder.path().resolve("checkpoints"));
      throw e;
    } catch (IOException e) {
      throw new EnvironmentException(
          Failure.of(e).message()
              + "; the run's last checkpoint is intact, go on with: "
              + RunOptions.resuming(folder.path()),
          e);
    }
    return save(outcome);
  }

  private void train(RunFolder.Start start) throws IOException {
    try (RunRecorder recorder = folder.recorder(start, cadence, images.course().normalizer())) {
      new Training(
              Network.of(start.model()),
              batches,
              images::judges,
              settings,
              new Watch(recorder),
              session.progress(),
              session.interruption())
          .run(start.state());
      cost = recorder.cost();
    }
  }

  /** Hands everything on to the recorder, and prints the epochs. */
  private final class Watch implements TrainingObserver {
    private final RunRecorder recorder;

    Watch(RunRecorder recorder) {
      this.recorder = recorder;
    }

    @Override
    public void stepped(TrainingState now, Step step) throws IOException {
      state = now;
      recorder.stepped(now, step);
    }

    @Override
    public void epochEnded(TrainingState now, Epoch epoch) throws IOException {
      state = now;
      recorder.epochEnded(now, epoch);
      epochs.add(
          new EpochResult(
              now.epoch(),
              epoch.meanLoss(),
              now.accuracy(),
              epoch.imagesPerSecond(),
              epoch.seconds(),
              epoch.secondsWaited()));
      if (!session.options().json()) {
        session.terminal().println(line(now, epoch));
      }
    }

    private String line(TrainingState now, Epoch epoch) {
      return Terminal.format(
          "epoch %d/%d   loss %.4f   %saccuracy %.2f %%   %s   %.0f s",
          now.epoch(),
          settings.epochs(),
          epoch.meanLoss(),
          images.areHeldOut() ? "validation " : "",
          100 * now.accuracy(),
          epoch.stepsHere() == 0 ? "-" : Terminal.format("%,.0f images/s", epoch.imagesPerSecond()),
          epoch.seconds());
    }

    @Override
    public void stopping(TrainingState now) throws IOException {
      state = now;
      recorder.stopping(now);
    }
  }

  private Outcome outcome(Model last) {
    boolean takeBest = settings.patience() > 0 && state.bestEpoch() < state.epoch();
    Model model = takeBest ? folder.best().map(RunFolder.Start::model).orElse(last) : last;
    int epoch = takeBest ? state.bestEpoch() : state.epoch();
    double accuracy = takeBest ? state.bestAccuracy() : state.accuracy();
    boolean judgedByTest = !images.areHeldOut() && settings.views().shift() == 0;
    return new Outcome(model, epoch, accuracy, judgedByTest ? accuracy : test(Network.of(model)));
  }

  private double test(Network network) {
    ImageIterator tests = images.tests();
    return Evaluator.evaluate(
            "test",
            settings.tested(network),
            () -> tests,
            tests.numberOfExamples(),
            tests.totalOutcomes(),
            session.progress(),
            session.interruption())
        .accuracy();
  }

  private ExitCode save(Outcome outcome) throws IOException {
    OutputFile file =
        ModelFiles.save(outcome.model(), images.course().normalizer(), out, "trained network");
    boolean early = state.epoch() < settings.epochs();
    String status = early ? RunResult.STOPPED_EARLY : RunResult.DONE;
    folder.finish(
        result(
            status,
            early
                ? "no better accuracy for " + settings.patience() + " epochs"
                : "trained for all epochs",
            outcome,
            file));
    if (session.options().json()) {
      session.printJson(json(status, outcome, file));
    } else {
      print(early, outcome);
    }
    return ExitCode.PASS;
  }

  private RunResult result(String status, String message, Outcome outcome, OutputFile file) {
    return new RunResult(
        status,
        message,
        state.epoch(),
        state.step(),
        state.seconds(),
        state.accuracy(),
        state.bestEpoch(),
        state.bestAccuracy(),
        file == null ? "" : out.toString(),
        outcome == null ? 0 : outcome.epoch(),
        file == null ? "" : file.sha256(),
        outcome == null ? null : outcome.testAccuracy());
  }

  private Result json(String status, Outcome outcome, OutputFile file) {
    return new Result(
        folder.path().toString(),
        status,
        out.toString(),
        file.sha256(),
        outcome.epoch(),
        folder.config().layers(),
        epochs,
        state.step(),
        state.seconds(),
        images.whole().numberOfTestExamples(),
        outcome.testAccuracy(),
        images.heldOut(),
        folder.config().accuracyBy(),
        state.accuracy(),
        state.bestEpoch(),
        state.bestAccuracy(),
        cost);
  }

  private void print(boolean early, Outcome outcome) {
    Terminal terminal = session.terminal();
    if (early) {
      terminal.println(
          Terminal.format(
              "stopped early: no better accuracy for %d epochs; the best was epoch %d",
              settings.patience(), state.bestEpoch()));
    }
    if (images.areHeldOut()) {
      terminal.println(
          "validation accuracy "
              + share(outcome.accuracy(), images.heldOut())
              + ", after epoch "
              + outcome.epoch());
    }
    terminal.println(
        "test accuracy "
            + share(outcome.testAccuracy(), images.whole().numberOfTestExamples())
            + (settings.views().shift() > 0
                ? ", on the average of " + settings.views().count() + " views"
                : "")
            + "   saved "
            + out);
    terminal.println("run " + folder.path() + waiting());
  }

  /** Whether reading the images held training up. */
  private String waiting() {
    double seconds = epochs.stream().mapToDouble(EpochResult::seconds).sum();
    double waited = epochs.stream().mapToDouble(EpochResult::secondsWaited).sum();
    return seconds > 0
        ? Terminal.format("   (%.1f %% of the time waiting for images)", 100 * waited / seconds)
        : "";
  }

  private static String share(double accuracy, long images) {
    return Terminal.format(
        "%.2f %% (%,d of %,d)", 100 * accuracy, Math.round(accuracy * images), images);
  }
}
