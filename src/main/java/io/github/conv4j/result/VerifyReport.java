package io.github.conv4j.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that one run of {@code verify} found out.
 *
 * @param verdict pass if no case failed in a group that counts
 * @param started start of the run, ISO 8601
 * @param seconds wall time of the run
 * @param command the command line that repeats it
 * @param settings options in force, by name: suite, seed, algorithm, …
 * @param groups what was examined, in the order shown
 * @param failures failed cases of groups that count, at most {@link #MOST_FAILURES}
 * @param furtherFailures failed cases beyond those
 * @param errors error statistics per subject, operation, quantity, precision and gate
 * @param findings what was found about implementations that are not ours
 * @param grids outcome by input and kernel size
 * @param environment machine and software
 */
public record VerifyReport(
    Verdict verdict,
    String started,
    double seconds,
    String command,
    Map<String, String> settings,
    List<GroupResult> groups,
    List<CaseFailure> failures,
    long furtherFailures,
    List<QuantityErrors> errors,
    List<Deviation> findings,
    List<PassGrid> grids,
    Environment environment) {

  /** So many failures are kept. */
  public static final int MOST_FAILURES = 1000;

  /** Copies the collections; the map keeps its order. */
  public VerifyReport {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    groups = List.copyOf(groups);
    failures = List.copyOf(failures);
    errors = List.copyOf(errors);
    findings = List.copyOf(findings);
    grids = List.copyOf(grids);
  }
}
