package io.github.conv4j.compare;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import java.nio.file.Path;

/**
 * What to compare and how.
 *
 * @param network name of the network, or of its file
 * @param epochs passes over the training data, 1 or more
 * @param batch images per step, 1 or more
 * @param limit training images used, {@link ImageDataSource#NO_LIMIT} for as many as there is time
 *     for
 * @param augmentation how training images are varied
 * @param minutes time that the comparison may take, roughly; stages are cut short to keep it
 * @param seed seed of weights and order, not 0
 * @param threads threads for both networks, or 0 to find each one's best setting
 * @param out folder for the results
 * @param command command line for the report
 */
public record CompareOptions(
    String network,
    int epochs,
    int batch,
    int limit,
    Augmentation augmentation,
    int minutes,
    long seed,
    int threads,
    Path out,
    String command) {

  /** Checks the numbers. */
  public CompareOptions {
    requireAtLeast("--epochs", 1, epochs);
    requireAtLeast("--batch", 1, batch);
    requireAtLeast("--limit", 1, limit);
    requireAtLeast("--minutes", 1, minutes);
    requireAtLeast("--threads", 0, threads);
    if (seed == 0) {
      throw new IllegalArgumentException(
          "--seed: expected any number but 0, which Deeplearning4j takes for \"no seed\"");
    }
  }

  /** The same with other training images. */
  CompareOptions withLimit(int images) {
    return new CompareOptions(
        network, epochs, batch, images, augmentation, minutes, seed, threads, out, command);
  }

  /** The training batches, from the first epoch on. */
  ImageIterator batches(ImageDataSource data) {
    return data.train(batch, seed, limit, augmentation);
  }

  private static void requireAtLeast(String option, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + ": expected " + least + " or more, found " + value);
    }
  }
}
