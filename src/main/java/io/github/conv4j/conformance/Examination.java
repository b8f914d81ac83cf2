package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * Holds an implementation against the reference loops on one problem.
 *
 * <p>Where every order of summation gives the same numbers, they must be equal ({@link
 * Gate#EXACT}). Elsewhere the error must keep the bound that rounding cannot exceed ({@link
 * Gate#PROOF}) and the smaller one that good code keeps ({@link Gate#QUALITY}), or, if the
 * algorithm mixes magnitudes, one for the result as a whole ({@link Gate#NORM}). A geometry without
 * any window must be refused.
 */
public final class Examination {

  private Examination() {}

  /**
   * Examines.
   *
   * @param subject the implementation
   * @param problem the case
   * @return one result per quantity and gate, or a single one if nothing was computed
   */
  public static List<CaseResult> examine(Subject subject, Problem problem) {
    Optional<String> declined = subject.declines(problem);
    if (declined.isPresent()) {
      return List.of(uncomputed(subject, problem, Outcome.DECLINED, declined.get()));
    }
    Prepared prepared;
    try {
      prepared = Prepared.of(problem);
    } catch (IllegalArgumentException impossible) {
      return List.of(refusal(subject, problem));
    }
    Map<Quantity, Bounded> truth = Truth.inRange(problem.precision(), prepared.truth());
    return examine(subject, problem, prepared.operands(), truth);
  }

  /**
   * Examines with given numbers instead of those of the case line.
   *
   * @param subject the implementation
   * @param problem a case whose window fits and that the implementation offers
   * @param operands its numbers
   * @return one result per quantity and gate, or a single one if nothing was computed
   */
  public static List<CaseResult> examine(Subject subject, Problem problem, Operands operands) {
    return examine(subject, problem, operands, Truth.of(problem, operands));
  }

  /**
   * Examines with given numbers whose truth is known.
   *
   * @param subject the implementation
   * @param problem a case whose window fits and that the implementation offers
   * @param operands its numbers
   * @param truth what {@link #truth} says about them
   * @return one result per quantity and gate, or a single one if nothing was computed
   */
  public static List<CaseResult> examine(
      Subject subject, Problem problem, Operands operands, Map<Quantity, Bounded> truth) {
    Map<Quantity, double[]> computed;
    try {
      computed = subject.compute(problem, operands);
    } catch (ProbeLost e) {
      return List.of(uncomputed(subject, problem, Outcome.FAILED, e.getMessage()));
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      return List.of(
          uncomputed(subject, problem, Outcome.FAILED, "threw " + oneLine(e) + " on a valid case"));
    }
    List<CaseResult> results = new ArrayList<>();
    truth.forEach(
        (quantity, bounded) ->
            results.addAll(
                compare(subject, problem, operands, quantity, bounded, computed.get(quantity))));
    return results;
  }

  /** A geometry that no window fits into: the implementation has to say so. */
  private static CaseResult refusal(Subject subject, Problem problem) {
    try {
      subject.compute(problem, null);
    } catch (ProbeLost e) {
      return uncomputed(subject, problem, Outcome.FAILED, e.getMessage());
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException expected) {
      return new CaseResult(
          problem,
          subject.name(),
          null,
          Gate.EXACT,
          Outcome.PASSED,
          null,
          "refused, as it must be");
    }
    return uncomputed(
        subject, problem, Outcome.FAILED, "computed a case whose window does not fit the input");
  }

  private static List<CaseResult> compare(
      Subject subject,
      Problem problem,
      Operands operands,
      Quantity quantity,
      Bounded truth,
      double[] actual) {
    if (actual == null || actual.length != truth.value().length) {
      return List.of(
          new CaseResult(
              problem,
              subject.name(),
              quantity,
              Gate.EXACT,
              Outcome.FAILED,
              null,
              quantity.symbol()
                  + ": expected "
                  + truth.value().length
                  + " values, found "
                  + (actual == null ? "none" : actual.length)));
    }
    List<CaseResult> results = new ArrayList<>();
    Precision precision = problem.precision();
    for (Gate gate : gates(subject.algorithm(problem), problem, operands, quantity, truth)) {
      ErrorStats errors =
          gate == Gate.NORM
              ? Comparator.compareAsWhole(
                  truth.value(),
                  actual,
                  Tolerances.norm(precision, truth, scale(problem, quantity)),
                  precision)
              : Comparator.compare(
                  truth.value(),
                  actual,
                  Tolerances.againstReference(gate, precision, truth),
                  precision);
      results.add(judge(subject, problem, quantity, gate, truth, errors));
    }
    return results;
  }

  /**
   * What the reference loops make of given numbers.
   *
   * @param problem a case whose window fits
   * @param operands its numbers
   * @return right values and their absolute sums, by quantity
   */
  public static Map<Quantity, Bounded> truth(Problem problem, Operands operands) {
    return Truth.of(problem, operands);
  }

  /**
   * How much larger errors of a quantity may be as a whole.
   *
   * @param problem the case
   * @param quantity what is compared
   * @return a factor for {@link Tolerances#norm}
   */
  public static double scale(Problem problem, Quantity quantity) {
    return quantity == Quantity.WEIGHT_GRADIENT
        ? Tolerances.weightGradientScale((long) problem.batch() * problem.window().outputSize())
        : 1;
  }

  /** How strictly a result of an algorithm is compared. */
  static List<Gate> gates(
      Algorithm algorithm, Problem problem, Operands operands, Quantity quantity, Bounded truth) {
    double[] x = operands.x().values();
    double[] w = operands.w() == null ? null : operands.w().values();
    double[] dy = operands.dy().values();
    boolean mixed =
        algorithm.mixesMagnitudes()
            && switch (quantity) {
              case OUTPUT -> Operands.isFinite(x, w, operands.b());
              case INPUT_GRADIENT -> Operands.isFinite(w, dy);
              // F(4×4, 3×3) computes it directly.
              case WEIGHT_GRADIENT -> algorithm != Algorithm.WINOGRAD_4 && Operands.isFinite(x, dy);
              case BIAS_GRADIENT -> false; // a plain sum
            };
    boolean sums =
        problem.operation().isConvolution()
            || switch (problem.operation().pool()) {
              case MAX, SUM -> true;
              case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING, P_NORM -> false;
            };
    double[][] all =
        Stream.of(x, w, operands.b(), dy).filter(Objects::nonNull).toArray(double[][]::new);
    Precision precision = problem.precision();
    if (mixed) {
      boolean exact =
          algorithm == Algorithm.WINOGRAD_2
              && Tolerances.isExactThroughHalves(precision, truth, all);
      return List.of(exact ? Gate.EXACT : Gate.NORM);
    }
    boolean exact = truth.terms() == 0 || sums && Tolerances.isExact(precision, truth, all);
    return exact ? List.of(Gate.EXACT) : List.of(Gate.PROOF, Gate.QUALITY);
  }

  private static CaseResult judge(
      Subject subject,
      Problem problem,
      Quantity quantity,
      Gate gate,
      Bounded truth,
      ErrorStats errors) {
    Outcome outcome = Outcome.PASSED;
    String message = "";
    if (!(errors.maxRatio() <= 1)) {
      outcome = Outcome.FAILED;
      message =
          String.format(
              Locale.ROOT,
              "%s: largest error %.3g, %.3g times what gate %s allows; %d of %d values are exact",
              quantity.symbol(),
              errors.maxAbs(),
              errors.maxRatio(),
              gate,
              errors.exact(),
              errors.count());
    } else if (!Comparator.isInformative(truth.value())) {
      outcome = Outcome.MISTRUSTED;
      message = quantity.symbol() + ": all " + truth.value().length + " values are equal";
    }
    return new CaseResult(problem, subject.name(), quantity, gate, outcome, errors, message);
  }

  private static CaseResult uncomputed(
      Subject subject, Problem problem, Outcome outcome, String message) {
    return new CaseResult(problem, subject.name(), null, null, outcome, null, message);
  }

  static String oneLine(RuntimeException e) {
    String text =
        e instanceof ProbeRefusal
            ? e.getMessage()
            : e.getClass().getSimpleName() + ": " + e.getMessage();
    return Arrays.stream(text.split("\\R")).findFirst().orElse(text);
  }
}
