package io.github.conv4j.conformance;

import io.github.conv4j.result.GroupKind;
import java.util.List;

/** How a layer behaves in a network, see {@link LayerConduct}; a case is a check. */
final class ConductGroup implements ExaminationGroup {

  private final ProbedSubject process;
  private final Problem problem;
  private final int iterations;
  private final List<String> checks;

  /** Checks that run in the process of a subject, which some of them look at as a whole. */
  ConductGroup(ProbedSubject process, LayerRole role, int iterations, long more) {
    this.process = process;
    this.problem = LayerConduct.problemFor(process.layers(), role).withSeed(more);
    this.iterations = iterations;
    this.checks = LayerConduct.names(process.layers(), problem, iterations);
  }

  @Override
  public String name() {
    return problem.operation().isConvolution() ? "conduct, convolution" : "conduct, pooling";
  }

  @Override
  public String subject() {
    return process.name();
  }

  @Override
  public GroupKind kind() {
    return GroupKind.CONDUCT;
  }

  @Override
  public Order order() {
    return Order.ONE_BY_ONE;
  }

  @Override
  public int size() {
    return checks.size();
  }

  @Override
  public Examined examine(int index) {
    ConductResult result = process.conduct(problem, iterations, checks.get(index));
    return Examined.check(subject(), result.check(), result.outcome(), result.message());
  }

  @Override
  public void close() {
    process.close();
  }
}
