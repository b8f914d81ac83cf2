package io.github.conv4j.train;

import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;

import io.github.conv4j.kernels.Workers;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Sets the threads of everything that computes: ND4J's native ops, BLAS, and our kernels. */
public final class Threads {

  private Threads() {}

  /**
   * Uses a number of threads from now on.
   *
   * @param threads 1 or more
   */
  public static void use(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, found " + threads);
    }
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    blas_set_num_threads(threads);
    Workers.setCount(threads);
  }

  /**
   * Settings worth trying on this machine: 1, half of the processors, all of them.
   *
   * @return increasing numbers
   */
  public static List<Integer> candidates() {
    int all = Runtime.getRuntime().availableProcessors();
    List<Integer> candidates = new ArrayList<>(List.of(1));
    if (all / 2 > 1) {
      candidates.add(all / 2);
    }
    if (all > 1) {
      candidates.add(all);
    }
    return candidates;
  }
}
