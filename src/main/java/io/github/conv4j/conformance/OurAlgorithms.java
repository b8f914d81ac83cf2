package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.kernels.Convolutions;
import io.github.conv4j.kernels.DoubleLanes;
import io.github.conv4j.kernels.FloatLanes;
import io.github.conv4j.verify.Precision;
import java.util.Optional;

/** What the algorithms of our ops and layers compute. */
public final class OurAlgorithms {

  private OurAlgorithms() {}

  /** What a case's algorithm does not compute; empty if it computes the case, or refuses it. */
  static Optional<String> lacks(Problem problem) {
    AxisGeometry h = problem.geometry().height();
    AxisGeometry w = problem.geometry().width();
    Algorithm algorithm = problem.operation().algorithm();
    String lacks =
        algorithm.lacks(
            h.kernel(),
            w.kernel(),
            h.stride() > 1 || w.stride() > 1,
            h.dilation() > 1 || w.dilation() > 1);
    return lacks.isEmpty() ? Optional.empty() : Optional.of(algorithm.label() + " " + lacks);
  }

  /**
   * Whether sums of small integers come out exact, see {@link io.github.conv4j.verify.Tolerances}.
   */
  static boolean isExactOnIntegers(Algorithm algorithm) {
    return algorithm != Algorithm.WINOGRAD_4 && algorithm != Algorithm.FFT;
  }

  /**
   * The algorithm that computes a case: its own, or the one that AUTO stands for.
   *
   * @param problem a case whose window fits
   * @return any but AUTO; DIRECT for pooling
   */
  public static Algorithm resolve(Problem problem) {
    Operation operation = problem.operation();
    if (!operation.isConvolution() || operation.algorithm() != Algorithm.AUTO) {
      return operation.isConvolution() ? operation.algorithm() : Algorithm.DIRECT;
    }
    return Convolutions.resolve(
        problem.precision() == Precision.FLOAT ? FloatLanes.INSTANCE : DoubleLanes.INSTANCE,
        problem.window(),
        problem.batch(),
        problem.channels(),
        problem.filters(),
        Algorithm.AUTO);
  }
}
