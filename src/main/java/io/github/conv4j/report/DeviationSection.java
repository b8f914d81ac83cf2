package io.github.conv4j.report;

import io.github.conv4j.result.Deviation;
import io.github.conv4j.result.VerifyReport;

/** What was found about Deeplearning4j's own layers, each with the commands that show it again. */
final class DeviationSection {

  private DeviationSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, VerifyReport report) {
    Section.open(
        page,
        "findings",
        "Findings about Deeplearning4j",
        "Where Deeplearning4j’s own layers throw, crash or differ from the reference, grouped by"
            + " kind, the gravest first. They do not fail the run. The commands run the cases again"
            + " and show the numbers.");
    if (report.findings().isEmpty()) {
      Section.nothing(page, "Nothing was found, or Deeplearning4j’s own layers were not examined.");
    }
    page.open("div", "class", "findings");
    for (Deviation finding : report.findings()) {
      page.open("article", "class", "finding");
      page.open("h3").text(finding.title() + " ");
      page.leaf("small", Words.counted(finding.cases(), "case")).close("h3");
      page.leaf("p", finding.sentence());
      page.open("p", "class", "reported").text("First case: ");
      page.leaf("span", finding.message()).close("p");
      page.open("pre", "class", "command");
      for (String example : finding.examples()) {
        page.leaf("code", "scripts/conv4j verify --case \"" + example + "\"").text("\n");
      }
      page.close("pre").close("article");
    }
    page.close("div").close("section");
  }
}
