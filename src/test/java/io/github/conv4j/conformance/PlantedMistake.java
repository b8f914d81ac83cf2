package io.github.conv4j.conformance;

import java.util.Map;

/** Right, but for the input gradient of convolutions, which is twice as large. */
public final class PlantedMistake implements Subject {

  public PlantedMistake() {}

  @Override
  public String name() {
    return "planted <mistake> & \"quotes\"";
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    Map<Quantity, double[]> results = new ReferenceSubject().compute(problem, operands);
    if (problem.operation().isConvolution()) {
      double[] gradient = results.get(Quantity.INPUT_GRADIENT).clone();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= 2;
      }
      results.put(Quantity.INPUT_GRADIENT, gradient);
    }
    return results;
  }
}
