package io.github.conv4j.layers;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.ops.Pool2DConfig;
import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pooling over whole images: a drop-in for Deeplearning4j's {@link GlobalPoolingLayer} in
 * convolutional networks.
 *
 * <p><b>Input</b> [N, C, H, W] (or NHWC where the network is), any H and W. <b>Output</b> [N, C],
 * or [N, C, 1, 1] without {@link #setCollapseDimensions collapsing}. Maximum (ties: the first),
 * average, sum, p-norm. Time series, volumes and masks are the built-in layer's: this one refuses
 * them.
 */
// No static field: see Conv2DLayer.
@SuppressWarnings("serial")
public class GlobalPool2DLayer extends GlobalPoolingLayer {

  private Execution execution = Execution.AUTO;

  /** Global maximum; also for JSON. */
  public GlobalPool2DLayer() {}

  /**
   * Global pooling.
   *
   * @param type MAX, AVG, SUM or PNORM (with p = 2, see {@link #setPnorm})
   */
  public GlobalPool2DLayer(PoolingType type) {
    super(type);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    GlobalPool2DImplementation layer = new GlobalPool2DImplementation(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (inputType instanceof InputType.InputTypeConvolutionalFlat) {
      return super.getOutputType(layerIndex, inputType);
    }
    LayerGeometry.requireImages(inputType, LayerGeometry.name(getLayerName(), layerIndex));
    return super.getOutputType(layerIndex, inputType);
  }

  /**
   * What the layer's op computes.
   *
   * @return kind and exponent of a window over the whole image
   */
  public Pool2DConfig opConfig() {
    PoolKind kind = PoolKinds.of(getPoolingType(), true);
    return Pool2DConfig.global(kind, kind == PoolKind.P_NORM ? getPnorm() : 0);
  }

  /** Where the pooled dimensions are; the parent keeps them as numbers. */
  CNN2DFormat format() {
    int[] dimensions = getPoolingDimensions();
    return dimensions != null && dimensions.length > 0 && dimensions[0] == 1
        ? CNN2DFormat.NHWC
        : CNN2DFormat.NCHW;
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
  protected boolean canEqual(Object other) {
    return other instanceof GlobalPool2DLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GlobalPool2DLayer
        && super.equals(other)
        && execution == ((GlobalPool2DLayer) other).execution;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), execution);
  }
}
