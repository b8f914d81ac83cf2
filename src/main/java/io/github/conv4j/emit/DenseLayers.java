package io.github.conv4j.emit;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers that take and give vectors; losses play no part at inference. */
final class DenseLayers {

  private DenseLayers() {}

  /** activation(x · W + b). */
  static Value dense(Scope scope, FeedForwardLayer layer, boolean hasBias, Value input) {
    requireVectors(scope, layer, input);
    List<String> inputs = new ArrayList<>(List.of(input.name(), scope.parameter("W")));
    if (hasBias) {
      INDArray bias = scope.parameters().get("b");
      inputs.add(scope.parameter("b", bias.reshape(bias.length())));
    }
    Value y =
        scope.node(hasBias ? "Gemm" : "MatMul", inputs, List.of(Math.toIntExact(layer.getNOut())));
    return Activations.emit(scope, layer, layer.getActivationFn(), y);
  }

  /** activation(x · w + b), element by element. */
  static Value elementWise(Scope scope, ElementWiseMultiplicationLayer layer, Value input) {
    requireVectors(scope, layer, input);
    INDArray weights = scope.parameters().get("W");
    INDArray bias = scope.parameters().get("b");
    Value product =
        scope.binary("Mul", input, scope.parameter("W", weights.reshape(weights.length())));
    Value y = scope.binary("Add", product, scope.parameter("b", bias.reshape(bias.length())));
    return Activations.emit(scope, layer, layer.getActivationFn(), y);
  }

  private static void requireVectors(Scope scope, FeedForwardLayer layer, Value input) {
    if (!input.isVectors()) {
      throw scope.mismatch("vectors [N, " + layer.getNIn() + "]", input);
    }
    scope.requireChannels(input, layer.getNIn());
  }
}
