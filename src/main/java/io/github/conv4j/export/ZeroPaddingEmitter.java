package io.github.conv4j.export;

import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.factory.Nd4j;

/** Zeros around images. */
final class ZeroPaddingEmitter implements LayerEmitter<ZeroPaddingLayer> {

  @Override
  public Tensor emit(Scope scope, ZeroPaddingLayer layer, Tensor input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    // Top, bottom, left, right.
    int[] padding = layer.getPadding();
    SDVariable amounts =
        scope.constant(
            "padding",
            Nd4j.createFromArray(
                new int[][] {{0, 0}, {0, 0}, {padding[0], padding[1]}, {padding[2], padding[3]}}));
    return Tensor.ofImages(
        scope.graph().nn().pad(input.variable(), amounts, 0),
        input.channels(),
        input.height() + padding[0] + padding[1],
        input.width() + padding[2] + padding[3]);
  }
}
