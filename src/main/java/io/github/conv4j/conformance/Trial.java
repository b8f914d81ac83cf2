package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Tolerances;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One property on one problem: computes with the subject and remembers the first violation. */
final class Trial {

  /** The subject does not offer a problem that the property needs. */
  static final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Declined(String reason) {
      super(reason);
    }
  }

  private static final long OTHER_SEED = 1_000_000;

  private final Subject subject;
  private final Problem problem;
  private final Operands operands;
  private String violation;

  Trial(Subject subject, Problem problem) {
    this.subject = subject;
    this.problem = problem;
    this.operands = Operands.of(problem);
  }

  Problem problem() {
    return problem;
  }

  Operands operands() {
    return operands;
  }

  Window window() {
    return problem.window();
  }

  /** Other numbers of the same shapes. */
  Operands otherOperands() {
    return Operands.of(Edit.seed(problem, problem.seed() + OTHER_SEED));
  }

  Map<Quantity, double[]> compute(Problem of, Operands with) {
    Optional<String> declined = subject.declines(of);
    if (declined.isPresent()) {
      throw new Declined(declined.get());
    }
    return subject.compute(of, with);
  }

  /** The output for other operands of the same problem. */
  Tensor4 output(Operands with) {
    return output(problem, with);
  }

  Tensor4 output(Problem of, Operands with) {
    return tensor(of, with, Quantity.OUTPUT, compute(of, with));
  }

  /** The output for another input, all else equal. */
  Tensor4 output(Tensor4 x) {
    return output(new Operands(x, operands.w(), operands.b(), operands.dy()));
  }

  /** The output where no gradient matters. */
  Tensor4 output(Problem of, Tensor4 x, Tensor4 w, double[] b) {
    Window window = of.window();
    Tensor4 dy =
        Tensor4.zeros(of.batch(), of.filters(), window.height().output(), window.width().output());
    return output(of, new Operands(x, w, b, dy));
  }

  Tensor4 gradient(Quantity quantity, Operands with) {
    return gradient(quantity, problem, with);
  }

  Tensor4 gradient(Quantity quantity, Problem of, Operands with) {
    return tensor(of, with, quantity, compute(of, with));
  }

  /** A quantity in its shape. */
  static Tensor4 tensor(
      Problem of, Operands with, Quantity quantity, Map<Quantity, double[]> results) {
    double[] values = results.get(quantity);
    if (values == null) {
      throw new IllegalStateException("computed no " + quantity.symbol());
    }
    return switch (quantity) {
      case OUTPUT ->
          new Tensor4(
              values,
              of.batch(),
              of.filters(),
              of.window().height().output(),
              of.window().width().output());
      case INPUT_GRADIENT ->
          new Tensor4(values, of.batch(), of.channels(), of.height(), of.width());
      case WEIGHT_GRADIENT ->
          new Tensor4(values, with.w().n(), with.w().c(), with.w().h(), with.w().w());
      case BIAS_GRADIENT -> new Tensor4(values, 1, of.filters(), 1, 1);
    };
  }

  /** Equal in every bit, whatever the algorithm. */
  void same(String what, Tensor4 expected, Tensor4 actual) {
    within(what, expected.values(), actual.values(), new double[expected.values().length]);
  }

  void equal(String what, Tensor4 expected, Tensor4 actual) {
    needElements();
    within(what, expected.values(), actual.values(), new double[expected.values().length]);
  }

  void equal(String what, double expected, double actual) {
    needElements();
    within(what, new double[] {expected}, new double[] {actual}, new double[1]);
  }

  /** Equal, or where the problem's operation rounds, as close as two right implementations. */
  void close(String what, Tensor4 expected, Tensor4 actual, Quantity quantity) {
    within(what, expected.values(), actual.values(), bounds(problem, operands, quantity));
  }

  /** How far two right results of a problem may be from each other; 0 where sums are exact. */
  double[] bounds(Problem of, Operands with, Quantity quantity) {
    needElements();
    Bounded truth = Truth.of(of, with).get(quantity);
    boolean exact =
        Examination.gates(Algorithm.DIRECT, of, with, quantity, truth).contains(Gate.EXACT);
    return exact
        ? new double[truth.value().length]
        : Tolerances.betweenTwo(Gate.PROOF, of.precision(), truth);
  }

  /** Algorithms that mix magnitudes keep laws up to an error of the result as a whole only. */
  private void needElements() {
    if (subject.algorithm(problem).mixesMagnitudes()) {
      throw new Declined("keeps no bound per element");
    }
  }

  void within(String what, double[] expected, double[] actual, double[] bounds) {
    if (violation != null) {
      return;
    }
    if (expected.length != actual.length) {
      violation = what + ": expected " + expected.length + " values, found " + actual.length;
    } else if (!(Comparator.compare(expected, actual, bounds, problem.precision()).maxRatio()
        <= 1)) {
      violation =
          Arrays.equals(bounds, new double[bounds.length])
              ? differing(what, expected, actual)
              : what
                  + ": differs by more than rounding explains; "
                  + differing("", expected, actual);
    }
  }

  private static String differing(String what, double[] expected, double[] actual) {
    int first = 0;
    int count = 0;
    for (int i = expected.length - 1; i >= 0; i--) {
      if (expected[i] != actual[i]) {
        first = i;
        count++;
      }
    }
    return String.format(
        Locale.ROOT,
        "%s%s%d of %d values differ, the first at index %d: expected %s, found %s",
        what,
        what.isEmpty() ? "" : ": ",
        count,
        expected.length,
        first,
        expected[first],
        actual[first]);
  }

  /** Demands a relation of every element of two arrays, given as lower and upper side. */
  void atMost(String what, double[] lower, double[] upper, double[] slack) {
    for (int i = 0; i < lower.length && violation == null; i++) {
      if (!(lower[i] <= upper[i] + slack[i])) {
        violation = what + ": expected " + lower[i] + " <= " + upper[i] + " at index " + i;
      }
    }
  }

  void require(boolean holds, String otherwise) {
    if (!holds && violation == null) {
      violation = otherwise;
    }
  }

  Optional<String> violation() {
    return Optional.ofNullable(violation);
  }
}
