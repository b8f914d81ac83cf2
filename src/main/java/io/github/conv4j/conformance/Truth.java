package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.ReferenceConvolution;
import io.github.conv4j.reference.ReferencePooling;
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
    Operation operation = problem.operation();
    Map<Quantity, Bounded> truth = new EnumMap<>(Quantity.class);
    if (operation.isConvolution()) {
      boolean flipped = operation.orientation() == Orientation.CONVOLUTION;
      truth.put(
          Quantity.OUTPUT,
          ReferenceConvolution.forward(
              operands.x(), operands.w(), operands.b(), window, 1, flipped));
      truth.put(
          Quantity.INPUT_GRADIENT,
          ReferenceConvolution.inputGradient(
              operands.x(), operands.w(), operands.dy(), window, 1, flipped));
      truth.put(
          Quantity.WEIGHT_GRADIENT,
          ReferenceConvolution.weightGradient(
              operands.x(), operands.w(), operands.dy(), window, 1, flipped));
      if (operation.bias()) {
        truth.put(Quantity.BIAS_GRADIENT, ReferenceConvolution.biasGradient(operands.dy()));
      }
      return inRange(problem.precision(), truth);
    }
    truth.put(
        Quantity.OUTPUT,
        ReferencePooling.forward(operands.x(), window, operation.pool(), operation.p()));
    truth.put(
        Quantity.INPUT_GRADIENT,
        ReferencePooling.inputGradient(
            operands.x(), operands.dy(), window, operation.pool(), operation.p()));
    return inRange(problem.precision(), truth);
  }

  /** Results too large for FLOAT are infinite there. */
  private static Map<Quantity, Bounded> inRange(Precision precision, Map<Quantity, Bounded> truth) {
    if (precision == Precision.FLOAT) {
      for (Bounded bounded : truth.values()) {
        double[] values = bounded.value();
        for (int i = 0; i < values.length; i++) {
          if (Double.isInfinite((float) values[i])) {
            values[i] = (float) values[i];
          }
        }
      }
    }
    return truth;
  }
}
