package io.github.conv4j.nets;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Randomness of a layer configuration. */
final class Noise {

  private Noise() {}

  static void removeFrom(Layer layer) {
    layer.setIDropout(null);
    if (layer instanceof BaseLayer base) {
      base.setWeightNoise(null);
    } else if (layer instanceof FrozenLayer frozen) {
      removeFrom(frozen.getLayer());
    } else if (layer instanceof BaseWrapperLayer wrapper) {
      removeFrom(wrapper.getUnderlying());
    }
  }
}
