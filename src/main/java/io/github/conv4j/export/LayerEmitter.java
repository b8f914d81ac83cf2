package io.github.conv4j.export;

import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Writes what one class of layers computes at inference.
 *
 * @param <L> the layer's configuration
 */
interface LayerEmitter<L extends Layer> {

  Tensor emit(Scope scope, L layer, Tensor input);
}
