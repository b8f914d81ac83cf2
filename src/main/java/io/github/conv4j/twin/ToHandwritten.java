package io.github.conv4j.twin;

import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.HandwrittenBatchNormLayer;
import io.github.conv4j.layers.HandwrittenDenseLayer;
import io.github.conv4j.layers.HandwrittenOutputLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Built-in layers become handwritten ones. Decided by exact class: a subclass may compute something
 * else.
 */
final class ToHandwritten implements LayerExchange {

  private static final int[] HEIGHT_AND_WIDTH_NCHW = {2, 3};
  private static final int[] HEIGHT_AND_WIDTH_NHWC = {1, 2};

  @Override
  public Outcome exchange(Layer layer) {
    Class<?> type = layer.getClass();
    if (type == ConvolutionLayer.class || type == Convolution2D.class) {
      return Outcome.replaced(LayerJson.copyAs(Conv2DLayer.class, layer, List.of()));
    }
    if (type == SubsamplingLayer.class || type == Pooling2D.class) {
      String reason = PoolingDifferences.why((SubsamplingLayer) layer);
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(Pool2DLayer.class, layer, List.of()))
          : Outcome.left(reason);
    }
    if (type == GlobalPoolingLayer.class) {
      String reason = globalPooling((GlobalPoolingLayer) layer);
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(GlobalPool2DLayer.class, layer, List.of()))
          : Outcome.left(reason);
    }
    if (type == DenseLayer.class) {
      return ((DenseLayer) layer).hasLayerNorm()
          ? Outcome.left("layer normalisation is not covered")
          : Outcome.replaced(LayerJson.copyAs(HandwrittenDenseLayer.class, layer, List.of()));
    }
    if (type == OutputLayer.class) {
      return Outcome.replaced(LayerJson.copyAs(HandwrittenOutputLayer.class, layer, List.of()));
    }
    if (type == BatchNormalization.class) {
      String reason = NormDifferences.why((BatchNormalization) layer);
      return reason.isEmpty()
          ? Outcome.replaced(LayerJson.copyAs(HandwrittenBatchNormLayer.class, layer, List.of()))
          : Outcome.left(reason);
    }
    return Outcome.left(notCovered(layer));
  }

  private static String globalPooling(GlobalPoolingLayer layer) {
    int[] dimensions = layer.getPoolingDimensions();
    if (dimensions == null) {
      return "the network does not say that its input is images (no input type)";
    }
    return Arrays.equals(dimensions, HEIGHT_AND_WIDTH_NCHW)
            || Arrays.equals(dimensions, HEIGHT_AND_WIDTH_NHWC)
        ? ""
        : "pooling over other dimensions than height and width is not covered";
  }

  private static String notCovered(Layer layer) {
    if (layer instanceof Conv2DLayer
        || layer instanceof Pool2DLayer
        || layer instanceof GlobalPool2DLayer
        || layer instanceof HandwrittenDenseLayer
        || layer instanceof HandwrittenOutputLayer
        || layer instanceof HandwrittenBatchNormLayer) {
      return "already handwritten";
    }
    if (layer instanceof Convolution1DLayer || layer instanceof Subsampling1DLayer) {
      return "one dimension is not covered";
    }
    if (layer instanceof Convolution3D || layer instanceof Subsampling3DLayer) {
      return "three dimensions are not covered";
    }
    if (layer instanceof Deconvolution2D || layer instanceof Deconvolution3D) {
      return "transposed convolution is not covered";
    }
    if (layer instanceof DepthwiseConvolution2D || layer instanceof SeparableConvolution2D) {
      return "convolution of each channel by itself is not covered";
    }
    if (layer instanceof ConvolutionLayer
        || layer instanceof SubsamplingLayer
        || layer instanceof GlobalPoolingLayer
        || layer instanceof DenseLayer
        || layer instanceof OutputLayer
        || layer instanceof BatchNormalization) {
      return "a class of its own, which may compute something else than the built-in layer";
    }
    return Twin.NOT_OF_THIS_KIND;
  }
}
