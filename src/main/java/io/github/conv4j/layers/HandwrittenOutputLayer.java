package io.github.conv4j.layers;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A fully connected layer with a loss: a drop-in for Deeplearning4j's {@link OutputLayer}.
 *
 * <pre>  a[n,o] = activation(b[o] + Σ_i x[n,i] · W[i,o])</pre>
 *
 * <p>Shapes and parameters are those of {@link HandwrittenDenseLayer}. Any loss, activation, label
 * mask and weights of the loss that the built-in layer takes: they are computed by Deeplearning4j,
 * but for the cross entropy of a softmax in training ({@link
 * io.github.conv4j.ops.CrossEntropyStep}), without mask and weights.
 */
// No static field: see Conv2DLayer.
@SuppressWarnings("serial")
public class HandwrittenOutputLayer extends OutputLayer {

  private Execution execution = Execution.AUTO;

  /** For JSON. */
  public HandwrittenOutputLayer() {
    super(new OutputLayer.Builder());
  }

  private HandwrittenOutputLayer(Builder builder) {
    super(builder);
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
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), layerIndex, getNIn(), getNOut());
    OutputImplementation layer = new OutputImplementation(conf, networkDataType);
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
    return other instanceof HandwrittenOutputLayer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HandwrittenOutputLayer
        && super.equals(other)
        && execution == ((HandwrittenOutputLayer) other).execution;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), execution);
  }

  /** Builds the layer: everything the built-in layer's builder takes, and the execution. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all of DL4J's builders do
  public static class Builder extends OutputLayer.Builder {

    private Execution execution = Execution.AUTO;

    /** Cross entropy of a softmax. */
    public Builder() {}

    /**
     * A loss, of a softmax unless another activation is set.
     *
     * @param lossFunction loss
     */
    public Builder(LossFunction lossFunction) {
      super(lossFunction);
    }

    /**
     * A loss, of a softmax unless another activation is set.
     *
     * @param lossFunction loss
     */
    public Builder(ILossFunction lossFunction) {
      super(lossFunction);
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

    @Override
    public HandwrittenOutputLayer build() {
      return new HandwrittenOutputLayer(this);
    }
  }
}
