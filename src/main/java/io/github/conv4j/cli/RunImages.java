package io.github.conv4j.cli;

import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;

/**
 * The images of a run.
 *
 * @param course what its course depends on: images to train on, and as test images those that each
 *     epoch is judged by
 * @param whole the data with its own test images
 * @param heldOut number of training images held out; 0 if epochs are judged by the test images
 */
record RunImages(ImageDataSource course, ImageDataSource whole, int heldOut) {
  private static final int TEST_BATCH = 100;

  boolean areHeldOut() {
    return heldOut > 0;
  }

  /** Those that each epoch is judged by. */
  ImageIterator judges() {
    return course.test(TEST_BATCH, ImageDataSource.NO_LIMIT);
  }

  ImageIterator tests() {
    return whole.test(TEST_BATCH, ImageDataSource.NO_LIMIT);
  }
}
