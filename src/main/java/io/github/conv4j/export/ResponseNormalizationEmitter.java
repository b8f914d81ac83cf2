package io.github.conv4j.export;

import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Local response normalisation, x · (k + alpha · Σ x²)^-beta, the sum over the channels at most n/2
 * away. The sum is a product with a matrix of ones around the diagonal.
 */
final class ResponseNormalizationEmitter implements LayerEmitter<LocalResponseNormalization> {

  @Override
  public Tensor emit(Scope scope, LocalResponseNormalization layer, Tensor input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    SameDiff graph = scope.graph();
    int channels = input.channels();
    SDVariable x = input.variable();
    SDVariable neighbours =
        scope.constant("neighbours", neighbours(x, channels, (int) layer.getN() / 2));
    SDVariable sums =
        graph
            .permute(x.mul(x), 0, 2, 3, 1)
            .reshape(-1, channels)
            .mmul(neighbours)
            .reshape(-1, input.height(), input.width(), channels)
            .permute(0, 3, 1, 2);
    SDVariable scale =
        graph.math().pow(sums.mul(layer.getAlpha()).add(layer.getK()), -layer.getBeta());
    return input.with(x.mul(scale));
  }

  private static INDArray neighbours(SDVariable x, int channels, int reach) {
    INDArray matrix = Nd4j.zeros(x.dataType(), channels, channels);
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
        matrix.putScalar(i, j, 1);
      }
    }
    return matrix;
  }
}
