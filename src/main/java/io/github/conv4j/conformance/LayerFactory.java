package io.github.conv4j.conformance;

import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Makes the configuration of a Deeplearning4j layer that computes a problem. */
public interface LayerFactory {

  /**
   * Name for tables.
   *
   * @return such as "ConvolutionLayer"
   */
  String name();

  /**
   * Why there is no such layer.
   *
   * @param problem the case
   * @return the reason; empty if there is one
   */
  Optional<String> declines(Problem problem);

  /**
   * A layer with identity activation, without dropout, for the problem's channels and filters.
   *
   * @param problem the case
   * @return the configuration
   */
  Layer layer(Problem problem);
}
