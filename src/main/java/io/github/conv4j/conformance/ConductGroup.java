package io.github.conv4j.conformance;

import io.github.conv4j.result.GroupKind;
import java.util.List;

/** How a layer behaves in a network, see {@link LayerConduct}; a case is a check. */
final class ConductGroup implements ExaminationGroup {

  private final LayerFactory layers;
  private final Problem problem;
  private final int iterations;
  private final List<String> checks;

  ConductGroup(LayerFactory layers, LayerRole role, int iterations) {
    this.layers = layers;
    this.problem = LayerConduct.problemFor(layers, role);
    this.iterations = iterations;
    this.checks = LayerConduct.names(layers, problem, iterations);
  }

  @Override
  public String name() {
    return problem.operation().isConvolution() ? "conduct, convolution" : "conduct, pooling";
  }

  @Override
  public String subject() {
    return layers.name();
  }

  @Override
  public GroupKind kind() {
    return GroupKind.CONDUCT;
  }

  @Override
  public Order order() {
    return Order.ALONE;
  }

  @Override
  public int size() {
    return checks.size();
  }

  @Override
  public Examined examine(int index) {
    ConductResult result = LayerConduct.examine(layers, problem, iterations, checks.get(index));
    return Examined.check(subject(), result.check(), result.outcome(), result.message());
  }
}
