package io.github.conv4j.bench;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** Deeplearning4j's own layers. */
public final class BuiltinHost extends Dl4jHost {

  /** For the service loader. */
  public BuiltinHost() {}

  @Override
  public String name() {
    return "builtin";
  }

  @Override
  Layer layer(LayerShape shape, String variant) {
    int[] kernel = {shape.kernel(), shape.kernel()};
    int[] stride = {shape.stride(), shape.stride()};
    int[] padding = {shape.padding(), shape.padding()};
    if (shape.kind() == LayerShape.Kind.CONV) {
      return new ConvolutionLayer.Builder(kernel, stride, padding)
          .convolutionMode(ConvolutionMode.Truncate)
          .nIn(shape.channels())
          .nOut(shape.filters())
          .activation(Activation.IDENTITY)
          .build();
    }
    return new SubsamplingLayer.Builder(
            shape.kind() == LayerShape.Kind.MAX ? PoolingType.MAX : PoolingType.AVG,
            kernel,
            stride,
            padding)
        .convolutionMode(ConvolutionMode.Truncate)
        .build();
  }

  @Override
  Model network(BenchNetwork network) {
    return network.create();
  }
}
