package io.github.conv4j.cli;

import io.github.conv4j.conformance.CaseExplanation;
import io.github.conv4j.conformance.CaseExplanation.Row;
import io.github.conv4j.conformance.CaseLine;
import io.github.conv4j.conformance.HandwrittenLayers;
import io.github.conv4j.conformance.LayerSubject;
import io.github.conv4j.conformance.OpSubject;
import io.github.conv4j.conformance.ProbedSubject;
import io.github.conv4j.conformance.Problem;
import io.github.conv4j.conformance.SpecialCase;
import io.github.conv4j.conformance.Subject;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.layers.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Runs one case on several implementations and shows what each made of it. */
final class CaseTable {
  private final Session session;

  CaseTable(Session session) {
    this.session = session;
  }

  /**
   * Runs and prints.
   *
   * @param line the case
   * @param algorithm how our convolution computes it; empty if the line decides
   * @param others layers of the user's, which count as ours do
   * @return pass if what counts is right; what Deeplearning4j does is shown beside it
   */
  ExitCode run(String line, Optional<Algorithm> algorithm, List<? extends Subject> others) {
    List<CaseExplanation> explanations = new ArrayList<>();
    boolean right = true;
    List<Subject> counting = new ArrayList<>(others);
    if (others.isEmpty()) {
      counting.add(new OpSubject());
      counting.add(new LayerSubject(new HandwrittenLayers(Execution.HANDWRITTEN)));
    }
    try (ProbedSubject builtin = ProbedSubject.builtin()) {
      BiFunction<Subject, Subject, CaseExplanation> examine = examine(line, algorithm);
      for (Subject subject : counting) {
        CaseExplanation explanation = examine.apply(subject, builtin);
        right &= !explanation.isWrong();
        explanations.add(explanation);
      }
      explanations.add(examine.apply(builtin, null));
    }
    if (session.options().json()) {
      session.printJson(explanations);
    } else {
      print(explanations);
      session
          .terminal()
          .println(
              (right ? "PASS  " : "FAIL  ")
                  + line.strip()
                  + (right && explanations.get(explanations.size() - 1).isWrong()
                      ? "  (Deeplearning4j's layer is wrong here)"
                      : ""));
    }
    return right ? ExitCode.PASS : ExitCode.VERDICT_FAILED;
  }

  /** What to make of a subject, beside the built-in layer if that is given. */
  private static BiFunction<Subject, Subject, CaseExplanation> examine(
      String line, Optional<Algorithm> algorithm) {
    try {
      Optional<SpecialCase> special = SpecialCase.named(line);
      if (special.isPresent()) {
        SpecialCase one = algorithm.map(special.get()::by).orElse(special.get());
        return (subject, builtin) -> CaseExplanation.of(subject, one);
      }
      Problem parsed = CaseLine.parse(line);
      Problem problem = algorithm.map(parsed::by).orElse(parsed);
      return (subject, builtin) ->
          builtin == null
              ? CaseExplanation.of(subject, problem)
              : CaseExplanation.of(subject, problem, builtin);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private void print(List<CaseExplanation> explanations) {
    Terminal terminal = session.terminal();
    ResultTable table =
        new ResultTable().row("", "", "gate", "largest error", "of bound", "verdict");
    for (CaseExplanation explanation : explanations) {
      for (Row row : explanation.rows()) {
        table.row(
            explanation.subject(),
            row.quantity(),
            row.gate(),
            number(row.largestError()),
            number(row.shareOfBound()),
            row.outcome());
      }
    }
    terminal.println("");
    table.lines().forEach(terminal::println);
    terminal.println("");
    for (CaseExplanation explanation : explanations) {
      explanation.notes().forEach(note -> terminal.println(explanation.subject() + ": " + note));
    }
    if (explanations.stream().anyMatch(explanation -> !explanation.notes().isEmpty())) {
      terminal.println("");
    }
  }

  private static String number(Double value) {
    if (value == null) {
      return "";
    }
    return value == 0 ? "0" : Terminal.format("%.3g", value);
  }
}
