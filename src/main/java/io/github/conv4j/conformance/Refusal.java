package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a layer did not pass, in one sentence with a case line that shows it again. */
public final class Refusal {

  private Refusal() {}

  /**
   * The reason, if anything failed: which results are wrong in how many cases, the first of them in
   * full, or else the first check of conduct.
   *
   * @param subject name of the layer
   * @param cases what the examination found
   * @param conduct what the checks of conduct found
   * @return the sentence; empty if nothing failed
   */
  public static Optional<String> of(
      String subject, List<CaseResult> cases, List<ConductResult> conduct) {
    long examined =
        cases.stream()
            .filter(result -> result.outcome() != Outcome.DECLINED)
            .map(CaseResult::problem)
            .distinct()
            .count();
    List<String> wrong = new ArrayList<>();
    Optional<CaseResult> first = Optional.empty();
    for (Quantity quantity : order()) {
      List<CaseResult> failed =
          cases.stream()
              .filter(r -> r.outcome() == Outcome.FAILED && r.quantity() == quantity)
              .toList();
      if (!failed.isEmpty()) {
        first = first.or(() -> Optional.of(failed.get(0)));
        long count = failed.stream().map(CaseResult::problem).distinct().count();
        wrong.add(name(quantity) + " in " + count);
      }
    }
    if (first.isPresent()) {
      return Optional.of(
          subject
              + " is refused: of "
              + examined
              + " cases, "
              + String.join(", ", wrong)
              + "; first \""
              + first.get().problem()
              + "\": "
              + first.get().message());
    }
    return conduct.stream()
        .filter(result -> result.outcome() == Outcome.FAILED)
        .findFirst()
        .map(
            result ->
                subject
                    + " is refused: "
                    + result.check()
                    + " failed for \""
                    + result.problem()
                    + "\": "
                    + result.message());
  }

  /** The weight gradient before the input's: fewer things can be the matter with it. */
  private static Iterable<Quantity> order() {
    List<Quantity> order =
        new ArrayList<>(
            List.of(
                Quantity.OUTPUT,
                Quantity.WEIGHT_GRADIENT,
                Quantity.INPUT_GRADIENT,
                Quantity.BIAS_GRADIENT));
    order.add(null); // where nothing was computed
    return order;
  }

  private static String name(Quantity quantity) {
    return quantity == null
        ? "threw, or did not refuse what does not fit,"
        : switch (quantity) {
          case OUTPUT -> "output wrong";
          case WEIGHT_GRADIENT -> "weight gradient wrong";
          case INPUT_GRADIENT -> "input gradient wrong";
          case BIAS_GRADIENT -> "bias gradient wrong";
        };
  }
}
