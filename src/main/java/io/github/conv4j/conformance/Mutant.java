package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Algorithm;
import java.util.EnumMap;
import java.util.Map;

/**
 * A right implementation with one mistake built in: the reference loops, run with an altered
 * problem, window or operands where the mistake shows, or with altered results.
 */
final class Mutant implements Subject {

  /** What the mistake does to a computation. */
  @FunctionalInterface
  interface Fault {

    /** Results with the mistake, given the right ones, which may be altered in place. */
    Map<Quantity, double[]> apply(
        Problem problem, Operands operands, Map<Quantity, double[]> right);
  }

  private final String name;
  private final Quantity broken;
  private final Fault fault;
  private final boolean refuses;

  /**
   * A mistake.
   *
   * @param name what the programmer did wrong
   * @param broken the quantity that has to be found wrong for the right reason
   * @param fault the mistake
   */
  Mutant(String name, Quantity broken, Fault fault) {
    this.name = name;
    this.broken = broken;
    this.fault = fault;
    this.refuses = true;
  }

  /** The mistake of refusing nothing: right results, but no complaint where there are none. */
  Mutant(String name) {
    this.name = name;
    this.broken = null;
    this.fault = (problem, operands, right) -> right;
    this.refuses = false;
  }

  @Override
  public String name() {
    return name;
  }

  /** Null for one that refuses nothing. */
  Quantity broken() {
    return broken;
  }

  @Override
  public Algorithm algorithm(Problem problem) {
    return new ReferenceSubject().algorithm(problem);
  }

  @Override
  public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
    if (operands == null) {
      if (refuses) {
        problem.window();
      }
      return Map.of();
    }
    return fault.apply(problem, operands, right(problem, operands, problem.window()));
  }

  /** The reference loops on a window that need not be the problem's own. */
  static Map<Quantity, double[]> right(Problem problem, Operands operands, Window window) {
    return new EnumMap<>(
        ReferenceSubject.rounded(problem.precision(), Truth.of(problem, operands, window)));
  }
}
