package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;
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
   * @return such as "degenerate double fft seed2: weights all zero"
   */
  public String line() {
    StringBuilder line = new StringBuilder(PREFIX).append(lower(problem.precision().name()));
    if (problem.operation().algorithm() != Algorithm.AUTO) {
      line.append(' ').append(problem.operation().algorithm().label());
    }
    if (problem.seed() != 0) {
      line.append(" seed").append(problem.seed());
    }
    return line.append(": ").append(name).toString();
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /**
   * The same case by another algorithm, where it is a convolution.
   *
   * @param algorithm how our own convolution computes it
   * @return the case
   */
  public SpecialCase by(Algorithm algorithm) {
    return new SpecialCase(name, problem.by(algorithm), change);
  }

  /**
   * Finds a hand-written case.
   *
   * @param line as {@link #line} gives it
   * @return the case; empty if the line is that of a problem
   * @throws IllegalArgumentException if there is no hand-written case with this line
   */
  public static Optional<SpecialCase> named(String line) {
    String stripped = line.strip();
    if (!stripped.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int colon = stripped.indexOf(": ");
    String[] words =
        stripped.substring(PREFIX.length(), Math.max(PREFIX.length(), colon)).split(" ");
    String name = stripped.substring(colon + 1).strip();
    for (Precision precision : Precision.values()) {
      for (SpecialCase special : DegenerateCases.all(precision)) {
        if (colon > 0 && special.name().equals(name) && words[0].equals(lower(precision.name()))) {
          return Optional.of(special.as(words, stripped));
        }
      }
    }
    throw unknown(stripped);
  }

  /** With the algorithm and the seed that further words name. */
  private SpecialCase as(String[] words, String line) {
    SpecialCase special = this;
    for (int i = 1; i < words.length; i++) {
      if (words[i].matches("seed\\d{1,9}")) {
        long seed = Long.parseLong(words[i].substring("seed".length()));
        special = new SpecialCase(name, special.problem().withSeed(seed), change);
      } else {
        try {
          special = special.by(Algorithm.ofLabel(words[i]));
        } catch (IllegalArgumentException e) {
          throw unknown(line);
        }
      }
    }
    return special;
  }

  private static IllegalArgumentException unknown(String line) {
    return new IllegalArgumentException(
        "case line: expected a hand-written case by its name, such as \"degenerate float: batch of"
            + " one\", found \""
            + line
            + "\"");
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
