package io.github.conv4j.conformance;

import io.github.conv4j.conformance.CaseResult.Outcome;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.result.CaseFailure;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.Deviation;
import io.github.conv4j.result.GroupKind;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.PassGrid;
import io.github.conv4j.result.QuantityErrors;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.result.VerifyReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Gathers what comes of the cases. The groups hand them in in any order and from any thread; what
 * is gathered is in the order of the cases all the same, so that two runs give the same report.
 */
final class Tally {

  private static final double NANOS = 1e9;

  private final List<ExaminationGroup> groups;
  private final Examined[][] examined;
  private final long[][] nanoseconds;
  private long failed;

  /** What error statistics are kept apart by, in the order shown. */
  private record ErrorKey(
      String subject, String operation, String precision, Quantity quantity, String gate) {}

  private record GridKey(String subject, String operation) {}

  Tally(List<ExaminationGroup> groups) {
    this.groups = groups;
    this.examined = new Examined[groups.size()][];
    this.nanoseconds = new long[groups.size()][];
    for (int i = 0; i < groups.size(); i++) {
      examined[i] = new Examined[groups.get(i).size()];
      nanoseconds[i] = new long[groups.get(i).size()];
    }
  }

  synchronized void add(int group, int index, Examined result, long nanos) {
    examined[group][index] = result;
    nanoseconds[group][index] = nanos;
    if (groups.get(group).counts() && result.outcome() == CaseSummary.Outcome.FAILED) {
      failed++;
    }
  }

  /** Failed cases of groups that count, so far. */
  synchronized long failed() {
    return failed;
  }

  Verdict verdict() {
    return failed() == 0 ? Verdict.PASS : Verdict.FAIL;
  }

  List<GroupResult> groups() {
    List<GroupResult> results = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      ExaminationGroup group = groups.get(i);
      List<CaseSummary> cases = new ArrayList<>();
      for (int j = 0; j < examined[i].length; j++) {
        Examined one = examined[i][j];
        cases.add(
            new CaseSummary(one.name(), one.outcome(), one.message(), nanoseconds[i][j] / NANOS));
      }
      double seconds = Arrays.stream(nanoseconds[i]).sum() / NANOS;
      results.add(
          new GroupResult(
              group.subject(), group.name(), group.kind(), group.counts(), cases, seconds));
    }
    return results;
  }

  List<CaseFailure> failures() {
    return wrong().stream().limit(VerifyReport.MOST_FAILURES).toList();
  }

  long furtherFailures() {
    return Math.max(0, wrong().size() - VerifyReport.MOST_FAILURES);
  }

  /** Whether the name is a line that runs the case again. */
  private static boolean isLine(Examined one) {
    return one.problem() != null;
  }

  /** One entry per wrong result: a case can have several. */
  private List<CaseFailure> wrong() {
    List<CaseFailure> failures = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      ExaminationGroup group = groups.get(i);
      if (group.counts()) {
        for (Examined one : examined[i]) {
          for (CaseResult result : one.results()) {
            if (result.outcome() == Outcome.FAILED) {
              failures.add(
                  new CaseFailure(
                      group.subject(),
                      group.name(),
                      one.name(),
                      result.quantity() == null ? "" : result.quantity().symbol(),
                      result.gate() == null ? "" : result.gate().name(),
                      result.message(),
                      isLine(one)));
            }
          }
        }
      }
    }
    return failures;
  }

  List<QuantityErrors> errors() {
    Map<ErrorKey, ErrorTotal> totals = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).kind() == GroupKind.NUMBERS) {
        for (Examined one : examined[i]) {
          addErrors(totals, groups.get(i).subject(), one);
        }
      }
    }
    List<QuantityErrors> errors = new ArrayList<>();
    totals.forEach(
        (key, total) ->
            errors.add(
                new QuantityErrors(
                    key.subject(),
                    key.operation(),
                    key.quantity().symbol(),
                    key.precision(),
                    key.gate(),
                    total.cases(),
                    total.total(),
                    total.worst())));
    return errors;
  }

  private static void addErrors(Map<ErrorKey, ErrorTotal> totals, String subject, Examined one) {
    for (CaseResult result : one.results()) {
      if (result.errors() != null && one.problem() != null) {
        ErrorKey key =
            new ErrorKey(
                subject,
                operation(one.problem()),
                one.problem().precision().name(),
                result.quantity(),
                result.gate().name());
        totals.computeIfAbsent(key, absent -> new ErrorTotal()).add(result.errors(), one.name());
      }
    }
  }

  List<Deviation> findings() {
    Map<String, Deviations> bySubject = new TreeMap<>();
    for (int i = 0; i < groups.size(); i++) {
      if (!groups.get(i).counts()) {
        Deviations deviations = bySubject.computeIfAbsent(groups.get(i).subject(), Deviations::new);
        Arrays.stream(examined[i]).filter(Objects::nonNull).forEach(deviations::add);
      }
    }
    return bySubject.values().stream().flatMap(found -> found.list().stream()).toList();
  }

  List<PassGrid> grids() {
    Map<GridKey, GridTotal> totals = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      for (Examined one : examined[i]) {
        if (one.problem() != null && one.outcome() != CaseSummary.Outcome.DECLINED) {
          totals
              .computeIfAbsent(
                  new GridKey(groups.get(i).subject(), operation(one.problem())),
                  absent -> new GridTotal())
              .add(one.problem(), one.outcome() == CaseSummary.Outcome.FAILED);
        }
      }
    }
    List<PassGrid> grids = new ArrayList<>();
    totals.forEach(
        (key, total) -> grids.add(new PassGrid(key.subject(), key.operation(), total.cells())));
    return grids;
  }

  /** The first word of a case line, without an exponent, and the algorithm if the line has one. */
  static String operation(Problem problem) {
    String verb = problem.toString().split(" ", 2)[0].replaceAll("[0-9.]", "");
    Algorithm algorithm = problem.operation().algorithm();
    return algorithm == Algorithm.AUTO ? verb : verb + " " + algorithm.label();
  }
}
