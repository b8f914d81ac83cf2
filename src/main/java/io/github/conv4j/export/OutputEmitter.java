package io.github.conv4j.export;

import org.deeplearning4j.nn.conf.layers.OutputLayer;

/** A dense layer; its loss plays no part at inference. */
final class OutputEmitter implements LayerEmitter<OutputLayer> {

  @Override
  public Tensor emit(Scope scope, OutputLayer layer, Tensor input) {
    return DenseEmitter.emit(scope, layer, layer.hasBias(), input);
  }
}
