package io.github.conv4j.export;

import io.github.conv4j.ops.Dense;
import io.github.conv4j.ops.DenseConfig;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.nd4j.autodiff.samediff.SDVariable;

/** activation(x · W + b), for vectors. */
final class DenseEmitter implements LayerEmitter<DenseLayer> {

  @Override
  public Tensor emit(Scope scope, DenseLayer layer, Tensor input) {
    if (layer.hasLayerNorm()) {
      throw scope.unsupported(layer, "layer normalisation is not covered");
    }
    return emit(scope, layer, layer.hasBias(), input);
  }

  static Tensor emit(Scope scope, FeedForwardLayer layer, boolean hasBias, Tensor input) {
    if (input.images()) {
      throw scope.mismatch("vectors [N, " + layer.getNIn() + "]", input);
    }
    scope.requireChannels(input, layer.getNIn());
    SDVariable w = scope.variable("W");
    SDVariable b = hasBias ? scope.variable("b") : null;
    SDVariable y =
        switch (scope.form()) {
          case CONV4J_OPS ->
              new Dense(scope.graph(), input.variable(), w, b, new DenseConfig(false))
                  .outputVariable();
          case ND4J_OPS -> {
            SDVariable product = input.variable().mmul(w);
            yield b == null ? product : product.add(b);
          }
        };
    Tensor result = Tensor.ofVectors(y, Math.toIntExact(layer.getNOut()));
    return Activations.emit(scope, layer, layer.getActivationFn(), result);
  }
}
