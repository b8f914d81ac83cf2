package io.github.conv4j.cli;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.infer.Classifier;
import io.github.conv4j.models.SafeModels;
import java.nio.file.Path;

/**
 * How a saved network wants its pixels: by the normaliser in its file, or 0 to 1 if it has none.
 *
 * @param model the network's file
 * @param scale what its pixels go through
 */
record SavedScale(Path model, PixelScale scale) {

  static SavedScale of(Path model) {
    return new SavedScale(
        model, SafeModels.normalizer(model).map(PixelScale::of).orElse(PixelScale.UNIT));
  }

  /**
   * For a network of any format.
   *
   * @param model its file
   * @param classifier the network
   */
  static SavedScale of(Path model, Classifier classifier) {
    return new SavedScale(model, classifier.scale());
  }

  /** The data as the network wants it. */
  ImageDataSource applyTo(ImageDataSource data) {
    try {
      return data.withScale(scale);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "the network "
              + model
              + " does not fit images of "
              + data.shape()
              + ": its normaliser is for other images ("
              + e.getMessage()
              + "); choose other --data or another model",
          e);
    }
  }
}
