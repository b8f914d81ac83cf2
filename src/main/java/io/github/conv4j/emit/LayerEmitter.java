package io.github.conv4j.emit;

import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Writes what one class of layers computes at inference.
 *
 * @param <L> the layer's configuration
 */
interface LayerEmitter<L extends Layer> {

  Value emit(Scope scope, L layer, Value input);
}
