package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.result.CaseSummary;
import java.util.List;

/**
 * What came of one case.
 *
 * @param name the case line, or what was checked
 * @param problem the case; null if it is not one of arrays and windows
 * @param results all results
 */
public record Examined(String name, Problem problem, List<CaseResult> results) {

  /** Copies the list. */
  public Examined {
    results = List.copyOf(results);
  }

  /**
   * A case of arrays and windows.
   *
   * @param problem the case
   * @param results its results
   * @return the same, named by its line
   */
  public static Examined of(Problem problem, List<CaseResult> results) {
    return new Examined(problem.toString(), problem, results);
  }

  /**
   * A check that is right or wrong as a whole.
   *
   * @param subject what was examined
   * @param name what was checked
   * @param outcome what came of it
   * @param message one sentence
   * @return the case
   */
  public static Examined check(String subject, String name, Outcome outcome, String message) {
    return new Examined(
        name, null, List.of(new CaseResult(null, subject, null, null, outcome, null, message)));
  }

  /** Wrong if any result is; of no use only if all results are. */
  CaseSummary.Outcome outcome() {
    if (any(Outcome.FAILED)) {
      return CaseSummary.Outcome.FAILED;
    }
    if (any(Outcome.PASSED)) {
      return CaseSummary.Outcome.PASSED;
    }
    return any(Outcome.MISTRUSTED) ? CaseSummary.Outcome.MISTRUSTED : CaseSummary.Outcome.DECLINED;
  }

  /** The sentence of the first result that decided the outcome. */
  String message() {
    Outcome decisive = Outcome.valueOf(outcome().name());
    return results.stream()
        .filter(result -> result.outcome() == decisive)
        .map(CaseResult::message)
        .findFirst()
        .orElse("");
  }

  private boolean any(Outcome outcome) {
    return results.stream().anyMatch(result -> result.outcome() == outcome);
  }
}
