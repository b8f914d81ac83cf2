package io.github.conv4j.train;

import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains a network from any place in a training to its end. The course depends on network, data,
 * settings and state only: the order of the images is a function of (seed, epoch), all else that is
 * random one of (seed, step). After each epoch the images that it is judged by are classified:
 * validation images held out from training, or test images.
 */
public final class Training {

  private final Network network;
  private final ImageIterator batches;
  private final Supplier<ImageIterator> tests;
  private final TrainingSettings settings;
  private final TrainingObserver observer;
  private final ProgressListener progress;
  private final Interruption interruption;

  private long mark;
  private long imagesHere;
  private int epochStepsHere;
  private long epochImagesHere;
  private double epochSeconds;
  private double epochSecondsWaited;

  /**
   * A training.
   *
   * @param network the network, which training changes
   * @param batches training images; nobody else may use it meanwhile
   * @param tests gives the images that an epoch is judged by, anew for each
   * @param settings how long to train
   * @param observer told of every step and epoch
   * @param progress told per batch
   * @param interruption asked per batch
   */
  public Training(
      Network network,
      ImageIterator batches,
      Supplier<ImageIterator> tests,
      TrainingSettings settings,
      TrainingObserver observer,
      ProgressListener progress,
      Interruption interruption) {
    this.network = network;
    this.batches = batches;
    this.tests = tests;
    this.settings = settings;
    this.observer = observer;
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * Trains until the settings say that it is done.
   *
   * @param from where training stands; network, updater and counters must be of that moment
   * @return where it ended
   * @throws TrainingDivergedException if a loss or a parameter is not a finite number
   * @throws CancellationException if it was interrupted, after the observer has heard of it
   * @throws IOException if the observer cannot write
   */
  public TrainingState run(TrainingState from) throws IOException {
    TrainingState state = from;
    progress.start("train", imagesLeft(from), "images");
    mark = System.nanoTime();
    try {
      while (!settings.isDone(state)) {
        state = steps(state);
        state = evaluated(state);
      }
    } finally {
      progress.finish();
    }
    return state;
  }

  private long imagesLeft(TrainingState from) {
    long epochs = Math.max(0, settings.epochs() - from.epoch());
    return Math.max(0, epochs * batches.numberOfExamples() - (long) from.batch() * batches.batch());
  }

  private TrainingState steps(TrainingState from) throws IOException {
    TrainingState state = from;
    epochStepsHere = 0;
    epochImagesHere = 0;
    epochSeconds = 0;
    batches.startAt(from.epoch(), from.batch());
    try (BatchesAhead ahead = new BatchesAhead(batches)) {
      while (ahead.hasNext()) {
        stopIfAsked(state);
        state = step(state, ahead.next());
      }
      epochSecondsWaited = ahead.secondsWaited();
    }
    stopIfAsked(state);
    return state;
  }

  private void stopIfAsked(TrainingState state) throws IOException {
    if (interruption.isRequested()) {
      observer.stopping(state);
      interruption.check();
    }
  }

  private TrainingState step(TrainingState before, DataSet batch) throws IOException {
    double rate = network.learningRate();
    StepSeed.use(settings.seed(), before.step());
    network.fit(settings.smoothing().applyTo(batch));
    double loss = network.score();
    double seconds = secondsSinceMark();
    TrainingState state = before.afterStep(loss, seconds);
    TrainingDivergedException.requireFinite(loss, state, batches.numberOfBatches());
    epochStepsHere++;
    epochImagesHere += batch.numExamples();
    epochSeconds += seconds;
    imagesHere += batch.numExamples();
    progress.step(imagesHere, measures(state, loss));
    observer.stepped(state, new TrainingObserver.Step(loss, rate, batch.numExamples()));
    return state;
  }

  private Map<String, Double> measures(TrainingState state, double loss) {
    Map<String, Double> measures = new LinkedHashMap<>();
    measures.put("epoch", state.epoch() + (double) state.batch() / batches.numberOfBatches());
    measures.put("loss", loss);
    if (state.epoch() > 0) {
      measures.put("accuracy", state.accuracy());
    }
    return measures;
  }

  private TrainingState evaluated(TrainingState before) throws IOException {
    TrainingDivergedException.requireFinite(network, before);
    Evaluation evaluation;
    try {
      evaluation = evaluate();
    } catch (CancellationException e) {
      observer.stopping(before);
      throw e;
    }
    network.endEpoch();
    TrainingState state = before.afterEpoch(evaluation.accuracy(), secondsSinceMark());
    observer.epochEnded(
        state,
        new TrainingObserver.Epoch(
            before.lossSum() / before.batch(),
            batches.numberOfExamples(),
            epochSeconds,
            epochSecondsWaited,
            epochStepsHere,
            epochImagesHere,
            evaluation));
    return state;
  }

  /** Time since it was asked last; all time belongs to some step or epoch. */
  private double secondsSinceMark() {
    long now = System.nanoTime();
    double seconds = (now - mark) / 1e9;
    mark = now;
    return seconds;
  }

  private Evaluation evaluate() {
    ImageIterator test = tests.get();
    return Evaluator.evaluate(
        "test",
        settings.judged(network),
        () -> test,
        test.numberOfExamples(),
        test.totalOutcomes(),
        ProgressListener.SILENT,
        interruption);
  }
}
