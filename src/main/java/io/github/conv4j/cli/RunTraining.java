package io.github.conv4j.cli;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.export.ModelFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.runs.Cadence;
import io.github.conv4j.runs.RunFolder;
import io.github.conv4j.runs.RunRecorder;
import io.github.conv4j.runs.RunResult;
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
  private static final int TEST_BATCH = 100;

  private final Session session;
  private final RunFolder folder;
  private final ImageIterator batches;
  private final ImageDataSource images;
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
      ImageDataSource images,
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
   * @param lastAccuracy the same after the last epoch
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
      double lastAccuracy,
      int bestEpoch,
      double bestAccuracy,
      RunRecorder.Cost checkpoints) {}

  /**
   * One epoch.
   *
   * @param epoch its number, from 1
   * @param meanLoss mean training loss
   * @param accuracy test accuracy after it
   * @param imagesPerSecond speed
   * @param seconds wall time of the steps made in this process
   */
  record EpochResult(
      int epoch, double meanLoss, double accuracy, double imagesPerSecond, double seconds) {}

  ExitCode run() throws IOException {
    RunFolder.Start start = folder.latest(session.terminal()::message);
    state = start.state();
    try {
      train(start);
    } catch (CancellationException e) {
      session
          .terminal()
          .message(
              Terminal.format(
                  "stopped after step %,d; go on with: %s",
                  state.step(), RunOptions.resuming(folder.path())));
      throw e;
    } catch (TrainingDivergedException e) {
      folder.finish(result(RunResult.DIVERGED, e.getMessage(), 0, null));
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
    return save(start.model());
  }

  private void train(RunFolder.Start start) throws IOException {
    try (RunRecorder recorder = folder.recorder(start, cadence, InputOptions.normalizer(images))) {
      new Training(
              Network.of(start.model()),
              batches,
              () -> images.test(TEST_BATCH, ImageDataSource.NO_LIMIT),
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
              epoch.seconds()));
      if (!session.options().json()) {
        session.terminal().println(line(now, epoch));
      }
    }

    private String line(TrainingState now, Epoch epoch) {
      return Terminal.format(
          "epoch %d/%d   loss %.4f   accuracy %.2f %%   %s   %.0f s",
          now.epoch(),
          settings.epochs(),
          epoch.meanLoss(),
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

  private ExitCode save(Model last) throws IOException {
    boolean takeBest = settings.patience() > 0 && state.bestEpoch() < state.epoch();
    Model model = takeBest ? folder.best().map(RunFolder.Start::model).orElse(last) : last;
    int epoch = takeBest ? state.bestEpoch() : state.epoch();
    OutputFile file =
        ModelFiles.save(model, InputOptions.normalizer(images), out, "trained network");
    boolean early = state.epoch() < settings.epochs();
    String status = early ? RunResult.STOPPED_EARLY : RunResult.DONE;
    folder.finish(
        result(
            status,
            early
                ? "no better accuracy for " + settings.patience() + " epochs"
                : "trained for all epochs",
            epoch,
            file));
    if (session.options().json()) {
      session.printJson(json(status, epoch, file));
    } else {
      print(early, epoch);
    }
    return ExitCode.PASS;
  }

  private RunResult result(String status, String message, int epoch, OutputFile file) {
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
        epoch,
        file == null ? "" : file.sha256());
  }

  private Result json(String status, int epoch, OutputFile file) {
    return new Result(
        folder.path().toString(),
        status,
        out.toString(),
        file.sha256(),
        epoch,
        folder.config().layers(),
        epochs,
        state.step(),
        state.seconds(),
        images.numberOfTestExamples(),
        epoch == state.epoch() ? state.accuracy() : state.bestAccuracy(),
        state.accuracy(),
        state.bestEpoch(),
        state.bestAccuracy(),
        cost);
  }

  private void print(boolean early, int epoch) {
    Terminal terminal = session.terminal();
    double accuracy = epoch == state.epoch() ? state.accuracy() : state.bestAccuracy();
    if (early) {
      terminal.println(
          Terminal.format(
              "stopped early: no better accuracy for %d epochs; the best was epoch %d",
              settings.patience(), state.bestEpoch()));
    }
    long tests = images.numberOfTestExamples();
    terminal.println(
        Terminal.format(
            "test accuracy %.2f %% (%,d of %,d)   saved %s",
            100 * accuracy, Math.round(accuracy * tests), tests, out));
    terminal.println("run " + folder.path());
  }
}
