package io.github.conv4j.conformance;

import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.verify.Precision;
import java.util.EnumMap;
import java.util.Map;

/** The reference loops themselves: a subject that is right, to examine the examination with. */
public final class ReferenceSubject implements Subject {

  /** The loops as they are. */
  public ReferenceSubject() {}

  @Override
  public String name() {
    return "reference loops";
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    Algorithm algorithm = problem.operation().algorithm();
    return algorithm == Algorithm.AUTO ? Algorithm.DIRECT : algorithm;
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    problem.window();
    return rounded(problem.precision(), Truth.of(problem, operands));
  }

  /** What an implementation in this precision can hold. */
  static Map<Quantity, double[]> rounded(Precision precision, Map<Quantity, Bounded> truth) {
    Map<Quantity, double[]> results = new EnumMap<>(Quantity.class);
    truth.forEach(
        (quantity, bounded) -> {
          double[] values = bounded.value().clone();
          for (int i = 0; precision == Precision.FLOAT && i < values.length; i++) {
            values[i] = (float) values[i];
          }
          results.put(quantity, values);
        });
    return results;
  }
}
