package io.github.conv4j.conformance;

import io.github.conv4j.kernels.Algorithm;
import java.util.Map;
import java.util.Optional;

/** An implementation under examination. */
public interface Subject {

  /**
   * Name for tables.
   *
   * @return such as "conv4j ops"
   */
  String name();

  /**
   * Why this implementation does not offer what a problem asks for, such as dilation.
   *
   * @param problem the case
   * @return the reason; empty if it offers it
   */
  default Optional<String> declines(Problem problem) {
    return Optional.empty();
  }

  /**
   * The algorithm behind a convolution, which decides how its errors are judged.
   *
   * @param problem a case that is not declined
   * @return DIRECT, unless the implementation may mix magnitudes; never AUTO
   */
  default Algorithm algorithm(Problem problem) {
    return Algorithm.DIRECT;
  }

  /**
   * Computes a problem.
   *
   * @param problem the case
   * @param operands its numbers
   * @return values row by row: output and input gradient, and for a convolution weight gradient
   *     and, with a bias, bias gradient
   * @throws RuntimeException if the implementation refuses the problem
   */
  Map<Quantity, double[]> compute(Problem problem, Operands operands);
}
