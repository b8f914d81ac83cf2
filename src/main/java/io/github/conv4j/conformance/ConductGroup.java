package io.github.conv4j.conformance;

import io.github.conv4j.result.GroupKind;
import java.util.List;

/** How a layer behaves in a network, see {@link LayerConduct}; a case is a check. */
final class ConductGroup implements ExaminationGroup {

  private final LayerFactory layers;
  private final ProbedSubject process;
  private final Problem problem;
  private final int iterations;
  private final List<String> checks;

  /** Checks that run in this process: of code that we trust. */
  ConductGroup(LayerFactory layers, LayerRole role, int iterations, long more) {
    this(layers, null, role, iterations, more);
  }

  /** Checks that run in the process of a subject. */
  ConductGroup(ProbedSubject process, LayerRole role, int iterations, long more) {
    this(process.layers(), process, role, iterations, more);
  }

  private ConductGroup(
      LayerFactory layers, ProbedSubject process, LayerRole role, int iterations, long more) {
    this.layers = layers;
    this.process = process;
    this.problem = LayerConduct.problemFor(layers, role).withSeed(more);
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
    return process == null ? Order.ALONE : Order.ONE_BY_ONE;
  }

  @Override
  public int size() {
    return checks.size();
  }

  @Override
  public Examined examine(int index) {
    String check = checks.get(index);
    ConductResult result =
        process == null
            ? LayerConduct.examine(layers, problem, iterations, check)
            : process.conduct(problem, iterations, check);
    return Examined.check(subject(), result.check(), result.outcome(), result.message());
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
