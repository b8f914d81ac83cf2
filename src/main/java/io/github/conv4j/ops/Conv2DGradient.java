package io.github.conv4j.ops;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Gradient of {@link Conv2D}.
 *
 * <p>Inputs: x, w, b if there is one, y if the convolution was rectified, and dL/dy [N, F, OH, OW].
 * Outputs: dL/dx, dL/dw and, if there is a bias, dL/db, in the shapes of x, w and b.
 */
public final class Conv2DGradient extends HandwrittenOp<Conv2DConfig> {

  static final String NAME = "conv4j_conv2d_bp";

  /** Not an argument: only an op that is executed directly may leave it out. */
  private boolean inputGradient = true;

  /** For ND4J, which then sets the arguments. */
  public Conv2DGradient() {}

  Conv2DGradient(SameDiff sameDiff, SDVariable[] inputs, long[] arguments) {
    super(sameDiff, inputs);
    addIArgument(arguments);
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input of the forward pass
   * @param w weights
   * @param b bias, or null
   * @param dy gradient of the loss with respect to the output
   * @param config what the forward pass computed, not rectified
   */
  public Conv2DGradient(INDArray x, INDArray w, INDArray b, INDArray dy, Conv2DConfig config) {
    this(x, w, b, null, dy, config);
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input of the forward pass
   * @param w weights
   * @param b bias, or null
   * @param y output of a rectified forward pass; null if it was not rectified
   * @param dy gradient of the loss with respect to the output
   * @param config what the forward pass computed
   */
  public Conv2DGradient(
      INDArray x, INDArray w, INDArray b, INDArray y, INDArray dy, Conv2DConfig config) {
    super(Stream.of(x, w, b, y, dy).filter(Objects::nonNull).toArray(INDArray[]::new));
    if (config.rectified() != (y != null)) {
      throw new IllegalArgumentException(
          NAME + ": expected the output y with a rectified convolution and without it only");
    }
    addIArgument(config.arguments());
  }

  /**
   * Leaves the gradient with respect to the input out: its output becomes 0. For direct execution
   * only; a graph that is cloned, saved or loaded computes it.
   *
   * @return this
   */
  public Conv2DGradient withoutInputGradient() {
    inputGradient = false;
    return this;
  }

  @Override
  public String opName() {
    return NAME;
  }

  @Override
  public int getNumOutputs() {
    int inputs = sameDiff == null ? numInputArguments() : args().length;
    return Math.max(2, inputs - extraInputs());
  }

  /** Inputs that get no gradient: dy, and y if it is there. */
  private int extraInputs() {
    return numIArguments() > 0 ? extraInputs(config()) : 1;
  }

  private static int extraInputs(Conv2DConfig config) {
    return config.rectified() ? 2 : 1;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    throw new UnsupportedOperationException(
        NAME + ": second derivatives are not available; use the composed variant for them");
  }

  @Override
  Conv2DConfig config() {
    return Conv2DConfig.of(NAME, iArgs());
  }

  @Override
  List<LongShapeDescriptor> outputShapes(Conv2DConfig config, List<INDArray> inputs) {
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (INDArray input : inputs.subList(0, inputs.size() - extraInputs(config))) {
      shapes.add(DenseArrays.shape(input.dataType(), input.shape()));
    }
    return shapes;
  }

  @Override
  void execute(Conv2DConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    boolean hasBias = inputs.size() - extraInputs(config) == 3;
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray w = DenseArrays.of(inputs.get(1));
    INDArray dy = DenseArrays.of(inputs.get(inputs.size() - 1));
    Window window = Conv2D.window(NAME, config, x, w, hasBias ? inputs.get(2) : null);
    requireShape("a gradient", dy, x.size(0), w.size(0), window);
    INDArray y = config.rectified() ? DenseArrays.of(inputs.get(inputs.size() - 2)) : null;
    if (y != null) {
      requireShape("an output", y, x.size(0), w.size(0), window);
    }
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      outputs.stream().filter(output -> !output.isEmpty()).forEach(output -> output.assign(0));
      return;
    }
    INDArray dx = inputGradient ? DenseArrays.target(outputs.get(0)) : null;
    INDArray dw = DenseArrays.target(outputs.get(1));
    INDArray db = hasBias ? DenseArrays.target(outputs.get(2)) : null;
    Conv2D.kernel(lanes, window, x, w, config)
        .backward(
            DenseArrays.size(x, 0),
            DenseArrays.pointer(x),
            DenseArrays.pointer(w),
            y == null ? null : DenseArrays.pointer(y),
            DenseArrays.pointer(dy),
            dx == null ? null : DenseArrays.pointer(dx),
            DenseArrays.pointer(dw),
            hasBias ? DenseArrays.pointer(db) : null);
    DenseArrays.keepAlive(y == null ? List.of(x, w, dy) : List.of(x, w, y, dy));
    if (dx == null) {
      DenseArrays.clear(outputs.get(0));
    } else {
      DenseArrays.deliver(dx, outputs.get(0));
    }
    DenseArrays.deliver(dw, outputs.get(1));
    if (hasBias) {
      DenseArrays.deliver(db, outputs.get(2));
    }
  }

  private static void requireShape(
      String what, INDArray dy, long batch, long filters, Window window) {
    long[] expected = {batch, filters, window.height().output(), window.width().output()};
    if (!Arrays.equals(dy.shape(), expected)) {
      throw new IllegalArgumentException(
          NAME
              + ": expected "
              + what
              + " of shape "
              + Arrays.toString(expected)
              + ", found "
              + Arrays.toString(dy.shape()));
    }
  }
}
