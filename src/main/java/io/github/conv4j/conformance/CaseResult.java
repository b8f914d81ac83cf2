package io.github.conv4j.conformance;

import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Tolerances;

/**
 * What a rung of the ladder found out about one quantity of one case.
 *
 * @param problem the case
 * @param subject name of the implementation
 * @param quantity what was compared; null if the implementation did not compute
 * @param gate how strictly; null if the implementation did not compute
 * @param outcome what came of it
 * @param errors the errors; null if the implementation did not compute
 * @param message one sentence: why it failed, was declined or proves nothing; empty on a pass
 */
public record CaseResult(
    Problem problem,
    String subject,
    Quantity quantity,
    Tolerances.Gate gate,
    Outcome outcome,
    ErrorStats errors,
    String message) {

  /** What came of a comparison. */
  public enum Outcome {
    /** Within the bound. */
    PASSED,
    /**
     * Outside the bound, or computed what should be refused, or refused what should be computed.
     */
    FAILED,
    /** Within the bound, but the numbers cannot tell right from wrong (all equal). */
    MISTRUSTED,
    /** The implementation does not offer this. */
    DECLINED
  }
}
