package io.github.conv4j.nets;

import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * The parts of networks whose convolutions are followed by batch normalisation: convolution without
 * bias, which the normalisation would take away again, normalisation (ε = 0.00001, running averages
 * with decay 0.9), ReLU. Deeplearning4j's normalisation applies no activation, so that ReLU is a
 * layer of its own.
 */
final class NormalisedConvolution {

  private static final double EPSILON = 1e-5;
  private static final double DECAY = 0.9;

  private NormalisedConvolution() {}

  /** Square kernel, padded so that stride 1 keeps the size. */
  static ConvolutionLayer convolution(String name, int filters, int kernel, int stride) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .name(name)
        .stride(stride, stride)
        .padding(kernel / 2, kernel / 2)
        .nOut(filters)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  static BatchNormalization normalisation(String name) {
    return new BatchNormalization.Builder()
        .name(name)
        .eps(EPSILON)
        .decay(DECAY)
        .useLogStd(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  static ActivationLayer relu(String name) {
    return new ActivationLayer.Builder().activation(Activation.RELU).name(name).build();
  }

  /** Maximum of 2×2 pixels: half the size. */
  static SubsamplingLayer halving(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .name(name)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}
