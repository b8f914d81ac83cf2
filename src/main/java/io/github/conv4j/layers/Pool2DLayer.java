package io.github.conv4j.layers;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.ops.Pool2DConfig;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Two-dimensional pooling: a drop-in for Deeplearning4j's {@link SubsamplingLayer}, with SUM, which
 * the built-in layer offers but does not run.
 *
 * <p><b>Input</b> [N, C, H, W] (or NHWC where the network is). <b>Output</b> [N, C, OH, OW], sizes
 * as in {@link Conv2DLayer}. Maximum, average (padding counted in the divisor or not, not by
 * default), sum, and p-norm (Σ|x|^p)^(1/p); each channel by itself, no parameters. Padding never
 * wins a maximum; a tie goes to the first element, row by row. Like the built-in layer it applies
 * no dropout.
 */
// No static field: see Conv2DLayer.
@SuppressWarnings("serial")
public class Pool2DLayer extends SubsamplingLayer {

  private int[] paddingAfter;
  private Rounding rounding = Rounding.FLOOR;
  private Execution execution = Execution.AUTO;

  /** For JSON. */
  public Pool2DLayer() {}

  private Pool2DLayer(Builder builder) {
    super(builder);
    this.dilation = builder.dilation;
    this.paddingAfter = builder.paddingAfter;
    this.rounding = builder.rounding;
    this.execution = builder.execution;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    Pool2DImplementation layer = new Pool2DImplementation(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    String name = LayerGeometry.name(getLayerName(), layerIndex);
    InputType.InputTypeConvolutional in = LayerGeometry.requireImages(inputType, name);
    Window window = window(in.getHeight(), in.getWidth(), name);
    return InputType.convolutional(
        window.height().output(), window.width().output(), in.getChannels(), cnn2dDataFormat);
  }

  /**
   * Window of this layer, before the input size is known.
   *
   * @return the geometry
   */
  public WindowGeometry geometry() {
    return LayerGeometry.of(
        kernelSize, stride, dilation, padding, paddingAfter, convolutionMode, rounding);
  }

  /**
   * What the layer's op computes.
   *
   * @return geometry, kind and exponent
   */
  public Pool2DConfig opConfig() {
    PoolKind kind = PoolKinds.of(poolingType, avgPoolIncludePadInDivisor);
    return new Pool2DConfig(geometry(), kind, kind == PoolKind.P_NORM ? pnorm : 0, false);
  }

  Window window(long height, long width, String name) {
    return LayerGeometry.resolve(this::geometry, convolutionMode, height, width, name);
  }

  /**
   * Padding at the bottom and right.
   *
   * @return {bottom, right}, or null if it is the same as at the top and left
   */
  public int[] getPaddingAfter() {
    return paddingAfter;
  }

  /**
   * Sets the padding at the bottom and right.
   *
   * @param paddingAfter {bottom, right}, or null for the same as at the top and left
   */
  public void setPaddingAfter(int[] paddingAfter) {
    this.paddingAfter = paddingAfter;
  }

  /**
   * Treatment of an incomplete last window.
   *
   * @return the rounding
   */
  public Rounding getRounding() {
    return rounding;
  }

  /**
   * Sets the treatment of an incomplete last window.
   *
   * @param rounding the rounding
   */
  public void setRounding(Rounding rounding) {
    this.rounding = rounding;
  }

  /**
   * Which implementation runs.
   *
   * @return the setting
   */
  public Execution getExecution() {
    return execution;
  }

  /**
   * Sets which implementation runs.
   *
   * @param execution the setting
   */
  public void setExecution(Execution execution) {
    this.execution = execution;
  }

  @Override
  public Pool2DLayer clone() {
    Pool2DLayer clone = (Pool2DLayer) super.clone();
    clone.paddingAfter = paddingAfter == null ? null : paddingAfter.clone();
    return clone;
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof Pool2DLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pool2DLayer
        && super.equals(other)
        && rounding == ((Pool2DLayer) other).rounding
        && execution == ((Pool2DLayer) other).execution
        && Arrays.equals(paddingAfter, ((Pool2DLayer) other).paddingAfter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), rounding, execution, Arrays.hashCode(paddingAfter));
  }

  /** Builds the layer; everything the built-in layer's builder takes, and what is beyond it. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all of DL4J's builders do
  public static class Builder extends BaseSubsamplingBuilder<Builder> {

    private int[] dilation = {1, 1};
    private int[] paddingAfter;
    private Rounding rounding = Rounding.FLOOR;
    private Execution execution = Execution.AUTO;

    /** Maximum over a 1×1 window with stride 2: set the window with {@link #kernelSize}. */
    public Builder() {}

    /**
     * A kind of pooling.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     */
    public Builder(PoolingType poolingType) {
      super(poolingType);
    }

    /**
     * A kind of pooling.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     */
    public Builder(org.deeplearning4j.nn.conf.layers.PoolingType poolingType) {
      super(poolingType);
    }

