package io.github.conv4j.compare;

import io.github.conv4j.data.ImageShape;
import io.github.conv4j.models.AllowedClasses;
import java.nio.file.Path;

/** Finds out how much memory a network takes. */
interface MemoryMeter {

  /**
   * Largest resident memory of training and running a network.
   *
   * @param model the network's file
   * @param allowed the classes that it may name
   * @param threads thread setting
   * @param classes number of classes
   * @param batch images per step
   * @param steps steps of training and of classifying
   * @param shape size of an image
   * @return MiB, or NaN if it could not be found out
   */
  double peakMebibytes(
      Path model,
      AllowedClasses allowed,
      int threads,
      int classes,
      int batch,
      int steps,
      ImageShape shape);
}
