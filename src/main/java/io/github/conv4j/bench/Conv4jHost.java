package io.github.conv4j.bench;

import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.twin.Twin;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** This project's layers; a variant is the label of an {@link Algorithm}. */
public final class Conv4jHost extends Dl4jHost {

  /** For the service loader. */
  public Conv4jHost() {}

  @Override
  public String name() {
    return "conv4j";
  }

  @Override
  Layer layer(LayerShape shape, String variant) {
    int[] kernel = {shape.kernel(), shape.kernel()};
    int[] stride = {shape.stride(), shape.stride()};
    int[] padding = {shape.padding(), shape.padding()};
    if (shape.kind() == LayerShape.Kind.CONV) {
      Algorithm algorithm = variant.isEmpty() ? Algorithm.AUTO : Algorithm.ofLabel(variant);
      String lacks = algorithm.lacks(shape.kernel(), shape.kernel(), shape.stride() > 1, false);
      if (!lacks.isEmpty()) {
        throw new UnsupportedOperationException(lacks);
      }
      return new Conv2DLayer.Builder(kernel)
          .stride(stride)
          .padding(padding)
          .convolutionMode(ConvolutionMode.Truncate)
          .nIn(shape.channels())
          .nOut(shape.filters())
          .algorithm(algorithm)
          .activation(Activation.IDENTITY)
          .build();
    }
    if (!variant.isEmpty()) {
      throw new UnsupportedOperationException("has algorithms for convolutions only");
    }
    return new Pool2DLayer.Builder(
            shape.kind() == LayerShape.Kind.MAX ? PoolingType.MAX : PoolingType.AVG)
        .kernelSize(kernel)
        .stride(stride)
        .padding(padding)
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  @Override
  Model network(BenchNetwork network) {
    return Twin.handwritten(network.create()).network();
  }
}
