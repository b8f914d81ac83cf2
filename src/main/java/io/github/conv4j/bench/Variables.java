package io.github.conv4j.bench;

import io.github.conv4j.bench.Contender.Conditions;
import java.util.List;
import java.util.Map;

/** Environment variables that change how fast libraries are. */
final class Variables {

  private static final List<String> OURS_TO_SET =
      List.of(
          "OMP_NUM_THREADS",
          "OMP_WAIT_POLICY",
          "OPENBLAS_NUM_THREADS",
          "OPENBLAS_THREAD_TIMEOUT",
          "MKL_NUM_THREADS",
          "GOMP_SPINCOUNT");

  private Variables() {}

  /** Makes an environment that of the conditions, whatever this process was started with. */
  static void apply(Conditions conditions, Map<String, String> environment) {
    OURS_TO_SET.forEach(environment::remove);
    if (conditions == Conditions.TUNED) {
      environment.put("OMP_WAIT_POLICY", "PASSIVE");
      environment.put("OPENBLAS_THREAD_TIMEOUT", "4");
      environment.put(
          "OMP_NUM_THREADS", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
  }
}
