package io.github.conv4j.compare;

import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What to compare and how.
 *
 * @param model the user's network, or null for LeNet
 * @param epochs passes over the training data, 1 or more
 * @param batch images per step, 1 or more
 * @param limit training images used, {@link io.github.conv4j.data.ImageDataSource#NO_LIMIT} for all
 * @param seed seed of weights and order, not 0
 * @param threads threads for both networks, or 0 to find each one's best setting
 * @param type FLOAT or DOUBLE, for LeNet; a user's network keeps its own
 * @param out folder for the results
 * @param command command line for the report
 */
public record CompareOptions(
    Path model,
    int epochs,
    int batch,
    int limit,
    long seed,
    int threads,
    DataType type,
    Path out,
    String command) {

  /** Checks the numbers. */
  public CompareOptions {
    requireAtLeast("--epochs", 1, epochs);
    requireAtLeast("--batch", 1, batch);
    requireAtLeast("--limit", 1, limit);
    requireAtLeast("--threads", 0, threads);
    if (seed == 0) {
      throw new IllegalArgumentException(
          "--seed: expected any number but 0, which Deeplearning4j takes for \"no seed\"");
    }
  }

  private static void requireAtLeast(String option, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + ": expected " + least + " or more, found " + value);
    }
  }
}
