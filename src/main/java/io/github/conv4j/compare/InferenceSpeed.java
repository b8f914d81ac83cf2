package io.github.conv4j.compare;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.DataSet;

/** Measures how fast both networks classify: several passes over test images, taking turns. */
final class InferenceSpeed {

  private static final int PASSES = 5;

  /** With the one that warms up. */
  static final int ALL_PASSES = PASSES + 1;

  private final ImageDataSource data;
  private final int batch;
  private final int images;
  private final Pair<Integer> threads;
  private final ProgressListener progress;
  private final Interruption interruption;

  InferenceSpeed(
      ImageDataSource data,
      int batch,
      int images,
      Pair<Integer> threads,
      ProgressListener progress,
      Interruption interruption) {
    this.data = data;
    this.batch = batch;
    this.images = images;
    this.threads = threads;
    this.progress = progress;
    this.interruption = interruption;
  }

  /** Images per second of both: medians over the passes, after one that warms up. */
  Pair<Double> measure(Pair<Network> networks) {
    List<DataSet> batches = new ArrayList<>();
    data.test(batch, images).forEachRemaining(batches::add);
    Pair<List<Double>> rates = new Pair<>(new ArrayList<>(), new ArrayList<>());
    progress.start("measure inference", 2L * ALL_PASSES, "passes");
    try {
      for (int pass = 0; pass <= PASSES; pass++) {
        double builtin = pass(networks.builtin(), threads.builtin(), batches);
        progress.step(2L * pass + 1, Map.of());
        double custom = pass(networks.custom(), threads.custom(), batches);
        progress.step(2L * pass + 2, Map.of());
        if (pass > 0) {
          rates.builtin().add(builtin);
          rates.custom().add(custom);
        }
      }
    } finally {
      progress.finish();
    }
    return rates.map(Statistics::median);
  }

  private double pass(Network network, int threadSetting, List<DataSet> batches) {
    Threads.use(threadSetting);
    long done = 0;
    long start = System.nanoTime();
    for (DataSet each : batches) {
      interruption.check();
      network.output(each.getFeatures());
      done += each.numExamples();
    }
    return done / ((System.nanoTime() - start) / 1e9);
  }
}
