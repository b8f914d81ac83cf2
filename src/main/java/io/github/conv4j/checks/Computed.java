package io.github.conv4j.checks;

import io.github.conv4j.conformance.Operands;
import io.github.conv4j.conformance.OurAlgorithms;
import io.github.conv4j.conformance.Problem;
import io.github.conv4j.conformance.Quantity;
import io.github.conv4j.conformance.Subject;
import io.github.conv4j.kernels.Algorithm;
import java.util.Map;

/**
 * What a handwritten layer has computed, to be examined.
 *
 * @param values by quantity
 */
record Computed(Map<Quantity, double[]> values) implements Subject {

  @Override
  public String name() {
    return "handwritten";
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return OurAlgorithms.resolve(problem);
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    return values;
  }
}
