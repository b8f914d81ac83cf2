package io.github.conv4j.result;

/**
 * One case in brief.
 *
 * @param name the line that runs it again, or what was checked
 * @param outcome what came of it
 * @param message one sentence: why it failed, was declined or proves nothing; may be empty
 * @param seconds time it took
 */
public record CaseSummary(String name, Outcome outcome, String message, double seconds) {

  /** What came of a case. */
  public enum Outcome {
    /** All of its results are right. */
    PASSED,
    /** At least one result is wrong. */
    FAILED,
    /** Nothing is wrong, but all values are equal, so that the case proves nothing. */
    MISTRUSTED,
    /** The subject does not offer this. */
    DECLINED
  }
}
