package io.github.conv4j.export;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.ops.ComposedOps;
import io.github.conv4j.ops.Conv2D;
import io.github.conv4j.ops.Conv2DConfig;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Convolution and its activation. */
final class ConvolutionEmitter implements LayerEmitter<Conv2DLayer> {

  @Override
  public Tensor emit(Scope scope, Conv2DLayer layer, Tensor input) {
    scope.requireChannelsFirst(layer, layer.getCnn2dDataFormat());
    scope.requireImages(input);
    scope.requireChannels(input, layer.getNIn());
    // Checks what Strict mode asks for.
    layer.getOutputType(
        scope.index(), InputType.convolutional(input.height(), input.width(), input.channels()));
    Conv2DConfig config = layer.opConfig(false);
    Window window = config.geometry().resolve(input.height(), input.width());
    int filters = Math.toIntExact(layer.getNOut());
    SameDiff graph = scope.graph();
    SDVariable w = scope.variable("W");
    SDVariable b = layer.hasBias() ? scope.variable("b") : null;
    SDVariable y =
        switch (scope.form()) {
          case CONV4J_OPS -> new Conv2D(graph, input.variable(), w, b, config).outputVariable();
          case ND4J_OPS ->
              ComposedOps.conv2d(
                  graph,
                  input.variable(),
                  w,
                  b,
                  window,
                  input.channels(),
                  filters,
                  config.orientation());
        };
    Tensor result = Tensor.ofImages(y, filters, window.height().output(), window.width().output());
    return Activations.emit(scope, layer, layer.getActivationFn(), result);
  }
}
