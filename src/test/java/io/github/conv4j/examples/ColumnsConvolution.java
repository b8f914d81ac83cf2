package io.github.conv4j.examples;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A right layer: convolution as one matrix product over columns of the input. */
@SuppressWarnings("serial")
public class ColumnsConvolution extends ConvolutionLayer {

  /** For JSON. */
  public ColumnsConvolution() {}

  /**
   * As configured.
   *
   * @param builder settings
   */
  protected ColumnsConvolution(BaseConvBuilder<?> builder) {
    super(builder);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    ColumnsLayer layer = implementation(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialize));
    layer.setConf(conf);
    return layer;
  }

  /**
   * The computing side.
   *
   * @param conf configuration
   * @param type FLOAT or DOUBLE
   * @return a new layer
   */
  protected ColumnsLayer implementation(NeuralNetConfiguration conf, DataType type) {
    return new ColumnsLayer(conf, type);
  }

  /** Makes the layer. */
  @SuppressWarnings("unchecked") // build() narrows a type parameter, as all DL4J builders do
  public static class Builder extends BaseConvBuilder<Builder> {

    /** A 5 by 5 kernel. */
    public Builder() {}

    /**
     * Kernel.
     *
     * @param size height and width
     * @return this
     */
    public Builder kernelSize(int... size) {
      setKernelSize(size);
      return this;
    }

    /**
     * Step.
     *
     * @param size vertical and horizontal
     * @return this
     */
    public Builder stride(int... size) {
      setStride(size);
      return this;
    }

    /**
     * Padding on both sides.
     *
     * @param size vertical and horizontal
     * @return this
     */
    public Builder padding(int... size) {
      setPadding(size);
      return this;
    }

    @Override
    protected boolean allowCausal() {
      return false;
    }

    @Override
    public ColumnsConvolution build() {
      return new ColumnsConvolution(this);
    }
  }
}
