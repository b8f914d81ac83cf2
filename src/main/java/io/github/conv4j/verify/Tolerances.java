package io.github.conv4j.verify;

import io.github.conv4j.reference.Bounded;

/**
 * The tolerance policy: how far an element may be from the truth. Nothing else in the program
 * decides that.
 *
 * <p>With u the unit roundoff, n the terms and S the absolute operation of {@link Bounded}, γ = n ·
 * u / (1 - n · u), and η = n · the smallest normal number (so that flushing underflow to zero is
 * allowed):
 *
 * <table>
 *   <caption>Gates</caption>
 *   <tr><th>Gate</th><th>Allowed error</th><th>Holds for</th></tr>
 *   <tr><td>{@link Gate#EXACT}</td><td>0</td><td>small integers, see {@link #isExact}</td></tr>
 *   <tr><td>{@link Gate#PROOF}</td><td>γ · S + η</td><td>every order of summation</td></tr>
 *   <tr><td>{@link Gate#QUALITY}</td><td>min(γ, 4 · √n · u) · S + η</td><td>good code, almost
 *       surely: roundings cancel</td></tr>
 * </table>
 *
 * <p>Between two rounded implementations twice that is allowed. These are budgets per element,
 * which Winograd and FFT convolution cannot keep: judge those by the norm of the whole result.
 */
public final class Tolerances {

  /** How strict a comparison is. */
  public enum Gate {
    /** Equal numbers. */
    EXACT,
    /** The error bound that no correct implementation can exceed; a failure proves a fault. */
    PROOF,
    /** The smaller error to be expected of random roundings; a failure shows poor summation. */
    QUALITY
  }

  /** Factor on √n · u: about three times the worst case measured over direct and BLAS sums. */
  private static final double QUALITY_FACTOR = 4;

  /**
   * Parity: how many times the built-in network's own error against the same network in double
   * precision the twin's error may be.
   */
  public static final double PARITY_FACTOR = 4;

  /**
   * Parity: relative errors below this many unit roundoffs count as none, since the built-in error
   * may be 0 by luck.
   */
  public static final double PARITY_FLOOR_ROUNDOFFS = 16;

  /**
   * Parity: an array whose norm is below this many unit roundoffs of the norm of all arrays
   * together is zero but for rounding, such as the gradient of a bias in front of batch
   * normalisation, and may be off by as much.
   */
  public static final double PARITY_ZERO_ROUNDOFFS = 64;

  /**
   * Parity: where the built-in network's own relative error is larger, rounding decides the value,
   * as it does for Adam's step along a gradient that is zero but for rounding; nothing can be
   * compared there.
   */
  public static final double PARITY_MEANINGLESS = 0.1;

  /**
   * Benchmark: largest difference of a contender's outputs from ours, as a share of the largest
   * value of the array, that shows that both compute the same; Winograd, FFT and sums in another
   * order stay far below, another padding or layout is far above.
   */
  public static final double BENCHMARK_AGREEMENT = 1e-3;

  /** Relative difference (Euclidean norm) allowed between two networks in double precision. */
  public static final double DOUBLE_RELATIVE = 1e-12;

  /** How many times the noise floor the losses of the twins may differ. */
  public static final double LOSS_NOISE_FACTOR = 10;

  /** Relative loss difference that counts as none, whatever the noise floor, in unit roundoffs. */
  public static final double LOSS_FLOOR_ROUNDOFFS = 64;

  /**
   * Relative loss difference that counts as none after some training in FLOAT. Where two
   * activations lie within a rounding of each other, right implementations may decide differently,
   * which moves a later loss by about this much; it befalls one run in some hundred, and then not
   * the run that measures the noise.
   */
  private static final double DECISION_FLOAT = 1e-3;

  /** The same in DOUBLE, where such a decision is rare enough to be left out. */
  private static final double DECISION_DOUBLE = 1e-9;

  /** Test accuracy difference allowed between the trained twins, as a share of the images. */
  public static final double ACCURACY_DIFFERENCE = 0.005;

  /** Standard deviations that chance may move the accuracies of two trained networks apart. */
  private static final double ACCURACY_DEVIATIONS = 2.5;

  private Tolerances() {}

