package io.github.conv4j.runs;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.train.TrainingDivergedException;
import io.github.conv4j.train.TrainingObserver;
import io.github.conv4j.train.TrainingState;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;

/** Writes a run's metrics and checkpoints as its training goes on. */
public final class RunRecorder implements TrainingObserver, AutoCloseable {

  private final Model model;
  private final Network network;
  private final CheckpointStore store;
  private final MetricsLog metrics;
  private final String config;
  private final String accuracyBy;
  private final Cadence cadence;
  private int written;
  private double seconds;
  private long bytes;
  private long savedStep = -1;

  RunRecorder(
      Model model,
      CheckpointStore store,
      MetricsLog metrics,
      String config,
      String accuracyBy,
      Cadence cadence) {
    this.model = model;
    this.network = Network.of(model);
    this.store = store;
    this.metrics = metrics;
    this.config = config;
    this.accuracyBy = accuracyBy;
    this.cadence = cadence;
  }

  /**
   * What checkpoints have cost.
   *
   * @param written number of them
   * @param seconds time to write all of them
   * @param bytes size of the last
   */
  public record Cost(int written, double seconds, long bytes) {}

  /**
   * What checkpoints have cost in this process.
   *
   * @return number, time, size
   */
  public Cost cost() {
    return new Cost(written, seconds, bytes);
  }

  @Override
  public void stepped(TrainingState state, Step step) throws IOException {
    Map<String, Number> line = new LinkedHashMap<>();
    line.put("step", state.step());
    line.put("epoch", state.epoch() + 1);
    line.put("batch", state.batch());
    line.put("loss", step.loss());
    line.put("learningRate", step.learningRate());
    line.put("seconds", rounded(state.seconds()));
    metrics.append("step", line);
    if (cadence.isDue(state.step())) {
      save(state);
    }
  }

  @Override
  public void epochEnded(TrainingState state, Epoch epoch) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", state.step());
    line.put("epoch", state.epoch());
    line.put("meanLoss", epoch.meanLoss());
    line.put("accuracy", state.accuracy());
    line.put("accuracyBy", accuracyBy);
    line.put("correct", epoch.evaluation().correct());
    line.put("images", epoch.evaluation().total());
    line.put("imagesPerSecond", rounded(epoch.imagesPerSecond()));
    line.put("seconds", rounded(state.seconds()));
    metrics.append("epoch", line);
    if (state.bestEpoch() == state.epoch()) {
      long start = System.nanoTime();
      store.saveBest(model, place(state));
      written++;
      seconds += (System.nanoTime() - start) / 1e9;
    }
    save(state);
  }

  @Override
  public void stopping(TrainingState state) throws IOException {
    if (state.step() != savedStep) {
      save(state);
    }
  }

  private void save(TrainingState state) throws IOException {
    long start = System.nanoTime();
    TrainingDivergedException.requireFinite(network, state);
    metrics.force();
    OutputFile file = store.save(model, place(state));
    double took = (System.nanoTime() - start) / 1e9;
    cadence.written(state.step(), took);
    savedStep = state.step();
    written++;
    seconds += took;
    bytes = file.bytes();
  }

  private CheckpointStore.Place place(TrainingState state) {
    return new CheckpointStore.Place(config, state, metrics.mark());
  }

  private static double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1e3) / 1e3 : value;
  }

  @Override
  public void close() throws IOException {
    metrics.close();
  }
}
