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
 *   <tr><td>{@link Gate#NORM}</td><td>‖e‖ ≤ 2·10⁻⁵ · ‖y‖ in FLOAT, see {@link #norm}</td><td>Winograd
 *       and FFT convolution, whose errors are in proportion to the largest values around an
 *       element</td></tr>
 *   <tr><td>{@link Gate#PARITY}</td><td>RMS of e ≤ twice the built-in layer's, see {@link
 *       #parity}</td><td>sums not worse than those in use</td></tr>
 * </table>
 *
 * <p>Between two rounded implementations twice that is allowed. The first three are budgets per
 * element, the others for a result as a whole.
 *
 * <p>Where integers are concerned, F(2×2, 3×3) is exact as well: its transforms only add, subtract
 * and halve, twice on the way of a product, so that all it computes are multiples of a quarter, and
 * none is larger than {@value #DYADIC_GROWTH} / 4 times the terms times the largest product ({@link
 * #isExactThroughHalves}). That holds for the output and, by the transposed transforms, for both
 * gradients. F(4×4, 3×3) divides by 6 and 24, and a Fourier transform multiplies with sines:
 * neither is ever exact. Numbers that are not finite are no matter of norms: kernels that mix
 * magnitudes hand them to one that does not, so they are judged per element.
 */
public final class Tolerances {

  /** How strict a comparison is. */
  public enum Gate {
    /** Equal numbers. */
    EXACT,
    /** The error bound that no correct implementation can exceed; a failure proves a fault. */
    PROOF,
    /** The smaller error to be expected of random roundings; a failure shows poor summation. */
    QUALITY,
    /** The error of the result as a whole, for algorithms that mix magnitudes. */
    NORM,
    /** No larger error than the built-in layer's for the same operands. */
    PARITY
  }

  /**
   * Relative error (Euclidean norm) of Winograd and FFT convolution in FLOAT, as oneDNN's tests
   * allow it. Measured over sums of 576 products: F(2×2) 2.7e-7, F(4×4) 1.6e-6, FFT 1.6e-7.
   */
  private static final double NORM_FLOAT = 2e-5;

  /** The same in DOUBLE: errors are in proportion to the unit roundoff. */
  private static final double NORM_DOUBLE =
      NORM_FLOAT * Precision.DOUBLE.unitRoundoff() / Precision.FLOAT.unitRoundoff();

  /**
   * Error allowed as a multiple of the unit roundoff and the norm of S: a result of few elements
   * may cancel to almost nothing. It exceeds the relative error above where sums have more terms
   * than the cases of any suite, or cancel more than random numbers do.
   */
  private static final double NORM_FLOOR_ROUNDOFFS = 8;

  /** Growth of the relative error of weight gradients with the positions summed, as in oneDNN. */
  private static final double NORM_POSITIONS = 0.125;

  private static final double NORM_EXPONENT = 0.4;

  /**
   * Bound on how much larger than terms · (largest operand)² anything in F(2×2, 3×3) can be, in
   * quarters: 16 for the transforms on the way in and 4 on the way back, where tiles reach beyond
   * the output, times 4. The same covers the output: 9 · 9 on 9 of its terms, times 4.
   */
  private static final int DYADIC_GROWTH = 256;

  /** Parity of one layer: how many times the built-in layer's error. */
  private static final double LAYER_PARITY_FACTOR = 2;

  /**
   * Parity of one layer: twice the error of a sum of n positive numbers, over √n · u · S. That is
   * about 0.25: n / 3 roundings of a third of a unit in the last place, and less before.
   */
  private static final double LAYER_PARITY_SUM = 0.5;

  /** Parity of one layer: terms that may be added one after the other. */
  private static final long LAYER_PARITY_BLOCK = 256;

  /** Parity of one layer: fewer values have an error that is mostly luck. */
  public static final int LAYER_PARITY_VALUES = 16;

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

  /**
   * The same for losses around a training step: Adam's first step moves every weight by the whole
   * learning rate in the direction of its gradient's sign, so what rounds differently in tiny
   * gradients comes back a thousandfold. Weights that differ by 1e-6 of their size gave a loss that
   * differs by 6e-5; PyTorch's differed by 0.001 to 0.01 for the CIFAR network and by 0.03 for
   * ResNet-20, another time each run, while outputs agreed to 1e-6. Another loss or learning rate
   * differs by far more: the step takes the CIFAR network's loss from 2.7 to 6.4.
   */
  public static final double BENCHMARK_TRAINING = 5e-2;

  /** Relative difference (Euclidean norm) allowed between two networks in double precision. */
  public static final double DOUBLE_RELATIVE = 1e-12;

  /**
   * Kept models: difference of a class score in FLOAT from the one kept, which was computed in
   * double precision. A guard against faults, not a measure of rounding, which grows from layer to
   * layer and with the sizes of weights; DOUBLE is the sharper of the two.
   */
  public static final double KEPT_SCORE_FLOAT = 1e-4;

  /** The same in DOUBLE, on another machine with another order of summation. */
  public static final double KEPT_SCORE_DOUBLE = 1e-10;

  /** Exported files: the bound of {@link #onnx} in words. */
  public static final String ONNX_BOUND = "1e-5 · max(1, rms) + 1e-4 · |network|";

  /** Exported files that miss that: the same, from the network without rounding, in words. */
  public static final String ONNX_EXACT_BOUND =
      ONNX_BOUND + " + 8 · the network's own rounding, from the network in double precision";

  /**
   * Exported files: how many times as far from the exact result as the network's own a result may
   * be. Orders of summation differ: measured was up to 3.3 times (ResNet-50).
   */
  public static final double ONNX_ROUNDING = 8;

  /** Exported files: results smaller than this count as this in relative differences. */
  public static final double ONNX_SMALL = 1e-6;

  private static final double ONNX_ABSOLUTE = 1e-5;
  private static final double ONNX_RELATIVE = 1e-4;

  /** Kept models: test images of those tried that rounding may decide the other way. */
  public static final int KEPT_IMAGES = 3;

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
   * Difference allowed between a number that a network gives and what its exported file gives. Both
   * round to FLOAT after each layer and add in their own order; relative errors alone would explode
   * near 0. Numbers near 0 among large ones are differences of large ones, hence the scale.
   *
   * @param expected the network's number
   * @param rms root mean square of all numbers of that result
   * @return an absolute difference
   */
  public static double onnx(double expected, double rms) {
    return ONNX_ABSOLUTE * Math.max(1, rms) + ONNX_RELATIVE * Math.abs(expected);
  }

  /**
   * Difference allowed between a class score and the one kept with the model.
   *
   * @param precision element type of the network
   * @return the difference
   */
  public static double keptScore(Precision precision) {
    return precision == Precision.DOUBLE ? KEPT_SCORE_DOUBLE : KEPT_SCORE_FLOAT;
  }

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
   * chance is larger than that, what chance allows: that of the choice of test images, and that of
   * trainings that part ways.
   *
   * @param accuracy accuracy of the built-in network, 0 to 1
   * @param images number of test images
   * @param swing standard deviation of the difference from one test to the next while training
   * @return a difference, as a share of the images
   */
  public static double accuracyDifference(double accuracy, long images, double swing) {
    double deviation = Math.sqrt(2 * accuracy * (1 - accuracy) / images + swing * swing);
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

  /**
   * {@link #isExact} for arithmetic that also halves twice, as F(2×2, 3×3) does: all operands are
   * integers, and no intermediate result needs more bits than the type has.
   *
   * @param precision type of the implementations
   * @param reference result of the reference loops for these operands
   * @param operands all arrays that went in
   * @return true if {@link Gate#EXACT} may be demanded
   */
  public static boolean isExactThroughHalves(
      Precision precision, Bounded reference, double[]... operands) {
    double largest = 0;
    for (double[] operand : operands) {
      for (double value : operand) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return DYADIC_GROWTH * reference.terms() * largest * largest <= precision.largestExactInteger()
        && isExact(precision, reference, operands);
  }

  /**
   * {@link Gate#NORM}: the largest Euclidean norm of the errors of a result, max(β · scale · ‖y‖, 8
   * · u · ‖S‖) + n · √count · the smallest normal number, with β = 2·10⁻⁵ in FLOAT and 2·10⁻⁵ ·
   * 2⁻²⁹ in DOUBLE.
   *
   * @param precision type of the implementation
   * @param reference result of the reference loops; elements that are not finite are left out
   * @param scale 1, or {@link #weightGradientScale}
   * @return the norm
   */
  public static double norm(Precision precision, Bounded reference, double scale) {
    double relative = precision == Precision.DOUBLE ? NORM_DOUBLE : NORM_FLOAT;
    double underflow =
        reference.terms() * Math.sqrt(reference.value().length) * precision.smallestNormal();
    return Math.max(
            relative * scale * Comparator.norm(reference.value()),
            NORM_FLOOR_ROUNDOFFS * precision.unitRoundoff() * Comparator.norm(reference.absolute()))
        + underflow;
  }

  /**
   * {@link Gate#NORM} between an implementation that mixes magnitudes and one that does not: what
   * the one may be off by, and the bounds of the other ({@link Gate#PROOF}).
   *
   * @param precision type of both
   * @param reference result of the reference loops for the same operands
   * @param scale 1, or {@link #weightGradientScale}
   * @return the norm
   */
  public static double normBetweenTwo(Precision precision, Bounded reference, double scale) {
    return norm(precision, reference, scale)
        + Comparator.norm(againstReference(Gate.PROOF, precision, reference));
  }

  /**
   * How much larger the error of a weight gradient may be: max(1, (N · OH · OW / 8)^0.4).
   *
   * @param positions N · OH · OW, the output positions that are summed over
   * @return a factor for {@link #norm}
   */
  public static double weightGradientScale(long positions) {
    return Math.max(1, Math.pow(NORM_POSITIONS * positions, NORM_EXPONENT));
  }

  /**
   * {@link Gate#PARITY} in FLOAT: the largest root mean square of the errors of a result, twice
   * that of the built-in layer's, or max(1, √min(n, 256) / 2) · u · RMS(S) where that is less. The
   * latter is twice what n positive numbers have that are added one after the other, in blocks of
   * 256 as matrix products add them: the built-in dL/dx sums over filters and then over kernel
   * elements, so that it may be off by a quarter of that, which is no measure for others.
   *
   * @param reference result of the reference loops for the same operands
   * @param builtin root mean square of the built-in layer's errors
   * @return the root mean square
   */
  public static double parity(Bounded reference, double builtin) {
    double size = Comparator.norm(reference.absolute()) / Math.sqrt(reference.absolute().length);
    double block = Math.min(reference.terms(), LAYER_PARITY_BLOCK);
    double floor = Math.max(1, LAYER_PARITY_SUM * Math.sqrt(block));
    return Math.max(LAYER_PARITY_FACTOR * builtin, floor * Precision.FLOAT.unitRoundoff() * size);
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
      case NORM, PARITY ->
          throw new IllegalArgumentException("gate " + gate + ": has no bound per element");
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
