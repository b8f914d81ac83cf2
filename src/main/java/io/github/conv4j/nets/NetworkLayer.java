package io.github.conv4j.nets;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * A layer of a network.
 *
 * @param name name, unique in the network
 * @param layer the computing layer
 */
public record NetworkLayer(String name, Layer layer) {

  /**
   * The layer's configuration, inside the wrapper that a network keeps it in.
   *
   * @return the configuration
   */
  public NeuralNetConfiguration configuration() {
    return layer.conf();
  }
}
