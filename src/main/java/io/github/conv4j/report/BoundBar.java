package io.github.conv4j.report;

import io.github.conv4j.result.Bound;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Verdict;

/**
 * How much of its bound a check uses, on a logarithmic axis: the mark is the bound, a bar that
 * stays left of it has kept it.
 */
final class BoundBar {

  private static final int LOWEST_EXPONENT = -6;
  private static final int HIGHEST_EXPONENT = 1;

  /** Where the bound is marked, 0 to 1. */
  static final double BOUND = (double) -LOWEST_EXPONENT / (HIGHEST_EXPONENT - LOWEST_EXPONENT);

  private BoundBar() {}

  /**
   * Share of the bound that is used: measured over allowed for an upper bound, allowed over
   * measured for a lower one.
   *
   * @param check a check
   * @return 0 or more; at most 1 when the bound is kept; NaN when that means nothing
   */
  static double used(Check check) {
    double measured = check.measured();
    double allowed = check.allowed();
    if (!(measured >= 0) || !(allowed >= 0)) {
      return Double.NaN;
    }
    return switch (check.bound()) {
      case AT_MOST -> measured == 0 ? 0 : measured / allowed;
      case AT_LEAST -> allowed == 0 ? 0 : allowed / measured;
      case NONE -> Double.NaN;
    };
  }

  /**
   * The share in words.
   *
   * @param check a check
   * @return text such as "12% of the bound", "exact", "3.2× the bound" or "1.01× what is asked"
   */
  static String words(Check check) {
    double used = used(check);
    if (check.verdict() == Verdict.SKIPPED) {
      return "not measured";
    }
    if (Double.isNaN(used)) {
      return check.verdict() == Verdict.PASS ? "within the bound" : "outside the bound";
    }
    if (check.bound() == Bound.AT_LEAST && used > 0) {
      return Numbers.apartFrom(1 / used, 1) + "× what is asked";
    }
    if (used > 1) {
      return Double.isInfinite(used) ? "must be 0" : Numbers.apartFrom(used, 1) + "× the bound";
    }
    if (used == 0) {
      return "exact";
    }
    if (used == 1) {
      return "exactly the bound";
    }
    return used < 1e-4 ? "under 0.01% of the bound" : percent(used) + " of the bound";
  }

  private static String percent(double used) {
    return Numbers.apartFrom(used * 100, 100) + "%";
  }

  /**
   * Position on the axis.
   *
   * @param used share of the bound, 0 or more
   * @return 0 to 1
   */
  static double position(double used) {
    double exponent = used > 0 ? Math.log10(used) : LOWEST_EXPONENT;
    double share = (exponent - LOWEST_EXPONENT) / (HIGHEST_EXPONENT - LOWEST_EXPONENT);
    return Math.min(1, Math.max(0, share));
  }

  /**
   * Writes the bar; nothing for a check without one.
   *
   * @param page page to write to
   * @param check a check
   */
  static void render(Markup page, Check check) {
    double used = used(check);
    if (Double.isNaN(used)) {
      return;
    }
    String bound = Numbers.share(BOUND);
    boolean failed = check.verdict() == Verdict.FAIL;
    // Even "exact" gets a sliver, so that it does not look like a missing bar.
    String width = Numbers.share(Math.max(0.015, position(used)));
    page.open("svg", "class", "bound", "height", "14", "aria-hidden", "true");
    page.empty("rect", "class", "track", "y", "3", "width", "100%", "height", "8", "rx", "2");
    page.empty(
        "rect",
        "class",
        failed ? "fill fail" : "fill pass",
        "y",
        "3",
        "width",
        width,
        "height",
        "8",
        "rx",
        "2");
    page.empty("line", "class", "limit", "x1", bound, "x2", bound, "y1", "0", "y2", "14");
    page.close("svg");
  }
}
