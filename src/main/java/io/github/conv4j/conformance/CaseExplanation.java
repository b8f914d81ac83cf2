package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an implementation made of one case, in detail.
 *
 * @param subject the implementation
 * @param rows one per quantity and gate
 * @param notes sentences: why it failed or declined, and the first values that differ
 * @param isWrong whether anything is wrong
 */
public record CaseExplanation(String subject, List<Row> rows, List<String> notes, boolean isWrong) {

  private static final int MOST_VALUES = 3;

  /** Gate of results that rounding touches. */
  private static final String ROUNDED = lower(Gate.PROOF);

  /**
   * One comparison.
   *
   * @param quantity y, dX, dW or db; empty if nothing was computed
   * @param gate how strictly it was compared; empty if nothing was computed
   * @param largestError largest absolute error; null if nothing was compared
   * @param shareOfBound largest error as a share of its bound; null if nothing was compared
   * @param outcome passed, failed, mistrusted or declined
   */
  public record Row(
      String quantity, String gate, Double largestError, Double shareOfBound, String outcome) {}

  /** Copies the lists. */
  public CaseExplanation {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /**
   * Examines one case and looks at its values.
   *
   * @param subject the implementation
   * @param problem the case
   * @return the details
   */
  public static CaseExplanation of(Subject subject, Problem problem) {
    Remembering remembering = new Remembering(subject);
    return of(remembering, problem, Examination.examine(remembering, problem));
  }

  /**
   * Examines one case, looks at its values, and compares their errors with the built-in layer's.
   *
   * @param subject the implementation
   * @param problem the case
   * @param builtin the built-in layer
   * @return the details
   */
  public static CaseExplanation of(Subject subject, Problem problem, Subject builtin) {
    CaseExplanation plain = of(subject, problem);
    boolean rounded = plain.rows().stream().anyMatch(row -> row.gate().equals(ROUNDED));
    if (plain.isWrong() || !rounded || problem.precision() == Precision.DOUBLE) {
      return plain;
    }
    List<CaseResult> parity =
        Parity.examine(subject, problem, Examination.examine(builtin, problem));
    List<Row> rows = new ArrayList<>(plain.rows());
    List<String> notes = new ArrayList<>(plain.notes());
    boolean wrong = false;
    for (CaseResult result : parity) {
      rows.add(row(result));
      if (!result.message().isEmpty()) {
        notes.add(result.message());
      }
      wrong |= result.outcome() == Outcome.FAILED;
    }
    return new CaseExplanation(plain.subject(), rows, notes, wrong);
  }

  /**
   * Examines a hand-written case and looks at its values.
   *
   * @param subject the implementation
   * @param special the case
   * @return the details
   */
  public static CaseExplanation of(Subject subject, SpecialCase special) {
    Remembering remembering = new Remembering(subject);
    return of(remembering, special.problem(), special.examine(remembering));
  }

  private static CaseExplanation of(
      Remembering remembering, Problem problem, List<CaseResult> results) {
    List<Row> rows = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (CaseResult result : results) {
      rows.add(row(result));
      if (!result.message().isEmpty() && !notes.contains(result.message())) {
        notes.add(result.message());
      }
    }
    results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED && result.errors() != null)
        .map(CaseResult::quantity)
        .distinct()
        .forEach(quantity -> notes.add(remembering.differences(problem, quantity)));
    boolean wrong = results.stream().anyMatch(result -> result.outcome() == Outcome.FAILED);
    return new CaseExplanation(remembering.name(), rows, notes, wrong);
  }

  private static String lower(Gate gate) {
    return gate.name().toLowerCase(Locale.ROOT);
  }

  private static Row row(CaseResult result) {
    return new Row(
        result.quantity() == null ? "" : result.quantity().symbol(),
        result.gate() == null ? "" : lower(result.gate()),
        result.errors() == null ? null : result.errors().maxAbs(),
        result.errors() == null ? null : result.errors().maxRatio(),
        result.outcome().name().toLowerCase(Locale.ROOT));
  }

  /** Keeps the values of the last case. */
  private static final class Remembering implements Subject {
    private final Subject subject;
    private final Map<Quantity, double[]> values = new EnumMap<>(Quantity.class);
    private Operands given;

    private Remembering(Subject subject) {
      this.subject = subject;
    }

    @Override
    public String name() {
      return subject.name();
    }

    @Override
    public Optional<String> declines(Problem problem) {
      return subject.declines(problem);
    }

    @Override
    public Algorithm algorithm(Problem problem) {
      return subject.algorithm(problem);
    }

    @Override
    public Map<Quantity, double[]> compute(Problem problem, Operands operands) {
      given = operands;
      values.putAll(subject.compute(problem, operands));
      return values;
    }

    private String differences(Problem problem, Quantity quantity) {
      Bounded truth = Truth.of(problem, given).get(quantity);
      double[] actual = values.get(quantity);
      int[] shape = shape(problem, quantity);
      StringBuilder text = new StringBuilder(quantity.symbol() + ", first differences:");
      int found = 0;
      for (int i = 0; i < actual.length && found < MOST_VALUES; i++) {
        double expected = truth.value()[i];
        if (!(Math.abs(actual[i] - expected) <= 1e-6 * Math.abs(expected))
            && !(Double.isNaN(actual[i]) && Double.isNaN(expected))) {
          found++;
          text.append(
              String.format(
                  Locale.ROOT,
                  " %s expected %.9g, found %.9g;",
                  position(i, shape),
                  expected,
                  actual[i]));
        }
      }
      return found == 0
          ? quantity.symbol() + ": differs by rounding only"
          : text.deleteCharAt(text.length() - 1).toString();
    }

    private static int[] shape(Problem problem, Quantity quantity) {
      int kernelHeight = problem.geometry().height().kernel();
      int kernelWidth = problem.geometry().width().kernel();
      return switch (quantity) {
        case OUTPUT ->
            new int[] {
              problem.filters(),
              problem.window().height().output(),
              problem.window().width().output()
            };
        case INPUT_GRADIENT -> new int[] {problem.channels(), problem.height(), problem.width()};
        case WEIGHT_GRADIENT -> new int[] {problem.channels(), kernelHeight, kernelWidth};
        case BIAS_GRADIENT -> new int[] {};
      };
    }

    /** Row-major position; the first number is unbounded. */
    private static String position(int index, int[] shape) {
      StringBuilder text = new StringBuilder("]");
      int rest = index;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        text.insert(0, ", " + rest % shape[axis]);
        rest /= shape[axis];
      }
      return "[" + rest + text;
    }
  }
}
