package io.github.conv4j.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Class scores of an image and of its mirror image, averaged: for twice the time, a little more
 * accuracy on images that were mirrored in training, too ("test-time flip").
 */
public final class MirrorAverage implements Classifier {

  private final Classifier classifier;

  /**
   * Wraps a classifier.
   *
   * @param classifier asked twice per batch
   */
  public MirrorAverage(Classifier classifier) {
    this.classifier = classifier;
  }

  @Override
  public INDArray scores(INDArray images) {
    // A copy: the next call may give out the same memory again.
    INDArray scores = classifier.scores(images).dup();
    return scores.addi(classifier.scores(mirrored(images))).divi(2);
  }

  /** The images with their columns in reverse order. */
  static INDArray mirrored(INDArray images) {
    int width = Math.toIntExact(images.size(3));
    INDArray source = images.dup('c');
    float[] values = source.data().asFloat();
    for (int row = 0; row < values.length; row += width) {
      for (int left = row, right = row + width - 1; left < right; left++, right--) {
        float value = values[left];
        values[left] = values[right];
        values[right] = value;
      }
    }
    return Nd4j.createFromArray(values).castTo(images.dataType()).reshape('c', images.shape());
  }
}
