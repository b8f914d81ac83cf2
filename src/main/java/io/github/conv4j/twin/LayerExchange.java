package io.github.conv4j.twin;

import org.deeplearning4j.nn.conf.layers.Layer;

/** A rule that exchanges one kind of layer configuration for another. */
interface LayerExchange {

  /**
   * What becomes of a layer.
   *
   * @param layer a configuration, which is not changed
   * @return the new configuration, or the reason why it stays
   */
  Outcome exchange(Layer layer);

  /**
   * Either a new configuration or a reason.
   *
   * @param layer new configuration, or null
   * @param reason why the layer stays, or empty
   */
  record Outcome(Layer layer, String reason) {

    static Outcome replaced(Layer layer) {
      return new Outcome(layer, "");
    }

    static Outcome left(String reason) {
      return new Outcome(null, reason);
    }
  }
}