    /**
     * A kind of pooling and its window, with stride 2.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     * @param kernelSize height and width
     */
    public Builder(PoolingType poolingType, int[] kernelSize) {
      super(poolingType);
      setKernelSize(kernelSize);
    }

    /**
     * A kind of pooling, window and step.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     */
    public Builder(PoolingType poolingType, int[] kernelSize, int[] stride) {
      this(poolingType, kernelSize);
      setStride(stride);
    }

    /**
     * A kind of pooling, window, step and padding.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     * @param padding padding on both sides of height and width
     */
    public Builder(PoolingType poolingType, int[] kernelSize, int[] stride, int[] padding) {
      this(poolingType, kernelSize, stride);
      setPadding(padding);
    }

    /**
     * A kind of pooling and its window, with stride 2.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     * @param kernelSize height and width
     */
    public Builder(org.deeplearning4j.nn.conf.layers.PoolingType poolingType, int[] kernelSize) {
      super(poolingType);
      setKernelSize(kernelSize);
    }

    /**
     * A kind of pooling, window, step and padding.
     *
     * @param poolingType MAX, AVG, SUM or PNORM
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     * @param padding padding on both sides of height and width
     */
    public Builder(
        org.deeplearning4j.nn.conf.layers.PoolingType poolingType,
        int[] kernelSize,
        int[] stride,
        int[] padding) {
      this(poolingType, kernelSize);
      setStride(stride);
      setPadding(padding);
    }

    /**
     * Maximum over a window, with stride 2.
     *
     * @param kernelSize one size or height and width
     */
    public Builder(int... kernelSize) {
      setKernelSize(kernelSize);
    }

    /**
     * Maximum over a window.
     *
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     */
    public Builder(int[] kernelSize, int[] stride) {
      setKernelSize(kernelSize);
      setStride(stride);
    }

    /**
     * Maximum over a window.
     *
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     * @param padding padding on both sides of height and width
     */
    public Builder(int[] kernelSize, int[] stride, int[] padding) {
      this(kernelSize, stride);
      setPadding(padding);
    }

    @Override
    protected boolean allowCausal() {
      return false;
    }

    /**
     * Window size.
     *
     * @param kernelSize one size or height and width
     * @return this
     */
    public Builder kernelSize(int... kernelSize) {
      setKernelSize(kernelSize);
      return this;
    }

    /**
     * Step from one window to the next.
     *
     * @param stride one size or vertical and horizontal
     * @return this
     */
    public Builder stride(int... stride) {
      setStride(stride);
      return this;
    }

    /**
     * Padding on both sides (with {@link #paddingAfter}: at the top and left).
     *
     * @param padding one size or height and width
     * @return this
     */
    public Builder padding(int... padding) {
      setPadding(padding);
      return this;
    }

    /**
     * Padding at the bottom and right, where it differs from the top and left.
     *
     * @param paddingAfter one size or bottom and right
     * @return this
     */
    public Builder paddingAfter(int... paddingAfter) {
      this.paddingAfter = LayerGeometry.pair("paddingAfter", paddingAfter);
      return this;
    }

    /**
     * Distance between neighbouring elements of a window.
     *
     * @param dilation one size or height and width
     * @return this
     */
    public Builder dilation(int... dilation) {
      this.dilation = LayerGeometry.pair("dilation", dilation);
      return this;
    }

    /**
     * Layout of input and output.
     *
     * @param format NCHW (default) or NHWC
     * @return this
     */
    public Builder dataFormat(CNN2DFormat format) {
      setCnn2DFormat(format);
      return this;
    }

    /**
     * Treatment of an incomplete last window.
     *
     * @param rounding FLOOR (default) drops it, CEIL keeps it
     * @return this
     */
    public Builder rounding(Rounding rounding) {
      this.rounding = Objects.requireNonNull(rounding, "rounding");
      return this;
    }

    /**
     * Which implementation runs.
     *
     * @param execution AUTO by default
     * @return this
     */
    public Builder execution(Execution execution) {
      this.execution = Objects.requireNonNull(execution, "execution");
      return this;
    }

    /**
     * Distance between neighbouring elements of a window.
     *
     * @return height and width
     */
    public int[] getDilation() {
      return dilation;
    }

    /**
     * Sets the distance between neighbouring elements of a window.
     *
     * @param dilation one size or height and width
     */
    public void setDilation(int[] dilation) {
      dilation(dilation);
    }

    /**
     * Sets the layout of input and output.
     *
     * @param format NCHW (default) or NHWC
     */
    public void setDataFormat(CNN2DFormat format) {
      dataFormat(format);
    }

    @Override
    public void setKernelSize(int[] kernelSize) {
      this.kernelSize = LayerGeometry.pair("kernelSize", kernelSize);
    }

    @Override
    public void setStride(int[] stride) {
      this.stride = LayerGeometry.pair("stride", stride);
    }

    @Override
    public void setPadding(int[] padding) {
      this.padding = LayerGeometry.pair("padding", padding);
    }

    @Override
    public Pool2DLayer build() {
      ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
      Pool2DLayer layer = new Pool2DLayer(this);
      layer.opConfig();
      return layer;
    }
  }
}
