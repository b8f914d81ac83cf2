package io.github.conv4j.compare;

import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Threads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.dataset.DataSet;

/** Finds the number of threads a network is fastest with. */
final class ThreadTuning {

  /** Until here the JVM is still compiling, on a core that the faster setting would use. */
  private static final int WARM_UP = 24;

  /** The settings take turns, so that what is still compiled slows all alike. */
  private static final int TURNS = 4;

  private static final int STEPS_PER_TURN = 4;

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
    Map<Integer, List<Double>> seconds = new TreeMap<>();
    long total = WARM_UP + (long) TURNS * candidates.size() * STEPS_PER_TURN;
    progress.start(task, total, "steps");
    try {
      long done = 0;
      Threads.use(candidates.get(candidates.size() - 1));
      for (int i = 0; i < WARM_UP; i++) {
        time(network, batch, work);
        progress.step(++done, Map.of());
      }
      for (int turn = 0; turn < TURNS; turn++) {
        for (int threads : candidates) {
          Threads.use(threads);
          for (int i = 0; i < STEPS_PER_TURN; i++) {
            double taken = time(network, batch, work);
            // The first step of a turn still feels the other setting.
            if (i > 0) {
              seconds.computeIfAbsent(threads, key -> new ArrayList<>()).add(taken);
            }
            progress.step(++done, Map.of("threads", (double) threads));
          }
        }
      }
    } finally {
      progress.finish();
    }
    return candidates.stream()
        .min(Comparator.comparingDouble(threads -> Statistics.median(seconds.get(threads))))
        .orElseThrow();
  }

  private double time(Network network, DataSet batch, Work work) {
    interruption.check();
    long start = System.nanoTime();
    work.on(network, batch);
    return (System.nanoTime() - start) / 1e9;
  }
}
