package io.github.conv4j.report;

import io.github.conv4j.result.Verdict;

/** The signs of the verdicts; each has its own shape, so that none is told by colour alone. */
final class Icon {

  private Icon() {}

  /**
   * Writes the shapes once; {@link #render} refers to them.
   *
   * @param page page to write to
   */
  static void define(Markup page) {
    page.open("svg", "width", "0", "height", "0", "class", "hidden", "aria-hidden", "true");
    shape(page, Verdict.PASS, "M5.5 10.5l3 3l6-7");
    shape(page, Verdict.FAIL, "M6.5 6.5l7 7m0-7l-7 7");
    shape(page, Verdict.SKIPPED, "M6 10h8");
    page.close("svg");
  }

  private static void shape(Markup page, Verdict verdict, String path) {
    page.open("symbol", "id", "icon-" + Words.verdict(verdict), "viewBox", "0 0 20 20");
    if (verdict == Verdict.FAIL) {
      page.empty("path", "class", "disc", "d", "M6 0h8l6 6v8l-6 6h-8l-6-6v-8z");
    } else {
      page.empty("circle", "class", "disc", "cx", "10", "cy", "10", "r", "10");
    }
    page.empty("path", "class", "stroke", "d", path);
    page.close("symbol");
  }

  /**
   * Writes the sign of a verdict; the word must stand beside it.
   *
   * @param page page to write to
   * @param verdict verdict
   */
  static void render(Markup page, Verdict verdict) {
    String name = Words.verdict(verdict);
    page.open("svg", "class", "icon " + name, "aria-hidden", "true");
    page.empty("use", "href", "#icon-" + name);
    page.close("svg");
  }
}
