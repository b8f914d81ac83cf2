package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.ReferencePooling;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.EnumMap;
import java.util.Map;

/** What the reference loops say about a problem. */
final class Truth {

  private Truth() {}

  static Map<Quantity, Bounded> of(Problem problem, Operands operands) {
    return of(problem, operands, problem.window());
  }

  static Map<Quantity, Bounded> of(Problem problem, Operands operands, Window window) {
    return inRange(problem.precision(), unlimited(problem, operands, window));
  }

  /** In double precision, whatever the problem's. */
  static Map<Quantity, Bounded> unlimited(Problem problem, Operands operands, Window window) {
    Operation operation = problem.operation();
    Map<Quantity, Bounded> truth = new EnumMap<>(Quantity.class);
    if (!operation.isConvolution()) {
      truth.put(
          Quantity.OUTPUT,
          ReferencePooling.forward(operands.x(), window, operation.pool(), operation.p()));
      truth.put(
          Quantity.INPUT_GRADIENT,
          ReferencePooling.inputGradient(
              operands.x(), operands.dy(), window, operation.pool(), operation.p()));
      return truth;
    }
    boolean flipped = operation.orientation() == Orientation.CONVOLUTION;
    Bounded z = convolution(problem, operands, window);
    Tensor4 dy = operands.dy();
    if (operation.rectified()) {
      dy = passed(dy, z.value());
      z = new Bounded(positive(z.value()), z.absolute(), z.terms());
    }
    truth.put(Quantity.OUTPUT, z);
    truth.put(
        Quantity.INPUT_GRADIENT,
        ReferenceConvolution.inputGradient(operands.x(), operands.w(), dy, window, 1, flipped));
    truth.put(
        Quantity.WEIGHT_GRADIENT,
        ReferenceConvolution.weightGradient(operands.x(), operands.w(), dy, window, 1, flipped));
    if (operation.bias()) {
      truth.put(Quantity.BIAS_GRADIENT, ReferenceConvolution.biasGradient(dy));
    }
    return truth;
  }

  /** The convolution before any ReLU. */
  static Bounded convolution(Problem problem, Operands operands, Window window) {
    return ReferenceConvolution.forward(
        operands.x(),
        operands.w(),
        operands.b(),
        window,
        1,
        problem.operation().orientation() == Orientation.CONVOLUTION);
  }

  /** What ReLU passes on: the gradient where its input is positive. */
  private static Tensor4 passed(Tensor4 dy, double[] z) {
    double[] values = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      values[i] = z[i] > 0 ? dy.values()[i] : 0;
    }
    return new Tensor4(values, dy.n(), dy.c(), dy.h(), dy.w());
  }

  private static double[] positive(double[] z) {
    double[] values = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      values[i] = Math.max(0, z[i]);
    }
    return values;
  }

  /** Results too large for FLOAT are infinite there. */
  static Map<Quantity, Bounded> inRange(Precision precision, Map<Quantity, Bounded> truth) {
    if (precision == Precision.DOUBLE) {
      return truth;
    }
    Map<Quantity, Bounded> limited = new EnumMap<>(Quantity.class);
    truth.forEach((quantity, bounded) -> limited.put(quantity, inFloat(bounded)));
    return limited;
  }

  private static Bounded inFloat(Bounded bounded) {
    double[] values = bounded.value();
    double[] limited = null;
    for (int i = 0; i < values.length; i++) {
      if (Double.isInfinite((float) values[i])) {
        limited = limited == null ? values.clone() : limited;
        limited[i] = (float) values[i];
      }
    }
    return limited == null ? bounded : new Bounded(limited, bounded.absolute(), bounded.terms());
  }
}
