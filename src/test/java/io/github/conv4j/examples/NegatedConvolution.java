package io.github.conv4j.examples;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A wrong layer: the sign of the input gradient. Made by a constructor that takes a builder. */
@SuppressWarnings("serial")
public class NegatedConvolution extends ColumnsConvolution {

  /** For JSON. */
  public NegatedConvolution() {}

  /**
   * As configured.
   *
   * @param builder the built-in layer's builder
   */
  public NegatedConvolution(ConvolutionLayer.Builder builder) {
    super(builder);
  }

  @Override
  protected ColumnsLayer implementation(NeuralNetConfiguration conf, DataType type) {
    return new Negated(conf, type);
  }

  @SuppressWarnings("serial")
  private static final class Negated extends ColumnsLayer {

    private Negated(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
      Pair<Gradient, INDArray> right = super.backpropGradient(dy, workspaces);
      return new Pair<>(right.getFirst(), right.getSecond().negi());
    }
  }
}
