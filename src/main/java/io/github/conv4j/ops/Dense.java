package io.github.conv4j.ops;

import io.github.conv4j.kernels.DenseKernel;
import io.github.conv4j.kernels.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * A dense (fully connected) layer with a handwritten gradient.
 *
 * <pre>  y[n,o] = b[o] + Σ_i x[n,i] · w[i,o]</pre>
 *
 * <p>Inputs: x [N, I], N may be 0; w [I, O]; optionally b with O elements. Output: y [N, O]. FLOAT
 * or DOUBLE, all of one type. Weights in 'c' or 'f' order are used as they lie in memory. A
 * rectified op returns max(0, y).
 */
public final class Dense extends HandwrittenOp<DenseConfig> {

  static final String NAME = "conv4j_dense";

  /** For ND4J, which then sets the arguments. */
  public Dense() {}

  /**
   * As part of a graph; see {@link #outputVariable()}.
   *
   * @param sameDiff graph
   * @param x input
   * @param w weights
   * @param b bias, or null
   * @param config whether to rectify
   */
  public Dense(SameDiff sameDiff, SDVariable x, SDVariable w, SDVariable b, DenseConfig config) {
    super(sameDiff, b == null ? new SDVariable[] {x, w} : new SDVariable[] {x, w, b});
    addIArgument(config.arguments());
  }

  /**
   * For direct execution by {@code Nd4j.exec}.
   *
   * @param x input
   * @param w weights
   * @param b bias, or null
   * @param config whether to rectify
   */
  public Dense(INDArray x, INDArray w, INDArray b, DenseConfig config) {
    super(b == null ? new INDArray[] {x, w} : new INDArray[] {x, w, b});
    addIArgument(config.arguments());
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
    List<SDVariable> all = new ArrayList<>(Arrays.asList(args()));
    if (config().rectified()) {
      all.add(outputVariable());
    }
    all.add(gradients.get(0));
    return new ArrayList<>(
        Arrays.asList(
            new DenseGradient(sameDiff, all.toArray(new SDVariable[0]), iArgs())
                .outputVariables()));
  }

  @Override
  DenseConfig config() {
    return DenseConfig.of(NAME, iArgs());
  }

  @Override
  List<LongShapeDescriptor> outputShapes(DenseConfig config, List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    INDArray w = inputs.get(1);
    requireShapes(NAME, x, w, inputs.size() > 2 ? inputs.get(2) : null);
    return List.of(DenseArrays.shape(x.dataType(), x.size(0), w.size(1)));
  }

  @Override
  void execute(DenseConfig config, List<INDArray> inputs, List<INDArray> outputs) {
    INDArray x = DenseArrays.of(inputs.get(0));
    INDArray w = DenseArrays.ofMatrix(inputs.get(1));
    INDArray b = inputs.size() > 2 ? DenseArrays.of(inputs.get(2)) : null;
    Lanes<?> lanes = DenseArrays.lanes(NAME, inputs);
    if (x.isEmpty()) {
      return;
    }
    INDArray y = DenseArrays.target(outputs.get(0));
    kernel(lanes, w)
        .forward(
            DenseArrays.size(x, 0),
            DenseArrays.pointer(x),
            DenseArrays.pointer(w),
            DenseArrays.isColumnMajor(w),
            b == null ? null : DenseArrays.pointer(b),
            config.rectified(),
            DenseArrays.pointer(y));
    DenseArrays.keepAlive(b == null ? List.of(x, w) : List.of(x, w, b));
    DenseArrays.deliver(y, outputs.get(0));
  }

  static <A> DenseKernel<A> kernel(Lanes<A> lanes, INDArray w) {
    return new DenseKernel<>(lanes, DenseArrays.size(w, 0), DenseArrays.size(w, 1));
  }

  /** Checks the arrays against each other. */
  static void requireShapes(String op, INDArray x, INDArray w, INDArray b) {
    if (x.rank() != 2 || w.rank() != 2 || x.size(1) != w.size(0) || w.isEmpty()) {
      throw new IllegalArgumentException(
          op
              + ": expected an input [N, I] and weights [I, O], found "
              + Arrays.toString(x.shape())
              + " and "
              + Arrays.toString(w.shape()));
    }
    if (b != null && b.length() != w.size(1)) {
      throw new IllegalArgumentException(
          op
              + ": expected a bias of "
              + w.size(1)
              + " elements (one per output), found shape "
              + Arrays.toString(b.shape()));
    }
  }
}
