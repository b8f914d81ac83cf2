package io.github.conv4j.ops;

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
 * Gradient of {@link Dense}.
 *
 * <p>Inputs: x, w, b if there is one, y if the forward pass was rectified, and dL/dy [N, O].
 * Outputs: dL/dx, dL/dw and, if there is a bias, dL/db, in the shapes of x, w and b; dL/dw in 'c'
 * or 'f' order as the array given for it.
 */
public final class DenseGradient extends HandwrittenOp<DenseConfig> {

  static final String NAME = "conv4j_dense_bp";

  /** For ND4J, which then sets the arguments. */
  public DenseGradient() {}

  DenseGradient(SameDiff sameDiff, SDVariable[] inputs, long[] arguments) {
    super(sameDiff, inputs);
    addIArgument(arguments);
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
  public DenseGradient(
      INDArray x, INDArray w, INDArray b, INDArray y, INDArray dy, DenseConfig config) {
    super(Stream.of(x, w, b, y, dy).filter(Objects::nonNull).toArray(INDArray[]::new));
    if (config.rectified() != (y != null)) {
      throw new IllegalArgumentException(
          NAME + ": expected the output y with a rectified forward pass and without it only");
    }
    addIArgument(config.arguments());
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

  private static int extraInputs(DenseConfig config) {
    return config.rectified() ? 2 : 1;
  }

  @Override
  public List<SDVariable> doDiff(List<SDVariable> gradients) {
    throw new UnsupportedOperationException(NAME + ": second derivatives are not available");
  }

  @Override
  DenseConfig config() {
    return DenseConfig.of(NAME, iArgs());
  }

  @Override
  List<LongShapeDescriptor> outputShapes(DenseConfig config, List<INDArray> inputs) {
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (INDArray input : inputs.subList(0, inputs.size() - extraInputs(config))) {
      shapes.add(DenseArrays.shape(input.dataType(), input.shape()));
    }
    return shapes;
  }

  @Override
  void execute(DenseConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    int extra = extraInputs(config);
    boolean hasBias = inputs.size() - extra == 3;
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray w = DenseArrays.ofMatrix(inputs.get(1));
    Dense.requireShapes(NAME, x, w, hasBias ? inputs.get(2) : null);
    INDArray dy = DenseArrays.of(inputs.get(inputs.size() - 1));
    requireShape("a gradient", dy, x.size(0), w.size(1));
    INDArray y = extra == 2 ? DenseArrays.of(inputs.get(inputs.size() - 2)) : null;
    if (y != null) {
      requireShape("an output", y, x.size(0), w.size(1));
    }
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      outputs.stream().filter(output -> !output.isEmpty()).forEach(output -> output.assign(0));
      return;
    }
    INDArray dx = DenseArrays.target(outputs.get(0));
    INDArray dw = DenseArrays.targetMatrix(outputs.get(1));
    INDArray db = hasBias ? DenseArrays.target(outputs.get(2)) : null;
    Dense.kernel(lanes, w)
        .backward(
            DenseArrays.size(x, 0),
            DenseArrays.pointer(x),
            DenseArrays.pointer(w),
            DenseArrays.isColumnMajor(w),
            y == null ? null : DenseArrays.pointer(y),
            DenseArrays.pointer(dy),
            DenseArrays.pointer(dx),
            DenseArrays.pointer(dw),
            DenseArrays.isColumnMajor(dw),
            hasBias ? DenseArrays.pointer(db) : null);
    DenseArrays.keepAlive(y == null ? List.of(x, w, dy) : List.of(x, w, y, dy));
    DenseArrays.deliver(dx, outputs.get(0));
    DenseArrays.deliver(dw, outputs.get(1));
    if (hasBias) {
      DenseArrays.deliver(db, outputs.get(2));
    }
  }

  private static void requireShape(String what, INDArray array, long batch, long outputs) {
    if (!Arrays.equals(array.shape(), new long[] {batch, outputs})) {
      throw new IllegalArgumentException(
          NAME
              + ": expected "
              + what
              + " of shape ["
              + batch
              + ", "
              + outputs
              + "], found "
              + Arrays.toString(array.shape()));
    }
  }
}
