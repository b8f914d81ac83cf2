package io.github.conv4j.export;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.ops.ComposedOps;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.autodiff.samediff.SDVariable;

/** Pooling. */
final class PoolingEmitter implements LayerEmitter<Pool2DLayer> {

  @Override
  public Tensor emit(Scope scope, Pool2DLayer layer, Tensor input) {
    scope.requireChannelsFirst(layer, layer.getCnn2dDataFormat());
    scope.requireImages(input);
    // Checks what Strict mode asks for.
    layer.getOutputType(
        scope.index(), InputType.convolutional(input.height(), input.width(), input.channels()));
    return pool(scope, layer.opConfig(), input);
  }

  static Tensor pool(Scope scope, Pool2DConfig config, Tensor input) {
    Window window = config.resolve(input.height(), input.width());
    SDVariable y =
        switch (scope.form()) {
          case CONV4J_OPS -> new Pool2D(scope.graph(), input.variable(), config).outputVariable();
          case ND4J_OPS ->
              ComposedOps.pool2d(
                  scope.graph(), input.variable(), window, config.kind(), config.p());
        };
    return Tensor.ofImages(y, input.channels(), window.height().output(), window.width().output());
  }
}
