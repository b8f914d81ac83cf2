package io.github.conv4j.twin;

import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.GlobalPool2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Built-in layers become handwritten ones. Decided by exact class: a subclass may compute something
 * else.
 */
final class ToHandwritten implements LayerExchange {

  @Override
  public Outcome exchange(Layer layer) {
    Class<?> type = layer.getClass();
    if (type == ConvolutionLayer.class || type == Convolution2D.class) {
      return Outcome.replaced(LayerJson.copyAs(Conv2DLayer.class, layer, List.of()));
    }
    if (type == SubsamplingLayer.class || type == Pooling2D.class) {
      return pooling((SubsamplingLayer) layer);
    }
    if (type == GlobalPoolingLayer.class) {
      return ((GlobalPoolingLayer) layer).getPoolingDimensions() == null
          ? Outcome.left("the network does not say that its input is images (no input type)")
          : Outcome.replaced(LayerJson.copyAs(GlobalPool2DLayer.class, layer, List.of()));
    }
    if (layer instanceof Conv2DLayer
        || layer instanceof Pool2DLayer
        || layer instanceof GlobalPool2DLayer) {
      return Outcome.left("already handwritten");
    }
    if (layer instanceof ConvolutionLayer || layer instanceof SubsamplingLayer) {
      return Outcome.left("this kind of convolution or pooling is not covered");
    }
    return Outcome.left("not a convolution or pooling layer");
  }

  private static Outcome pooling(SubsamplingLayer layer) {
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] dilation = layer.getDilation();
    if (dilation[0] != 1 || dilation[1] != 1) {
      return Outcome.left(
          "the built-in layer ignores the dilation of pooling with oneDNN natives, so a right twin"
              + " would differ from it");
    }
    boolean skips = stride[0] - kernel[0] >= 2 || stride[1] - kernel[1] >= 2;
    if (layer.getConvolutionMode() == ConvolutionMode.Same && skips) {
      return Outcome.left(
          "the built-in layer shifts the windows in Same mode where the stride exceeds the kernel,"
              + " so a right twin would differ from it");
    }
    return Outcome.replaced(LayerJson.copyAs(Pool2DLayer.class, layer, List.of()));
  }
}
