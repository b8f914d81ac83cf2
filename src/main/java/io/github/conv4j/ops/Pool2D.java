package io.github.conv4j.ops;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Lanes;
import io.github.conv4j.kernels.MaxPositions;
import io.github.conv4j.kernels.PoolKernel;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Two-dimensional pooling, each channel by itself, with a handwritten gradient.
 *
 * <p>Input: x [N, C, H, W], N may be 0, FLOAT or DOUBLE. Output: y [N, C, OH, OW]. {@link
 * io.github.conv4j.geometry.PoolKind} says what a window computes; padding never wins a maximum, a
 * tie goes to the first element row by row, NaN gives way to every number, and a window without any
 * input element yields 0.
 */
public final class Pool2D extends HandwrittenOp<Pool2DConfig> {

  static final String NAME = "conv4j_pool2d";

  private MaxPositions positions;

  /** For ND4J, which then sets the arguments. */
  public Pool2D() {}

  /**
   * As part of a graph; see {@link #outputVariable()}.
   *
   * @param sameDiff graph
   * @param x input
   * @param config geometry and kind
   */
  public Pool2D(SameDiff sameDiff, SDVariable x, Pool2DConfig config) {
    super(sameDiff, new SDVariable[] {x});
    addIArgument(config.arguments());
    addTArgument(config.p());
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input
   * @param config geometry and kind
   */
  public Pool2D(INDArray x, Pool2DConfig config) {
    super(new INDArray[] {x});
    addIArgument(config.arguments());
    addTArgument(config.p());
  }

  /**
   * Lets a maximum note where it found the largest elements, for {@link Pool2DGradient#positions}.
   *
   * @param noted where to note them
   * @return this
   */
  public Pool2D positions(MaxPositions noted) {
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
    Pool2DGradient gradient =
        new Pool2DGradient(sameDiff, arg(0), gradients.get(0), iArgs(), tArgs());
    return new ArrayList<>(List.of(gradient.outputVariable()));
  }

  @Override
  List<LongShapeDescriptor> outputShapes(Pool2DConfig config, List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    Window window = window(NAME, config, x);
    return List.of(
        DenseArrays.shape(
            x.dataType(), x.size(0), x.size(1), window.height().output(), window.width().output()));
  }

  @Override
  void execute(Pool2DConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    INDArray x = DenseArrays.of(inputs.get(0));
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      return;
    }
    INDArray y = DenseArrays.target(outputs.get(0));
    kernel(lanes, window(NAME, config, x), config)
        .forward(
            DenseArrays.size(x, 0),
            DenseArrays.size(x, 1),
            DenseArrays.pointer(x),
            DenseArrays.pointer(y),
            positions);
    DenseArrays.keepAlive(List.of(x));
    DenseArrays.deliver(y, outputs.get(0));
  }

  @Override
  Pool2DConfig config() {
    return Pool2DConfig.of(NAME, iArgs(), tArgs());
  }

  static <A> PoolKernel<A> kernel(Lanes<A> lanes, Window window, Pool2DConfig config) {
    return PoolKernel.of(lanes, window, config.kind(), config.p());
  }

  static Window window(String op, Pool2DConfig config, INDArray x) {
    DenseArrays.requireRank4(op, "an input", "[N, C, H, W]", x);
    DenseArrays.requireChannels(op, x);
    return config.resolve(DenseArrays.size(x, 2), DenseArrays.size(x, 3));
  }
}
