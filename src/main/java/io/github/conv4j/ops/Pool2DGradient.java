package io.github.conv4j.ops;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Lanes;
import io.github.conv4j.kernels.MaxPositions;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Gradient of {@link Pool2D}. Inputs: x and dL/dy [N, C, OH, OW]. Output: dL/dx in the shape of x.
 */
public final class Pool2DGradient extends HandwrittenOp<Pool2DConfig> {

  static final String NAME = "conv4j_pool2d_bp";

  private MaxPositions positions;

  /** For ND4J, which then sets the arguments. */
  public Pool2DGradient() {}

  Pool2DGradient(
      SameDiff sameDiff, SDVariable x, SDVariable dy, long[] arguments, double[] floats) {
    super(sameDiff, new SDVariable[] {x, dy});
    addIArgument(arguments);
    addTArgument(floats);
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input of the forward pass
   * @param dy gradient of the loss with respect to the output
   * @param config geometry and kind
   */
  public Pool2DGradient(INDArray x, INDArray dy, Pool2DConfig config) {
    super(new INDArray[] {x, dy});
    addIArgument(config.arguments());
    addTArgument(config.p());
  }

  /**
   * Spares a maximum the search for the largest elements.
   *
   * @param noted what {@link Pool2D#positions} noted in the forward pass of the same input; null to
   *     search
   * @return this
   */
  public Pool2DGradient positions(MaxPositions noted) {
    this.positions = noted;
    return this;
  }

  @Override
  public String opName() {
    return NAME;
  }

  @Override
  public int getNumOutputs() {
    return 1;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    throw new UnsupportedOperationException(
        NAME + ": second derivatives are not available; use the composed variant for them");
  }

  @Override
  Pool2DConfig config() {
    return Pool2DConfig.of(NAME, iArgs(), tArgs());
  }

  @Override
  List<LongShapeDescriptor> outputShapes(Pool2DConfig config, List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    return List.of(DenseArrays.shape(x.dataType(), x.shape()));
  }

  @Override
  void execute(Pool2DConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray dy = DenseArrays.of(inputs.get(1));
    Window window = Pool2D.window(NAME, config, x);
    long[] expected = {x.size(0), x.size(1), window.height().output(), window.width().output()};
    if (!Arrays.equals(dy.shape(), expected)) {
      throw new IllegalArgumentException(
          NAME
              + ": expected a gradient of shape "
              + Arrays.toString(expected)
              + ", found "
              + Arrays.toString(dy.shape()));
    }
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      return;
    }
    INDArray dx = DenseArrays.target(outputs.get(0));
    Pool2D.kernel(lanes, window, config)
        .backward(
            DenseArrays.size(x, 0),
            DenseArrays.size(x, 1),
            DenseArrays.pointer(x),
            DenseArrays.pointer(dy),
            DenseArrays.pointer(dx),
            positions);
    DenseArrays.keepAlive(List.of(x, dy));
    DenseArrays.deliver(dx, outputs.get(0));
  }
}
