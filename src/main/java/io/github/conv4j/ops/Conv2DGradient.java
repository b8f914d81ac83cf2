package io.github.conv4j.ops;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Gradient of {@link Conv2D}.
 *
 * <p>Inputs: x, w, b if there is one, and dL/dy [N, F, OH, OW]. Outputs: dL/dx, dL/dw and, if there
 * is a bias, dL/db, in the shapes of x, w and b.
 */
public final class Conv2DGradient extends HandwrittenOp {

  static final String NAME = "conv4j_conv2d_bp";

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
   * @param config geometry and orientation
   */
  public Conv2DGradient(INDArray x, INDArray w, INDArray b, INDArray dy, Conv2DConfig config) {
    super(b == null ? new INDArray[] {x, w, dy} : new INDArray[] {x, w, b, dy});
    addIArgument(config.arguments());
  }

  @Override
  public String opName() {
    return NAME;
  }

  @Override
  public int getNumOutputs() {
    int inputs = sameDiff == null ? numInputArguments() : args().length;
    return Math.max(2, inputs - 1);
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    throw new UnsupportedOperationException(
        NAME + ": second derivatives are not available; use the composed variant for them");
  }

  @Override
  List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (INDArray input : inputs.subList(0, inputs.size() - 1)) {
      shapes.add(DenseArrays.shape(input.dataType(), input.shape()));
    }
    return shapes;
  }

  @Override
  void execute(List<INDArray> inputs, List<INDArray> outputs) {
    boolean hasBias = inputs.size() == 4;
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray w = DenseArrays.of(inputs.get(1));
    INDArray dy = DenseArrays.of(inputs.get(inputs.size() - 1));
    Conv2DConfig config = Conv2DConfig.of(NAME, iArgs());
    Window window = Conv2D.window(NAME, config, x, w, hasBias ? inputs.get(2) : null);
    requireShape(dy, x.size(0), w.size(0), window);
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      outputs.stream().filter(output -> !output.isEmpty()).forEach(output -> output.assign(0));
      return;
    }
    INDArray dx = DenseArrays.target(outputs.get(0));
    INDArray dw = DenseArrays.target(outputs.get(1));
    INDArray db = hasBias ? DenseArrays.target(outputs.get(2)) : null;
    Conv2D.kernel(lanes, window, w, config)
        .backward(
            DenseArrays.size(x, 0),
            DenseArrays.pointer(x),
            DenseArrays.pointer(w),
            DenseArrays.pointer(dy),
            DenseArrays.pointer(dx),
            DenseArrays.pointer(dw),
            hasBias ? DenseArrays.pointer(db) : null);
    DenseArrays.keepAlive(List.of(x, w, dy));
    DenseArrays.deliver(dx, outputs.get(0));
    DenseArrays.deliver(dw, outputs.get(1));
    if (hasBias) {
      DenseArrays.deliver(db, outputs.get(2));
    }
  }

  private static void requireShape(INDArray dy, long batch, long filters, Window window) {
    long[] expected = {batch, filters, window.height().output(), window.width().output()};
    if (!Arrays.equals(dy.shape(), expected)) {
      throw new IllegalArgumentException(
          NAME
              + ": expected a gradient of shape "
              + Arrays.toString(expected)
              + ", found "
              + Arrays.toString(dy.shape()));
    }
  }
}
