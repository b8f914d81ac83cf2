package io.github.conv4j.export;

import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalisation at inference, (x - mean) / sqrt(variance + eps) · gamma + beta for each
 * channel. Deeplearning4j applies no activation here, whatever the configuration says.
 */
final class BatchNormalizationEmitter implements LayerEmitter<BatchNormalization> {

  @Override
  public Tensor emit(Scope scope, BatchNormalization layer, Tensor input) {
    if (input.images()) {
      scope.requireChannelsFirst(layer, layer.getCnn2DFormat());
    }
    scope.requireChannels(input, layer.getNOut());
    SameDiff graph = scope.graph();
    SDVariable mean =
        scope.constant(
            BatchNormalizationParamInitializer.GLOBAL_MEAN,
            scope.parameters().get(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    SDVariable variance =
        scope.constant(BatchNormalizationParamInitializer.GLOBAL_VAR, variance(scope, layer));
    SDVariable deviation = graph.math().sqrt(variance.add(layer.getEps()));
    SDVariable y = input.variable().sub(perChannel(mean, input)).div(perChannel(deviation, input));
    if (!layer.isLockGammaBeta()) {
      SDVariable gamma = scope.variable(BatchNormalizationParamInitializer.GAMMA);
      SDVariable beta = scope.variable(BatchNormalizationParamInitializer.BETA);
      y = y.mul(perChannel(gamma, input)).add(perChannel(beta, input));
    } else if (layer instanceof HandwrittenBatchNormLayer
        || layer.getGamma() != 1 && layer.getBeta() != 0) {
      // The built-in layer applies fixed values only if both differ from their defaults.
      y = y.mul(layer.getGamma()).add(layer.getBeta());
    }
    return input.with(y);
  }

  private static INDArray variance(Scope scope, BatchNormalization layer) {
    if (!layer.isUseLogStd()) {
      return scope.parameters().get(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    INDArray logarithm = scope.parameters().get(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    INDArray tens = Nd4j.valueArrayOf(logarithm.shape(), 10.0, logarithm.dataType());
    INDArray deviation = Transforms.pow(tens, logarithm);
    return deviation.mul(deviation);
  }

  private static SDVariable perChannel(SDVariable values, Tensor input) {
    return input.images()
        ? values.reshape(1, input.channels(), 1, 1)
        : values.reshape(1, input.channels());
  }
}
