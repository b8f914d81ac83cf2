package io.github.conv4j.conformance;

import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.ops.Conv2D;
import io.github.conv4j.ops.Conv2DConfig;
import io.github.conv4j.ops.Conv2DGradient;
import io.github.conv4j.ops.Pool2D;
import io.github.conv4j.ops.Pool2DConfig;
import io.github.conv4j.ops.Pool2DGradient;
import io.github.conv4j.verify.Precision;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** conv4j's handwritten ops, run directly. */
public final class OpSubject implements Subject {

  /** The ops as they are. */
  public OpSubject() {}

  @Override
  public String name() {
    return "conv4j ops";
  }

  @Override
  public Optional<String> declines(Problem problem) {
    return OurAlgorithms.lacks(problem);
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return OurAlgorithms.resolve(problem);
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    problem.window();
    DataType type = problem.precision() == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
    Placement placement = new Placement(type, operands.layout());
    INDArray x = placement.place(operands.x());
    INDArray dy = placement.place(operands.dy());
    Map<Quantity, double[]> results = new EnumMap<>(Quantity.class);
    Operation operation = problem.operation();
    if (operation.isConvolution()) {
      INDArray w = placement.place(operands.w());
      INDArray b = operands.b() == null ? null : Nd4j.createFromArray(operands.b()).castTo(type);
      Conv2DConfig config =
          new Conv2DConfig(
              problem.geometry(),
              operation.orientation(),
              operation.algorithm(),
              operation.rectified());
      INDArray y = execute(new Conv2D(x, w, b, config), placement)[0];
      results.put(Quantity.OUTPUT, values(y));
      INDArray[] gradients =
          execute(
              new Conv2DGradient(x, w, b, operation.rectified() ? y : null, dy, config), placement);
      results.put(Quantity.INPUT_GRADIENT, values(gradients[0]));
      results.put(Quantity.WEIGHT_GRADIENT, values(gradients[1]));
      if (b != null) {
        results.put(Quantity.BIAS_GRADIENT, values(gradients[2]));
      }
      placement.requireIntact();
      return results;
    }
    double p = operation.pool() == PoolKind.P_NORM ? operation.p() : 0;
    Pool2DConfig config = new Pool2DConfig(problem.geometry(), operation.pool(), p, false);
    results.put(Quantity.OUTPUT, values(execute(new Pool2D(x, config), placement)[0]));
    results.put(
        Quantity.INPUT_GRADIENT, values(execute(new Pool2DGradient(x, dy, config), placement)[0]));
    placement.requireIntact();
    return results;
  }

  /** With results in the layout of the operands; ND4J allocates them where that is dense. */
  private static INDArray[] execute(DynamicCustomOp op, Placement placement) {
    if (!placement.isDense()) {
      op.addOutputArgument(
          op.calculateOutputShape().stream()
              .map(descriptor -> placement.target(descriptor.getShape()))
              .toArray(INDArray[]::new));
    }
    return Nd4j.exec(op);
  }

  static double[] values(INDArray array) {
    return array.isEmpty()
        ? new double[0]
        : array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }
}
