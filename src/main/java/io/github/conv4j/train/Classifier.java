package io.github.conv4j.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Gives class scores for images: a network's {@code output}, or something around it. */
@FunctionalInterface
public interface Classifier {

  /**
   * Classifies a batch.
   *
   * @param images [N, C, H, W]
   * @return class scores [N, K]
   */
  INDArray scores(INDArray images);
}
