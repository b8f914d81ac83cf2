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

  private final int allowed;
  private final ProgressListener progress;
  private final Interruption interruption;

  /**
   * Tuning.
   *
   * @param allowed steps that there is time for; fewer than {@link #fullSteps()} make it shorter
   */
  ThreadTuning(int allowed, ProgressListener progress, Interruption interruption) {
    this.allowed = allowed;
    this.progress = progress;
    this.interruption = interruption;
  }

  /** One piece of work, such as a training step. */
  interface Work {
    void on(Network network, DataSet batch);
  }

  /** Steps that it takes where there is time enough. */
  static int fullSteps() {
    return WARM_UP + TURNS * Threads.candidates().size() * STEPS_PER_TURN;
  }

  int best(String task, Network network, DataSet batch, Work work) {
    List<Integer> candidates = Threads.candidates();
    Map<Integer, List<Double>> seconds = new TreeMap<>();
    double share = Math.min(1, allowed / (double) fullSteps());
    int warmUp = Math.max(1, (int) (share * WARM_UP));
    int turns = Math.max(1, (int) (share * TURNS));
    int steps =
        Math.max(2, Math.min(STEPS_PER_TURN, (allowed - warmUp) / candidates.size() / turns));
    long total = warmUp + (long) turns * candidates.size() * steps;
    progress.start(task, total, "steps");
    try {
      long done = 0;
      Threads.use(candidates.get(candidates.size() - 1));
      for (int i = 0; i < warmUp; i++) {
        time(network, batch, work);
        progress.step(++done, Map.of());
      }
      for (int turn = 0; turn < turns; turn++) {
        for (int threads : candidates) {
          Threads.use(threads);
          for (int i = 0; i < steps; i++) {
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
