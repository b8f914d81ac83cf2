package io.github.conv4j.runs;

/**
 * How a run ended: {@code result.json}. A run without it was cut off, or still goes on.
 *
 * @param status "done", "stopped early" or "diverged"
 * @param message what happened, one sentence
 * @param epochs epochs done
 * @param steps steps done
 * @param seconds time spent in training
 * @param accuracy test accuracy after the last epoch
 * @param bestEpoch epoch with the highest, from 1
 * @param bestAccuracy test accuracy after it
 * @param model the file that the trained network was saved to; empty if none
 * @param modelEpoch epoch that the saved network is of
 * @param modelSha256 hash of that file
 */
public record RunResult(
    String status,
    String message,
    int epochs,
    long steps,
    double seconds,
    double accuracy,
    int bestEpoch,
    double bestAccuracy,
    String model,
    int modelEpoch,
    String modelSha256) {

  /** Trained for all epochs. */
  public static final String DONE = "done";

  /** Patience came to its end. */
  public static final String STOPPED_EARLY = "stopped early";

  /** A loss was not finite. */
  public static final String DIVERGED = "diverged";
}
