package io.github.conv4j.examples;

import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.InputTypeUtil;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A wrong layer that looks right: the convolution as Deeplearning4j's documentation of {@link
 * SameDiffLayer} would have it written. Its output is right; its gradients are twice too large,
 * because Deeplearning4j adds the gradient that comes from above twice.
 */
@SuppressWarnings("serial")
public class DoubledConvolution extends SameDiffLayer {

  private int nIn;
  private int nOut;
  private int[] kernelSize;
  private int[] stride;
  private int[] padding;
  private int[] dilation;

  /** For JSON. */
  public DoubledConvolution() {}

  /**
   * As configured.
   *
   * @param builder settings
   */
  protected DoubledConvolution(Builder builder) {
    super(builder);
    this.nIn = builder.nIn;
    this.nOut = builder.nOut;
    this.kernelSize = builder.kernelSize;
    this.stride = builder.stride;
    this.padding = builder.padding;
    this.dilation = builder.dilation;
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.addWeightParam("W", nOut, nIn, kernelSize[0], kernelSize[1]);
    params.addBiasParam("b", 1, nOut);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    INDArray w = params.get("W");
    w.assign(Nd4j.randn(w.dataType(), w.shape()).muli(0.1));
    params.get("b").assign(0);
  }

  @Override
  public SDVariable defineLayer(
      SameDiff graph, SDVariable input, Map<String, SDVariable> params, SDVariable mask) {
    Conv2DConfig config =
        Conv2DConfig.builder()
            .kH(kernelSize[0])
            .kW(kernelSize[1])
            .sH(stride[0])
            .sW(stride[1])
            .pH(padding[0])
            .pW(padding[1])
            .dH(dilation[0])
            .dW(dilation[1])
            .paddingMode(PaddingMode.VALID)
            .build();
    int taps = nIn * kernelSize[0] * kernelSize[1];
    long height = outputSize(input.getShape()[2], 0);
    long width = outputSize(input.getShape()[3], 1);
    SDVariable columns = graph.cnn().im2Col(input, config);
    SDVariable rows = columns.permute(0, 4, 5, 1, 2, 3).reshape(-1, taps);
    SDVariable w = params.get("W").reshape(nOut, taps).permute(1, 0);
    return rows.mmul(w).add(params.get("b")).reshape(-1, height, width, nOut).permute(0, 3, 1, 2);
  }

  private long outputSize(long size, int axis) {
    long window = (kernelSize[axis] - 1L) * dilation[axis] + 1;
    return (size + 2L * padding[axis] - window) / stride[axis] + 1;
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    return InputTypeUtil.getOutputTypeCnnLayers(
        inputType,
        kernelSize,
        stride,
        padding,
        dilation,
        ConvolutionMode.Truncate,
        nOut,
        index,
        getLayerName(),
        CNN2DFormat.NCHW,
        DoubledConvolution.class);
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return InputTypeUtil.getPreProcessorForInputTypeCnnLayers(inputType, getLayerName());
  }

  public int getNIn() {
    return nIn;
  }

  public void setNIn(int nIn) {
    this.nIn = nIn;
  }

  public int getNOut() {
    return nOut;
  }

  public void setNOut(int nOut) {
    this.nOut = nOut;
  }

  public int[] getKernelSize() {
    return kernelSize;
  }

  public void setKernelSize(int[] kernelSize) {
    this.kernelSize = kernelSize;
  }

  public int[] getStride() {
    return stride;
  }

  public void setStride(int[] stride) {
    this.stride = stride;
  }

  public int[] getPadding() {
    return padding;
  }

  public void setPadding(int[] padding) {
    this.padding = padding;
  }

  public int[] getDilation() {
    return dilation;
  }

  public void setDilation(int[] dilation) {
    this.dilation = dilation;
  }

  /** Makes the layer. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all DL4J builders do
  public static class Builder extends SameDiffLayer.Builder<Builder> {

    private int nIn;
    private int nOut;
    private int[] kernelSize = {3, 3};
    private int[] stride = {1, 1};
    private int[] padding = {0, 0};
    private int[] dilation = {1, 1};

    public Builder nIn(int nIn) {
      this.nIn = nIn;
      return this;
    }

    public Builder nOut(int nOut) {
      this.nOut = nOut;
      return this;
    }

    public Builder kernelSize(int... kernelSize) {
      this.kernelSize = kernelSize;
      return this;
    }

    public Builder stride(int... stride) {
      this.stride = stride;
      return this;
    }

    public Builder padding(int... padding) {
      this.padding = padding;
      return this;
    }

    public Builder dilation(int... dilation) {
      this.dilation = dilation;
      return this;
    }

    @Override
    public DoubledConvolution build() {
      return new DoubledConvolution(this);
    }
  }
}
