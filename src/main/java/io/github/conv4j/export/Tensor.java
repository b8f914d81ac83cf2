package io.github.conv4j.export;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A variable and its shape without the batch: images [N, channels, height, width], or vectors [N,
 * channels] with height and width 1.
 *
 * @param variable the variable
 * @param images whether it has rank 4
 * @param channels channels, or length of a vector
 * @param height rows
 * @param width columns
 */
record Tensor(SDVariable variable, boolean images, int channels, int height, int width) {

  static Tensor ofImages(SDVariable variable, int channels, int height, int width) {
    return new Tensor(variable, true, channels, height, width);
  }

  static Tensor ofVectors(SDVariable variable, int length) {
    return new Tensor(variable, false, length, 1, 1);
  }

  /** Another variable of the same shape. */
  Tensor with(SDVariable other) {
    return new Tensor(other, images, channels, height, width);
  }

  boolean sameShape(Tensor other) {
    return with(null).equals(other.with(null));
  }

  /** The shape as people write it. */
  String shape() {
    return images
        ? "[N, " + channels + ", " + height + ", " + width + "]"
        : "[N, " + channels + "]";
  }
}
