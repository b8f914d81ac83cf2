package io.github.conv4j.layers;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Batch normalisation: a drop-in for Deeplearning4j's {@link BatchNormalization}.
 *
 * <pre>  y = γ · (x - μ) / √(v + ε) + β</pre>
 *
 * <p>μ and v are mean and variance of each channel over the batch and all positions when training,
 * and their running means m = d · m + (1 - d) · batch afterwards.
 *
 * <p><b>Input and output</b> [N, C, H, W], or [N, H, W, C], or [N, C]. <b>Parameters</b> as the
 * built-in layer has them: "gamma", "beta" unless they are locked, "mean", and "log10stdev" or
 * "var". Like the built-in layer, it applies no activation. Input of other ranks runs the built-in
 * arithmetic.
 */
// No static field: see Conv2DLayer.
@SuppressWarnings("serial")
public class HandwrittenBatchNormLayer extends BatchNormalization {

  private Execution execution = Execution.AUTO;

  /** For JSON. */
  public HandwrittenBatchNormLayer() {}

  private HandwrittenBatchNormLayer(BatchNormalization builtin, Execution execution) {
    setLayerName(builtin.getLayerName());
    setIDropout(builtin.getIDropout());
    setConstraints(builtin.getConstraints());
    setActivationFn(builtin.getActivationFn());
    setWeightInitFn(builtin.getWeightInitFn());
    setBiasInit(builtin.getBiasInit());
    setGainInit(builtin.getGainInit());
    setRegularization(builtin.getRegularization());
    setRegularizationBias(builtin.getRegularizationBias());
    setIUpdater(builtin.getIUpdater());
    setBiasUpdater(builtin.getBiasUpdater());
    setWeightNoise(builtin.getWeightNoise());
    setGradientNormalization(builtin.getGradientNormalization());
    setGradientNormalizationThreshold(builtin.getGradientNormalizationThreshold());
    setNIn(builtin.getNIn());
    setNOut(builtin.getNOut());
    setTimeDistributedFormat(builtin.getTimeDistributedFormat());
    setDecay(builtin.getDecay());
    setEps(builtin.getEps());
    setMinibatch(builtin.isMinibatch());
    setGamma(builtin.getGamma());
    setBeta(builtin.getBeta());
    setLockGammaBeta(builtin.isLockGammaBeta());
    setCudnnAllowFallback(builtin.isCudnnAllowFallback());
    setUseLogStd(builtin.isUseLogStd());
    setCnn2DFormat(builtin.getCnn2DFormat());
    this.execution = execution;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, getNOut());
    BatchNormImplementation layer = new BatchNormImplementation(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public IUpdater getUpdaterByParam(String paramName) {
    return HandwrittenAdam.of(super.getUpdaterByParam(paramName), execution);
  }

  @Override
  public HandwrittenBatchNormLayer clone() {
    return (HandwrittenBatchNormLayer) super.clone();
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
    return other instanceof HandwrittenBatchNormLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandwrittenBatchNormLayer
        && super.equals(other)
        && execution == ((HandwrittenBatchNormLayer) other).execution;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), execution);
  }

  /** Builds the layer: everything the built-in layer's builder takes, and the execution. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all of DL4J's builders do
  public static class Builder extends BatchNormalization.Builder {

    private Execution execution = Execution.AUTO;

    /** Decay 0.9, ε 0.00001, γ and β learnt. */
    public Builder() {}

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

    @Override
    public HandwrittenBatchNormLayer build() {
      return new HandwrittenBatchNormLayer(super.build(), execution);
    }
  }
}
