package io.github.conv4j.layers;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A fully connected layer: a drop-in for Deeplearning4j's {@link DenseLayer}.
 *
 * <pre>  a[n,o] = activation(b[o] + Σ_i x[n,i] · W[i,o])</pre>
 *
 * <p><b>Input</b> [N, I]. <b>Output</b> [N, O]. <b>Parameters</b> as the built-in layer has them:
 * "W" [I, O], column by column, then "b" [O], so parameter vectors of both are interchangeable.
 * Layer normalisation is the built-in layer's: this one refuses it.
 */
// No static field: see Conv2DLayer.
@SuppressWarnings("serial")
public class HandwrittenDenseLayer extends DenseLayer {

  private Execution execution = Execution.AUTO;

  /** For JSON. */
  public HandwrittenDenseLayer() {}

  private HandwrittenDenseLayer(DenseLayer builtin, Execution execution) {
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
    setHasLayerNorm(builtin.hasLayerNorm());
    setHasBias(builtin.hasBias());
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
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
    if (hasLayerNorm()) {
      throw new DL4JInvalidConfigException(
          "layer "
              + LayerGeometry.name(getLayerName(), layerIndex)
              + ": expected no layer normalisation, found hasLayerNorm=true; use Deeplearning4j's"
              + " DenseLayer for it");
    }
    DenseImplementation layer = new DenseImplementation(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    layer.setParamTable(initializer().init(conf, layerParamsView, initializeParams));
    layer.setConf(conf);
    return layer;
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
  public IUpdater getUpdaterByParam(String paramName) {
    return HandwrittenAdam.of(super.getUpdaterByParam(paramName), execution);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof HandwrittenDenseLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandwrittenDenseLayer
        && super.equals(other)
        && execution == ((HandwrittenDenseLayer) other).execution;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), execution);
  }

  /** Builds the layer: everything the built-in layer's builder takes, and the execution. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all of DL4J's builders do
  public static class Builder extends DenseLayer.Builder {

    private Execution execution = Execution.AUTO;

    /** A layer with bias. */
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
    public HandwrittenDenseLayer build() {
      return new HandwrittenDenseLayer(super.build(), execution);
    }
  }
}
