package io.github.conv4j.twin;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Settings with which the built-in pooling layer does not compute what they say. */
final class PoolingDifferences {

  private PoolingDifferences() {}

  /** Why the built-in layer and a right one differ, or empty. */
  static String why(SubsamplingLayer layer) {
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] dilation = layer.getDilation();
    if (dilation[0] != 1 || dilation[1] != 1) {
      return "the built-in layer ignores the dilation of pooling with oneDNN natives, so the"
          + " handwritten one would differ from it";
    }
    boolean skips = stride[0] - kernel[0] >= 2 || stride[1] - kernel[1] >= 2;
    if (layer.getConvolutionMode() == ConvolutionMode.Same && skips) {
      return "the built-in layer shifts the windows in Same mode where the stride exceeds the"
          + " kernel, so the handwritten one would differ from it";
    }
    return "";
  }
}
