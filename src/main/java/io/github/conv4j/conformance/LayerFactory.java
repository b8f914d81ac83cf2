package io.github.conv4j.conformance;

import io.github.conv4j.kernels.Algorithm;
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
   * The algorithm behind a convolution, see {@link Subject#algorithm}.
   *
   * @param problem a case that is not declined
   * @return DIRECT, unless the layer may mix magnitudes; never AUTO
   */
  default Algorithm algorithm(Problem problem) {
    return Algorithm.DIRECT;
  }

  /**
   * A layer with ReLU as its activation if the problem says so, else the identity, without dropout,
   * for the problem's channels and filters.
   *
   * @param problem the case
   * @return the configuration
   */
  Layer layer(Problem problem);
}
