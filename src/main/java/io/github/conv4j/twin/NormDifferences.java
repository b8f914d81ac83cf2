package io.github.conv4j.twin;

import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** Where the built-in batch normalisation computes something else than it is told. */
final class NormDifferences {

  private NormDifferences() {}

  /**
   * Why a layer must not be exchanged. Built-in layers apply a locked γ and β only if γ is not 1
   * and β is not 0.
   *
   * @param layer built-in or handwritten
   * @return the reason, empty if there is none
   */
  static String why(BatchNormalization layer) {
    boolean onlyOneIsPlain = (layer.getGamma() != 1) != (layer.getBeta() != 0);
    return layer.isLockGammaBeta() && onlyOneIsPlain
        ? "the built-in layer computes without its locked gamma or beta"
        : "";
  }
}
