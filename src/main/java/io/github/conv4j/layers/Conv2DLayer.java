package io.github.conv4j.layers;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.ops.Conv2DConfig;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Two-dimensional convolution: a drop-in for Deeplearning4j's {@link ConvolutionLayer}.
 *
 * <pre>
 *   a[n,f,i,j] = activation(b[f] + Σ_{c,k,l} x[n, c, i·s - p + k·d, j·s - p + l·d] · W[f,c,k,l])
 * </pre>
 *
 * <p><b>Input</b> [N, C, H, W] (or NHWC where the network is). <b>Output</b> [N, F, OH, OW], OH =
 * floor((H + 2p - m) / s) + 1 with m = (k - 1)·d + 1; in Same mode ceil(H / s), an odd padding
 * element going to the bottom and right. <b>Parameters</b> as the built-in layer has them: "W" [F,
 * C, KH, KW] and "b" [F], stored b first, so parameter vectors of both are interchangeable.
 *
 * <p><b>Beyond the built-in layer:</b> true convolution ({@link Builder#orientation}), padding that
 * differs between the sides ({@link Builder#paddingAfter}), every partial overlap ({@link
 * Builder#fullPadding}), and incomplete last windows ({@link Builder#rounding}).
 */
// No static field, serialVersionUID included: Deeplearning4j's Layer.clone() copies fields by
// reflection and fails on one.
@SuppressWarnings("serial")
public class Conv2DLayer extends ConvolutionLayer {

  private Orientation orientation = Orientation.CROSS_CORRELATION;
  private int[] paddingAfter;
  private Rounding rounding = Rounding.FLOOR;
  private Execution execution = Execution.AUTO;
  private Algorithm algorithm = Algorithm.AUTO;

  /** For JSON. */
  public Conv2DLayer() {}

  private Conv2DLayer(Builder builder) {
    super(builder);
    this.cnn2dDataFormat = builder.dataFormat;
    this.orientation = builder.orientation;
    this.paddingAfter = builder.paddingAfter;
    this.rounding = builder.rounding;
    this.execution = builder.execution;
    this.algorithm = builder.algorithm;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
    Conv2DImplementation layer = new Conv2DImplementation(conf, networkDataType);
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
        window.height().output(), window.width().output(), getNOut(), cnn2dDataFormat);
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
   * @param rectified whether the op is to include a ReLU activation
   * @return geometry, orientation and algorithm
   */
  public Conv2DConfig opConfig(boolean rectified) {
    return new Conv2DConfig(geometry(), orientation, algorithm, rectified);
  }

  Window window(long height, long width, String name) {
    return LayerGeometry.resolve(this::geometry, convolutionMode, height, width, name);
  }

  /**
   * Cross-correlation or convolution.
   *
   * @return the orientation
   */
  public Orientation getOrientation() {
    return orientation;
  }

  /**
   * Sets cross-correlation or convolution.
   *
   * @param orientation the orientation
   */
  public void setOrientation(Orientation orientation) {
    this.orientation = orientation;
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

  /**
   * Algorithm of the handwritten ops.
   *
   * @return the algorithm
   */
  public Algorithm getAlgorithm() {
    return algorithm;
  }

  /**
   * Sets the algorithm of the handwritten ops.
   *
   * @param algorithm the algorithm
   */
  public void setAlgorithm(Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  @Override
  public Conv2DLayer clone() {
    Conv2DLayer clone = (Conv2DLayer) super.clone();
    clone.dilation = dilation == null ? null : dilation.clone();
    clone.paddingAfter = paddingAfter == null ? null : paddingAfter.clone();
    return clone;
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return HandwrittenAdam.of(super.getUpdaterByParam(paramName), execution);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof Conv2DLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Conv2DLayer
        && super.equals(other)
        && orientation == ((Conv2DLayer) other).orientation
        && rounding == ((Conv2DLayer) other).rounding
        && execution == ((Conv2DLayer) other).execution
        && algorithm == ((Conv2DLayer) other).algorithm
        && Arrays.equals(paddingAfter, ((Conv2DLayer) other).paddingAfter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(),
        orientation,
        rounding,
        execution,
        algorithm,
        Arrays.hashCode(paddingAfter));
  }

  /** Builds the layer; everything the built-in layer's builder takes, and what is beyond it. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all of DL4J's builders do
  public static class Builder extends BaseConvBuilder<Builder> {

    private CNN2DFormat dataFormat = CNN2DFormat.NCHW;
    private Orientation orientation = Orientation.CROSS_CORRELATION;
    private int[] paddingAfter;
    private boolean fullPadding;
    private Rounding rounding = Rounding.FLOOR;
    private Execution execution = Execution.AUTO;
    private Algorithm algorithm = Algorithm.AUTO;

    /** A 5×5 kernel with stride 1 and no padding. */
    public Builder() {}

    /**
     * A kernel with stride 1 and no padding.
     *
     * @param kernelSize one size or height and width
     */
    public Builder(int... kernelSize) {
      setKernelSize(kernelSize);
    }

    /**
     * A kernel and its stride.
     *
     * @param kernelSize height and width
     * @param stride vertical and horizontal step
     */
    public Builder(int[] kernelSize, int[] stride) {
      setKernelSize(kernelSize);
      setStride(stride);
    }

    /**
     * A kernel, its stride and padding.
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
     * Layout of input and output.
     *
     * @param format NCHW (default) or NHWC
     * @return this
     */
    public Builder dataFormat(CNN2DFormat format) {
      this.dataFormat = format;
      return this;
    }

    /**
     * Sets the layout of input and output.
     *
     * @param format NCHW (default) or NHWC
     */
    public void setDataFormat(CNN2DFormat format) {
      dataFormat(format);
    }

    /**
     * Cross-correlation (default) or convolution, which flips the kernel.
     *
     * @param orientation the orientation
     * @return this
     */
    public Builder orientation(Orientation orientation) {
      this.orientation = Objects.requireNonNull(orientation, "orientation");
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
     * Pads so that every partial overlap of kernel and input counts: (kernel - 1) · dilation on
     * each side, output n + m - 1 at stride 1. Takes the place of other padding, the network's Same
     * mode among it.
     *
     * @return this
     */
    public Builder fullPadding() {
      this.fullPadding = true;
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
     * Algorithm of the handwritten ops.
     *
     * @param algorithm AUTO by default: the fastest for the shape
     * @return this
     */
    public Builder algorithm(Algorithm algorithm) {
      this.algorithm = Objects.requireNonNull(algorithm, "algorithm");
      return this;
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
    public void setDilation(int[] dilation) {
      this.dilation = LayerGeometry.pair("dilation", dilation);
    }

    private static void requireComputable(Algorithm algorithm, WindowGeometry geometry) {
      AxisGeometry height = geometry.height();
      AxisGeometry width = geometry.width();
      String lacks =
          algorithm.lacks(
              height.kernel(),
              width.kernel(),
              height.stride() > 1 || width.stride() > 1,
              height.dilation() > 1 || width.dilation() > 1);
      if (!lacks.isEmpty()) {
        throw new IllegalArgumentException(
            "algorithm "
                + algorithm.label()
                + ": "
                + lacks
                + ", found "
                + geometry
                + "; use AUTO or DIRECT");
      }
    }

    @Override
    public Conv2DLayer build() {
      if (fullPadding) {
        padding = new int[] {(kernelSize[0] - 1) * dilation[0], (kernelSize[1] - 1) * dilation[1]};
        paddingAfter = null;
        convolutionMode = convolutionMode == null ? ConvolutionMode.Truncate : convolutionMode;
      }
      ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
      Conv2DLayer layer = new Conv2DLayer(this);
      requireComputable(algorithm, layer.geometry());
      return layer;
    }
  }
}
