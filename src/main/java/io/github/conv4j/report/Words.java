package io.github.conv4j.report;

import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Verdict;
import java.util.List;

/** Sentences and names that several parts of the page share. */
final class Words {

  /** Name of the network of Deeplearning4j's own layers. */
  static final String BUILTIN = "built-in";

  /** Name of the twin. */
  static final String CUSTOM = "handwritten";

  private static final double SAME_SPEED = 0.02;

  private Words() {}

  /**
   * Name of a verdict.
   *
   * @param verdict verdict
   * @return "pass", "fail" or "skipped"
   */
  static String verdict(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "pass";
      case FAIL -> "fail";
      case SKIPPED -> "skipped";
    };
  }

  /**
   * Number of checks with a verdict.
   *
   * @param checks checks
   * @param verdict verdict
   * @return their number
   */
  static int count(List<Check> checks, Verdict verdict) {
    return (int) checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  /**
   * The outcome of the run in one sentence, without the leading verdict.
   *
   * @param report the run
   * @return a sentence without its full stop
   */
  static String outcome(CompareReport report) {
    int failed = count(report.checks(), Verdict.FAIL);
    int passed = count(report.checks(), Verdict.PASS);
    int skipped = count(report.checks(), Verdict.SKIPPED);
    int all = report.checks().size();
    return switch (report.verdict()) {
      case PASS ->
          passed == 0
              ? "no check failed, but none was made"
              : "the handwritten network is the same function as the built-in one"
                  + (skipped == 0 ? "" : " in every check that could be made")
                  + speed(report.ratio().train());
      case FAIL ->
          failed == 0
              ? "the run counts as failed, although none of its " + checks(all) + " did"
              : Numbers.whole(failed)
                  + " of "
                  + checks(all)
                  + " failed, so this run does not show that the handwritten network equals the"
                  + " built-in one";
      case SKIPPED -> "nothing could be checked";
    };
  }

  private static String speed(double ratio) {
    if (!Double.isFinite(ratio) || ratio <= 0) {
      return "";
    }
    if (Math.abs(ratio - 1) <= SAME_SPEED) {
      return ", and trains as fast";
    }
    return ratio > 1
        ? ", and trains " + Numbers.twoDigits(ratio) + " times as fast"
        : ", and trains at " + Numbers.twoDigits(ratio) + " times its speed";
  }

  /**
   * A number of checks.
   *
   * @param number how many
   * @return text such as "1 check" or "31 checks"
   */
  static String checks(int number) {
    return counted(number, "check");
  }

  /**
   * A number of things whose plural takes an s.
   *
   * @param number how many
   * @param thing singular
   * @return text such as "1 value" or "3 values"
   */
  static String counted(long number, String thing) {
    return Numbers.whole(number) + " " + thing + (number == 1 ? "" : "s");
  }
}
