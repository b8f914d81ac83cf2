package io.github.conv4j.examples;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The computing side of {@link ColumnsConvolution}. */
@SuppressWarnings("serial")
public class ColumnsLayer extends BaseLayer<ColumnsConvolution> {

  /**
   * As a network makes it.
   *
   * @param conf configuration
   * @param type FLOAT or DOUBLE
   */
  public ColumnsLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void setParams(INDArray params) {
    setParams(params, 'c');
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, workspaces);
    INDArray z = preActivation(training, workspaces);
    return layerConf().getActivationFn().getActivation(z, training);
  }

  private INDArray preActivation(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray w = getParamWithNoise("W", training, workspaces);
    INDArray product = w.reshape('c', w.size(0), -1).mmul(columns()); // [F, N * OH * OW]
    INDArray z =
        product
            .reshape('c', w.size(0), input.size(0), outputSize(0), outputSize(1))
            .permute(1, 0, 2, 3);
    if (layerConf().hasBias()) {
      INDArray b = getParamWithNoise("b", training, workspaces);
      z = z.add(b.reshape(1, b.length(), 1, 1));
    }
    return workspaces.dup(ArrayType.ACTIVATIONS, z, 'c');
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray dy, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray w = getParamWithNoise("W", true, workspaces);
    INDArray z = preActivation(true, LayerWorkspaceMgr.noWorkspaces());
    INDArray delta =
        layerConf()
            .getActivationFn()
            .backprop(z, dy.castTo(dataType).dup('c'))
            .getFirst()
            .permute(1, 0, 2, 3)
            .dup('c')
            .reshape('c', w.size(0), -1);
    Gradient gradient = new DefaultGradient();
    if (layerConf().hasBias()) {
      INDArray db = gradientViews.get("b");
      db.assign(delta.sum(1).reshape(db.shape()));
      gradient.setGradientFor("b", db);
    }
    INDArray dw = gradientViews.get("W");
    dw.assign(delta.mmul(columns().transpose()).reshape('c', w.shape()));
    gradient.setGradientFor("W", dw, 'c');
    INDArray dx = image(w.reshape('c', w.size(0), -1).transpose().mmul(delta));
    weightNoiseParams.clear();
    INDArray result = workspaces.dup(ArrayType.ACTIVATION_GRAD, dx, 'c');
    return new Pair<>(gradient, backpropDropOutIfPresent(result));
  }

  /** [C * KH * KW, N * OH * OW]: each row holds what one weight is multiplied with. */
  private INDArray columns() {
    INDArray padded = Nd4j.zeros(dataType, paddedShape());
    padded.get(inside()).assign(input.castTo(dataType));
    int[] k = layerConf().getKernelSize();
    long[] shape = {input.size(1), k[0], k[1], input.size(0), outputSize(0), outputSize(1)};
    INDArray columns = Nd4j.create(dataType, shape);
    for (int i = 0; i < k[0]; i++) {
      for (int j = 0; j < k[1]; j++) {
        columns
            .get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.point(j))
            .assign(padded.get(seen(i, j)).permute(1, 0, 2, 3));
      }
    }
    return columns.reshape('c', shape[0] * k[0] * k[1], -1);
  }

  /** The adjoint of columns: adds each row where its numbers came from. */
  private INDArray image(INDArray rows) {
    int[] k = layerConf().getKernelSize();
    INDArray columns =
        rows.dup('c')
            .reshape('c', input.size(1), k[0], k[1], input.size(0), outputSize(0), outputSize(1));
    INDArray padded = Nd4j.zeros(dataType, paddedShape());
    for (int i = 0; i < k[0]; i++) {
      for (int j = 0; j < k[1]; j++) {
        padded
            .get(seen(i, j))
            .addi(
                columns
                    .get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.point(j))
                    .permute(1, 0, 2, 3));
      }
    }
    return padded.get(inside());
  }

  /** What kernel element (i, j) sees of the padded input: every stride-th element. */
  private INDArrayIndex[] seen(int i, int j) {
    int[] d = layerConf().getDilation();
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      every(stride(0), i * d[0], outputSize(0)),
      every(stride(1), j * d[1], outputSize(1))
    };
  }

  private static INDArrayIndex every(int stride, long first, long count) {
    return NDArrayIndex.interval(first, stride, first + count * stride);
  }

  private INDArrayIndex[] inside() {
    return new INDArrayIndex[] {
      NDArrayIndex.all(),
      NDArrayIndex.all(),
      NDArrayIndex.interval(before(0), before(0) + input.size(2)),
      NDArrayIndex.interval(before(1), before(1) + input.size(3))
    };
  }

  private long[] paddedShape() {
    return new long[] {input.size(0), input.size(1), paddedSize(0), paddedSize(1)};
  }

  /** Input and padding on both sides, or what whole steps reach if that is more. */
  private long paddedSize(int axis) {
    long reached = outputSize(axis) * stride(axis) + extent(axis) - 1;
    return Math.max(reached, input.size(2 + axis) + 2 * before(axis));
  }

  /**
   * Step along an axis.
   *
   * @param axis 0 for height, 1 for width
   * @return the step
   */
  protected int stride(int axis) {
    return layerConf().getStride()[axis];
  }

  private int extent(int axis) {
    return (layerConf().getKernelSize()[axis] - 1) * layerConf().getDilation()[axis] + 1;
  }

  private boolean same() {
    return layerConf().getConvolutionMode() == ConvolutionMode.Same;
  }

  private long outputSize(int axis) {
    long size = input.size(2 + axis);
    if (same()) {
      return (size + stride(axis) - 1) / stride(axis);
    }
    long room = size + 2 * before(axis) - extent(axis);
    if (room < 0) {
      throw new IllegalArgumentException(
          "expected an input of " + extent(axis) + " or more, found " + size);
    }
    return room / stride(axis) + 1;
  }

  private long before(int axis) {
    if (!same()) {
      return layerConf().getPadding()[axis];
    }
    long reached = (outputSize(axis) - 1) * stride(axis) + extent(axis);
    return Math.max(0, reached - input.size(2 + axis)) / 2;
  }
}
