package io.github.conv4j.compare;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.dataset.DataSet;

/** Finds the number of threads a network is fastest with. */
final class ThreadTuning {

  /** Median of this many steps per setting, after two that warm up. */
  private static final int STEPS = 7;

  private static final int WARM_UP = 2;

  private final ProgressListener progress;
  private final Interruption interruption;

  ThreadTuning(ProgressListener progress, Interruption interruption) {
    this.progress = progress;
    this.interruption = interruption;
  }

  /** One piece of work, such as a training step. */
  interface Work {
    void on(Network network, DataSet batch);
  }

  int best(String task, Network network, DataSet batch, Work work) {
    List<Integer> candidates = Threads.candidates();
    int best = candidates.get(0);
    double bestSeconds = Double.POSITIVE_INFINITY;
    progress.start(task, (long) candidates.size() * (WARM_UP + STEPS), "steps");
    try {
      long done = 0;
      for (int threads : candidates) {
        Threads.use(threads);
        List<Double> seconds = new ArrayList<>();
        for (int i = -WARM_UP; i < STEPS; i++) {
          interruption.check();
          long start = System.nanoTime();
          work.on(network, batch);
          if (i >= 0) {
            seconds.add((System.nanoTime() - start) / 1e9);
          }
          progress.step(++done, Map.of("threads", (double) threads));
        }
        double median = Statistics.median(seconds);
        if (median < bestSeconds) {
          bestSeconds = median;
          best = threads;
        }
      }
    } finally {
      progress.finish();
    }
    return best;
  }
}
