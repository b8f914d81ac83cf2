package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.LayerSwap;

/** What was compared: the settings, and the layers with what the twin made of each. */
final class ComparedSection {

  private static final int MOST_UNFOLDED = 24;

  private ComparedSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    Section.open(
        page,
        "compared",
        "What was compared",
        "Two twins of one network, with the same starting weights, fed the same batches in the same"
            + " order: one of Deeplearning4j’s built-in layers, one of handwritten layers.");
    page.open("dl", "class", "facts");
    report.settings().forEach((name, value) -> Section.fact(page, name, value));
    Section.fact(page, "parameters", parameters(report));
    page.close("dl");
    if (report.swaps().isEmpty()) {
      Section.nothing(page, "The layers of the network were not recorded.");
    } else if (report.swaps().size() <= MOST_UNFOLDED) {
      swaps(page, report);
    } else {
      page.open("details").leaf("summary", replaced(report));
      swaps(page, report);
      page.close("details");
    }
    page.close("section");
  }

  private static String parameters(CompareReport report) {
    long builtin = report.builtin().parameters();
    long custom = report.custom().parameters();
    return builtin == custom
        ? Numbers.whole(builtin) + " in each twin"
        : Numbers.whole(builtin) + " built-in, " + Numbers.whole(custom) + " handwritten";
  }

  private static String replaced(CompareReport report) {
    long replaced = report.swaps().stream().filter(LayerSwap::replaced).count();
    return Numbers.whole(replaced)
        + " of "
        + Words.counted(report.swaps().size(), "layer")
        + " replaced by a handwritten one";
  }

  private static void swaps(Markup page, CompareReport report) {
    Section.scroll(page, "Layers and what the twin made of them");
    page.open("table", "class", "grid swaps");
    page.leaf("caption", replaced(report));
    page.open("thead").open("tr");
    Section.column(page, "Layer", "words");
    Section.column(page, "Built-in twin", "words");
    Section.column(page, "Handwritten twin", "words");
    Section.column(page, "Outcome", "words");
    page.close("tr").close("thead").open("tbody");
    for (LayerSwap swap : report.swaps()) {
      page.open("tr", "class", swap.replaced() ? "replaced" : "left");
      page.leaf("th", swap.layer(), "scope", "row");
      page.open("td").leaf("code", swap.from()).close("td");
      page.open("td").leaf("code", swap.to()).close("td");
      page.open("td");
      if (swap.replaced()) {
        page.leaf("strong", "replaced");
      } else {
        page.text(swap.reason().isEmpty() ? "left" : "left: " + swap.reason());
      }
      page.close("td").close("tr");
    }
    page.close("tbody").close("table").close("div");
  }
}
