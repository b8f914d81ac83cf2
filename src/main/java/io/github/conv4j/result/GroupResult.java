package io.github.conv4j.result;

import java.util.List;

/**
 * Cases of one kind on one subject.
 *
 * @param subject what was examined, such as "conv4j ops"
 * @param group kind of cases, such as "geometry"
 * @param kind what the cases are
 * @param counts whether a failure fails the run; false for implementations that are not ours
 * @param cases all cases
 * @param seconds time spent on them, added up over threads
 */
public record GroupResult(
    String subject,
    String group,
    GroupKind kind,
    boolean counts,
    List<CaseSummary> cases,
    double seconds) {

  /** Copies the list. */
  public GroupResult {
    cases = List.copyOf(cases);
  }

  /**
   * How many cases had an outcome.
   *
   * @param outcome outcome
   * @return their number
   */
  public long count(CaseSummary.Outcome outcome) {
    return cases.stream().filter(summary -> summary.outcome() == outcome).count();
  }
}
