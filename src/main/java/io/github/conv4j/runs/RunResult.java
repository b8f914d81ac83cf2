package io.github.conv4j.runs;

/**
 * How a run ended: {@code result.json}. A run without it was cut off, or still goes on.
 *
 * @param status "done", "stopped early" or "diverged"
 * @param message what happened, one sentence
 * @param epochs epochs done
 * @param steps steps done
 * @param seconds time spent in training and in the tests after each epoch
 * @param accuracy accuracy after the last epoch, by the images that epochs are judged by
 * @param bestEpoch epoch with the highest, from 1
 * @param bestAccuracy accuracy after it
 * @param model the file that the trained network was saved to; empty if none
 * @param modelEpoch epoch that the saved network is of
 * @param modelSha256 hash of that file
 * @param testAccuracy test accuracy of the saved network; null if none was saved, and in files from
 *     before there were validation images
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
    String modelSha256,
    Double testAccuracy) {

  /** Trained for all epochs. */
  public static final String DONE = "done";

  /** Patience came to its end. */
  public static final String STOPPED_EARLY = "stopped early";

  /** A loss was not finite. */
  public static final String DIVERGED = "diverged";

  /** Test accuracy of the saved network, NaN if none was saved. */
  double knownTestAccuracy() {
    if (testAccuracy != null) {
      return testAccuracy;
    }
    if (model.isEmpty()) {
      return Double.NaN;
    }
    return modelEpoch == epochs ? accuracy : bestAccuracy;
  }
}
