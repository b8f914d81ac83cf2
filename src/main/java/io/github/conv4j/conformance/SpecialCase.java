package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A hand-written case: a problem that probes one thing, possibly with numbers or a memory layout
 * that no case line can say. The reference loops know the right results here, too.
 *
 * @param name what it probes, in a few words
 * @param problem the case
 * @param change turns the numbers of the case line into those of this case
 */
public record SpecialCase(String name, Problem problem, UnaryOperator<Operands> change) {

  /** How the lines of hand-written cases begin. */
  private static final String PREFIX = "degenerate ";

  /**
   * The line that runs this case again: its numbers may be others than those of the problem's line.
   *
   * @return such as "degenerate double: all zero weights"
   */
  public String line() {
    return PREFIX + problem.precision().name().toLowerCase(Locale.ROOT) + ": " + name;
  }

  /**
   * Finds a hand-written case.
   *
   * @param line as {@link #line} gives it
   * @return the case; empty if the line is that of a problem
   * @throws IllegalArgumentException if there is no hand-written case with this line
   */
  public static Optional<SpecialCase> named(String line) {
    if (!line.strip().startsWith(PREFIX)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(Precision.values())
            .flatMap(precision -> DegenerateCases.all(precision).stream())
            .filter(special -> special.line().equals(line.strip()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "case line: expected a hand-written case by its name, found \""
                            + line.strip()
                            + "\"")));
  }

  /**
   * The numbers of this case.
   *
   * @return the operands
   * @throws IllegalArgumentException if the window does not fit
   */
  public Operands operands() {
    return change.apply(Operands.of(problem));
  }

  /**
   * Holds an implementation against the reference loops on this case. Agreement counts even where
   * all values are equal, as the case is meant to have just these.
   *
   * @param subject the implementation
   * @return one result per quantity and gate, or a single one if nothing was computed; messages of
   *     failures begin with the name of this case
   */
  public List<CaseResult> examine(Subject subject) {
    Optional<String> declined = subject.declines(problem);
    List<CaseResult> results =
        declined.isPresent() || !RandomProblems.fits(problem)
            ? Examination.examine(subject, problem)
            : Examination.examine(subject, problem, operands());
    return results.stream().map(this::named).toList();
  }

  private CaseResult named(CaseResult result) {
    boolean equal = result.outcome() == Outcome.MISTRUSTED;
    return new CaseResult(
        result.problem(),
        result.subject(),
        result.quantity(),
        result.gate(),
        equal ? Outcome.PASSED : result.outcome(),
        result.errors(),
        result.outcome() == Outcome.FAILED ? name + ": " + result.message() : result.message());
  }
}
