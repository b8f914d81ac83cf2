package io.github.conv4j.compare;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Threads;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.dataset.DataSet;

/** Times the first steps of a network, to know what there will be time for. */
final class FirstSteps {

  private static final int LEAST = 2;
  private static final int MOST = 10;
  private static final long ENOUGH = TimeUnit.SECONDS.toNanos(1);

  private final DataSet batch;
  private final Interruption interruption;

  private FirstSteps(DataSet batch, Interruption interruption) {
    this.batch = batch;
    this.interruption = interruption;
  }

  /** Seconds per image of both networks, on copies. */
  static Pair<Effort.Seconds> time(
      Pair<Network> networks,
      DataSet batch,
      int threads,
      ProgressListener progress,
      Interruption interruption) {
    Threads.use(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    FirstSteps steps = new FirstSteps(batch, interruption);
    progress.start("first steps", 2, "networks");
    try {
      Effort.Seconds builtin = steps.of(networks.builtin().copy());
      progress.step(1, Map.of());
      Effort.Seconds custom = steps.of(networks.custom().copy());
      progress.step(2, Map.of());
      return new Pair<>(builtin, custom);
    } finally {
      progress.finish();
    }
  }

  private Effort.Seconds of(Network network) {
    return new Effort.Seconds(
        perImage(() -> network.fit(batch)), perImage(() -> network.output(batch.getFeatures())));
  }

  /** The fastest counts: the first ones set things up and are not yet compiled. */
  private double perImage(Runnable step) {
    long start = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < MOST && (i < LEAST || System.nanoTime() - start < ENOUGH); i++) {
      interruption.check();
      long before = System.nanoTime();
      step.run();
      fastest = Math.min(fastest, System.nanoTime() - before);
    }
    return fastest / 1e9 / batch.numExamples();
  }
}
