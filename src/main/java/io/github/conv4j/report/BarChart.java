package io.github.conv4j.report;

import java.util.List;

/**
 * A few lying bars on a common scale that starts at 0.
 *
 * @param title heading
 * @param figure number that sums the bars up, shown large
 * @param note what to read off, such as "longer is faster"
 * @param bars bars from top to bottom
 */
record BarChart(String title, String figure, String note, List<Bar> bars) {

  /**
   * One bar.
   *
   * @param name what it stands for
   * @param style class of the style sheet: "builtin" or "custom"
   * @param value length; nothing is drawn for what is not finite
   * @param label value as text
   * @param remark smaller text behind the label, may be empty
   */
  record Bar(String name, String style, double value, String label, String remark) {}

  /**
   * Writes the chart.
   *
   * @param page page to write to
   */
  void render(Markup page) {
    double longest = 0;
    for (Bar bar : bars) {
      longest = Double.isFinite(bar.value()) ? Math.max(longest, bar.value()) : longest;
    }
    page.open("div", "class", "panel");
    page.leaf("h3", title).leaf("p", figure, "class", "figure").leaf("p", note, "class", "note");
    page.open("ul");
    for (Bar bar : bars) {
      boolean drawn = Double.isFinite(bar.value()) && longest > 0;
      bar(page, bar, drawn ? Math.max(0, bar.value() / longest) : 0);
    }
    page.close("ul").close("div");
  }

  private static void bar(Markup page, Bar bar, double share) {
    page.open("li").open("p", "class", "label");
    page.leaf("span", bar.name()).text(" ").leaf("strong", bar.label()).close("p");
    page.open("svg", "width", "100%", "height", "20", "aria-hidden", "true");
    page.empty("rect", "class", "track", "width", "100%", "height", "20", "rx", "3");
    page.empty(
        "rect",
        "class",
        "fill " + bar.style(),
        "width",
        Numbers.share(share),
        "height",
        "20",
        "rx",
        "3");
    page.close("svg").leaf("small", bar.remark()).close("li");
  }
}
