package io.github.conv4j.twin;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Handwritten layers become built-in ones, where there is a built-in one that does the same. */
final class ToBuiltin implements LayerExchange {

  private static final List<String> OURS =
      List.of("orientation", "paddingAfter", "rounding", "execution", "algorithm");

  @Override
  public Outcome exchange(Layer layer) {
    if (layer instanceof Conv2DLayer conv) {
      String reason = beyond(conv.getPaddingAfter(), conv.getRounding());
      if (conv.getOrientation() == Orientation.CONVOLUTION) {
        reason = "the built-in layer does not flip kernels";
      }
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(ConvolutionLayer.class, layer, OURS))
          : Outcome.left(reason);
    }
    if (layer instanceof Pool2DLayer pool) {
      String reason = beyond(pool.getPaddingAfter(), pool.getRounding());
      if (reason.isEmpty()) {
        reason = PoolingDifferences.why(pool);
      }
      if (pool.getPoolingType() == PoolingType.SUM) {
        reason = "the built-in layer does not run SUM pooling";
      }
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(SubsamplingLayer.class, layer, OURS))
          : Outcome.left(reason);
    }
    if (layer instanceof GlobalPool2DLayer) {
      return Outcome.replaced(LayerJson.copyAs(GlobalPoolingLayer.class, layer, OURS));
    }
    if (layer instanceof HandwrittenDenseLayer) {
      return Outcome.replaced(LayerJson.copyAs(DenseLayer.class, layer, OURS));
    }
    if (layer instanceof HandwrittenOutputLayer) {
      return Outcome.replaced(LayerJson.copyAs(OutputLayer.class, layer, OURS));
    }
    if (layer instanceof HandwrittenBatchNormLayer norm) {
      String reason = NormDifferences.why(norm);
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(BatchNormalization.class, layer, OURS))
          : Outcome.left(reason);
    }
    return Outcome.left("not a handwritten layer");
  }

  private static String beyond(int[] paddingAfter, Rounding rounding) {
    if (paddingAfter != null) {
      return "the built-in layer pads both sides alike";
    }
    return rounding == Rounding.CEIL ? "the built-in layer drops incomplete last windows" : "";
  }
}