  /**
   * Loss difference that counts as none after some training.
   *
   * @param precision type of the networks
   * @param loss loss of the built-in network
   * @return an absolute difference
   */
  public static double trainedLossFloor(Precision precision, double loss) {
    double relative = precision == Precision.DOUBLE ? DECISION_DOUBLE : DECISION_FLOAT;
    return relative * Math.max(1, Math.abs(loss));
  }

  /**
   * Loss difference that counts as none before training.
   *
   * @param precision type of the networks
   * @param loss loss of the built-in network
   * @return an absolute difference
   */
  public static double lossFloor(Precision precision, double loss) {
    return LOSS_FLOOR_ROUNDOFFS * precision.unitRoundoff() * Math.max(1, Math.abs(loss));
  }

  /**
   * Accuracy difference allowed between the trained twins: {@link #ACCURACY_DIFFERENCE}, or where
   * few test images make chance larger than that, what chance allows.
   *
   * @param accuracy accuracy of the built-in network, 0 to 1
   * @param images number of test images
   * @return a difference, as a share of the images
   */
  public static double accuracyDifference(double accuracy, long images) {
    double deviation = Math.sqrt(2 * accuracy * (1 - accuracy) / images);
    return Math.max(ACCURACY_DIFFERENCE, ACCURACY_DEVIATIONS * deviation);
  }

  /**
   * Allowed errors of an implementation against the reference loops.
   *
   * <p>The reference computes in double precision. Against FLOAT its own rounding is smaller than
   * the slack between γ and the true worst case, so that it counts as the truth; against DOUBLE it
   * is one of two rounded implementations.
   *
   * @param gate how strict
   * @param precision type of the implementation
   * @param reference result of the reference loops
   * @return one bound per element
   * @throws IllegalArgumentException if there are too many terms for a bound
   */
  public static double[] againstReference(Gate gate, Precision precision, Bounded reference) {
    return bounds(gate, precision, reference, precision == Precision.DOUBLE ? 2 : 1);
  }

  /**
   * Allowed errors of two implementations of the same type against each other.
   *
   * @param gate how strict
   * @param precision type of both
   * @param reference result of the reference loops for the same operands
   * @return one bound per element
   * @throws IllegalArgumentException if there are too many terms for a bound
   */
  public static double[] betweenTwo(Gate gate, Precision precision, Bounded reference) {
    return bounds(gate, precision, reference, 2);
  }

  /**
   * Whether every implementation must return the very same numbers in any order of summation: all
   * operands are integers, and no sum of absolute values exceeds what the type holds exactly. That
   * says something about operations that only multiply, add and select: convolution, its gradients,
   * maximum and sum pooling; not about averages and p-norms.
   *
   * @param precision type of the implementations
   * @param reference result of the reference loops for these operands
   * @param operands all arrays that went in
   * @return true if {@link Gate#EXACT} may be demanded
   */
  public static boolean isExact(Precision precision, Bounded reference, double[]... operands) {
    for (double[] operand : operands) {
      for (double value : operand) {
        if (value != Math.rint(value) || Double.isInfinite(value)) {
          return false;
        }
      }
    }
    for (double absolute : reference.absolute()) {
      if (!(absolute <= precision.largestExactInteger())) {
        return false;
      }
    }
    return true;
  }

  private static double[] bounds(
      Gate gate, Precision precision, Bounded reference, int implementations) {
    long terms = reference.terms();
    double relative = implementations * relative(gate, precision, terms);
    double underflow =
        gate == Gate.EXACT ? 0 : implementations * terms * precision.smallestNormal();
    double[] bounds = new double[reference.absolute().length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = relative * reference.absolute()[i] + underflow;
    }
    return bounds;
  }

  private static double relative(Gate gate, Precision precision, long terms) {
    double u = precision.unitRoundoff();
    return switch (gate) {
      case EXACT -> 0;
      case PROOF -> gamma(terms, u);
      case QUALITY -> Math.min(gamma(terms, u), QUALITY_FACTOR * Math.sqrt(terms) * u);
    };
  }

  private static double gamma(long terms, double u) {
    double product = terms * u;
    if (product >= 1) {
      throw new IllegalArgumentException(
          "error bound: expected fewer than "
              + (long) (1 / u)
              + " terms, found "
              + terms
              + "; compare a smaller batch");
    }
    return product / (1 - product);
  }
}
