package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import io.github.conv4j.verify.Tolerances.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds an implementation against the built-in layer: its errors, taken as a whole, may not be more
 * than twice as large ({@link Gate#PARITY}). Speaks about results that rounding touches; those of
 * few values, or dominated by few, are mistrusted. There is no parity where the built-in layer
 * throws or is itself wrong, and none in DOUBLE, where the reference loops round as much as it
 * does.
 */
public final class Parity {

  private static final String NONE = "no parity: Deeplearning4j ";

  private Parity() {}

  /**
   * Examines.
   *
   * @param subject the implementation
   * @param problem the case
   * @param theirs what {@link Examination} found for the built-in layer on the same case
   * @return one result per quantity that rounding touches, or a single one if there is none
   */
  public static List<CaseResult> examine(
      Subject subject, Problem problem, List<CaseResult> theirs) {
    Optional<String> none =
        problem.precision() == Precision.DOUBLE
            ? Optional.of("parity is measured against double precision, so in FLOAT only")
            : subject.declines(problem).or(() -> none(theirs));
    if (none.isPresent()) {
      return List.of(whole(subject, problem, Outcome.DECLINED, none.get()));
    }
    List<CaseResult> ours = Examination.examine(subject, problem);
    List<CaseResult> wrong =
        ours.stream().filter(result -> result.outcome() == Outcome.FAILED).toList();
    if (!wrong.isEmpty()) {
      return wrong;
    }
    Map<Quantity, Bounded> truth = Prepared.of(problem).truth();
    List<CaseResult> results = new ArrayList<>();
    for (CaseResult our : ours) {
      if (our.gate() == Gate.PROOF) {
        theirs.stream()
            .filter(their -> their.gate() == Gate.PROOF && their.quantity() == our.quantity())
            .findFirst()
            .ifPresent(
                their -> results.add(compare(our, their.errors(), truth.get(our.quantity()))));
      }
    }
    return results.isEmpty()
        ? List.of(whole(subject, problem, Outcome.MISTRUSTED, "no result is a rounded sum"))
        : results;
  }

  private static Optional<String> none(List<CaseResult> theirs) {
    return theirs.stream()
        .filter(their -> their.outcome() == Outcome.FAILED || their.outcome() == Outcome.DECLINED)
        .findFirst()
        .map(their -> NONE + (their.quantity() == null ? "" : "is wrong: ") + their.message());
  }

  private static CaseResult compare(CaseResult our, ErrorStats theirs, Bounded truth) {
    double allowed = Tolerances.parity(truth, theirs.rms());
    ErrorStats errors = Comparator.asWhole(our.errors(), allowed);
    Outcome outcome = Outcome.PASSED;
    String message = "";
    double values = Comparator.effectiveCount(truth.absolute());
    if (values < Tolerances.LAYER_PARITY_VALUES) {
      outcome = Outcome.MISTRUSTED;
      message =
          Findings.text(
              "%s: as good as %.0f values, whose errors are mostly luck",
              our.quantity().symbol(), values);
    } else if (!(errors.maxRatio() <= 1)) {
      outcome = Outcome.FAILED;
      message =
          Findings.text(
              "%s: root mean square of the errors %.3g, Deeplearning4j's %.3g; %.3g times what gate"
                  + " PARITY allows",
              our.quantity().symbol(), errors.rms(), theirs.rms(), errors.maxRatio());
    }
    return new CaseResult(
        our.problem(), our.subject(), our.quantity(), Gate.PARITY, outcome, errors, message);
  }

  private static CaseResult whole(
      Subject subject, Problem problem, Outcome outcome, String message) {
    return new CaseResult(problem, subject.name(), null, null, outcome, null, message);
  }
}
