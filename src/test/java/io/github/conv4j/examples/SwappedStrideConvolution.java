package io.github.conv4j.examples;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** A wrong layer: height and width of the stride are mixed up. Made from a built-in layer. */
@SuppressWarnings("serial")
public class SwappedStrideConvolution extends ColumnsConvolution {

  /** For JSON. */
  public SwappedStrideConvolution() {}

  private SwappedStrideConvolution(BaseConvBuilder<?> builder) {
    super(builder);
  }

  /**
   * The same convolution, but for the mistake.
   *
   * @param layer the built-in layer
   * @return a layer
   */
  public static SwappedStrideConvolution from(ConvolutionLayer layer) {
    int[] stride = layer.getStride();
    return new SwappedStrideConvolution(
        new ConvolutionLayer.Builder(layer.getKernelSize())
            .stride(stride[1], stride[0])
            .padding(layer.getPadding())
            .dilation(layer.getDilation())
            .convolutionMode(layer.getConvolutionMode())
            .nIn(layer.getNIn())
            .nOut(layer.getNOut())
            .hasBias(layer.hasBias())
            .activation(layer.getActivationFn()));
  }
}
