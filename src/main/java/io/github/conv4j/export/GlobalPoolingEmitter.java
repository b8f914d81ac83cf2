package io.github.conv4j.export;

import io.github.conv4j.layers.GlobalPool2DLayer;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** Pooling over whole images. */
final class GlobalPoolingEmitter implements LayerEmitter<GlobalPool2DLayer> {

  private static final int[] HEIGHT_AND_WIDTH = {2, 3};

  @Override
  public Tensor emit(Scope scope, GlobalPool2DLayer layer, Tensor input) {
    int[] dimensions = layer.getPoolingDimensions();
    boolean channelsFirst = dimensions == null || Arrays.equals(dimensions, HEIGHT_AND_WIDTH);
    scope.requireChannelsFirst(layer, channelsFirst ? CNN2DFormat.NCHW : CNN2DFormat.NHWC);
    scope.requireImages(input);
    Tensor pooled = PoolingEmitter.pool(scope, layer.opConfig(), input);
    return layer.isCollapseDimensions()
        ? Tensor.ofVectors(pooled.variable().reshape(-1, pooled.channels()), pooled.channels())
        : pooled;
  }
}
