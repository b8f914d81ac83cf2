package io.github.conv4j.emit;

import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.onnx.Attribute;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Normalisations. */
final class Norms {

  private static final String GAMMA = BatchNormalizationParamInitializer.GAMMA;
  private static final String BETA = BatchNormalizationParamInitializer.BETA;

  private Norms() {}

  /**
   * Batch normalisation at inference, (x - mean) / sqrt(variance + eps) · gamma + beta for each
   * channel. Deeplearning4j applies no activation here, whatever the configuration says.
   */
  static Value batch(Scope scope, BatchNormalization layer, Value input) {
    if (input.isImages()) {
      scope.requireChannelsFirst(layer, layer.getCnn2DFormat());
    }
    scope.requireChannels(input, layer.getNOut());
    INDArray mean = scope.parameters().get(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    long channels = mean.length();
    String gamma;
    String beta;
    if (layer.isLockGammaBeta()) {
      // The built-in layer applies fixed values only if both differ from their defaults.
      boolean applied =
          layer instanceof HandwrittenBatchNormLayer
              || layer.getGamma() != 1 && layer.getBeta() != 0;
      gamma = fixed(scope, GAMMA, applied ? layer.getGamma() : 1, mean);
      beta = fixed(scope, BETA, applied ? layer.getBeta() : 0, mean);
    } else {
      gamma = scope.parameter(GAMMA, scope.parameters().get(GAMMA).reshape(channels));
      beta = scope.parameter(BETA, scope.parameters().get(BETA).reshape(channels));
    }
    return scope.node(
        "BatchNormalization",
        List.of(
            input.name(),
            gamma,
            beta,
            scope.array(BatchNormalizationParamInitializer.GLOBAL_MEAN, mean.reshape(channels)),
            scope.array(
                BatchNormalizationParamInitializer.GLOBAL_VAR,
                variance(scope, layer).reshape(channels))),
        input.shape(),
        Attribute.of("epsilon", layer.getEps()));
  }

  private static String fixed(Scope scope, String key, double value, INDArray like) {
    return scope.array(key, Nd4j.valueArrayOf(new long[] {like.length()}, value, like.dataType()));
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

  /**
   * Local response normalisation, x · (k + alpha · Σ x²)^-beta, the sum over the channels at most
   * n/2 away. ONNX divides alpha by the number of channels.
   */
  static Value response(Scope scope, LocalResponseNormalization layer, Value input) {
    scope.requireChannelsFirst(layer, layer.getDataFormat());
    scope.requireImages(input);
    int size = 2 * ((int) layer.getN() / 2) + 1;
    return scope.unary(
        "LRN",
        input,
        Attribute.of("size", size),
        Attribute.of("alpha", layer.getAlpha() * size),
        Attribute.of("beta", layer.getBeta()),
        Attribute.of("bias", layer.getK()));
  }
}
