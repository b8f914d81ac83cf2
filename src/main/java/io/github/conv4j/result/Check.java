package io.github.conv4j.result;

/**
 * One check: a number that was measured against a number that is allowed.
 *
 * @param group stage of the run the check belongs to, such as "forward" or "gradient"
 * @param name what was checked, unique within a report, such as "gradient/conv1/W"
 * @param verdict outcome
 * @param measured the measured value, in the unit that {@code detail} or the name gives
 * @param allowed the bound the measured value must keep
 * @param bound whether the measured value must stay below or above the allowed one
 * @param detail one plain sentence for people: what was compared and by which rule
 */
public record Check(
    String group,
    String name,
    Verdict verdict,
    double measured,
    double allowed,
    Bound bound,
    String detail) {

  /**
   * A check that passes when the measured value is at most the allowed one; NaN fails.
   *
   * @param group stage
   * @param name name
   * @param measured measured value
   * @param allowed largest allowed value
   * @param detail sentence for people
   * @return the check with its verdict
   */
  public static Check atMost(
      String group, String name, double measured, double allowed, String detail) {
    return new Check(
        group,
        name,
        measured <= allowed ? Verdict.PASS : Verdict.FAIL,
        measured,
        allowed,
        Bound.AT_MOST,
        detail);
  }

  /**
   * A check that passes when the measured value is at least the allowed one; NaN fails.
   *
   * @param group stage
   * @param name name
   * @param measured measured value
   * @param allowed smallest allowed value
   * @param detail sentence for people
   * @return the check with its verdict
   */
  public static Check atLeast(
      String group, String name, double measured, double allowed, String detail) {
    return new Check(
        group,
        name,
        measured >= allowed ? Verdict.PASS : Verdict.FAIL,
        measured,
        allowed,
        Bound.AT_LEAST,
        detail);
  }

  /**
   * A check that could not be made.
   *
   * @param group stage
   * @param name name
   * @param why one sentence
   * @return the check
   */
  public static Check skipped(String group, String name, String why) {
    return new Check(group, name, Verdict.SKIPPED, Double.NaN, Double.NaN, Bound.NONE, why);
  }
}
