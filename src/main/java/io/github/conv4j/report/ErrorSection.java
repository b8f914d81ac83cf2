package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.LayerErrors;
import java.util.Comparator;
import java.util.List;

/** Distribution of the errors of every layer and quantity against their bounds. */
final class ErrorSection {

  private static final int MOST_UNFOLDED = 24;

  /** Beyond this many, the numbers of most are in the table only: the page is to stay small. */
  private static final int MOST_DRAWN = 240;

  private ErrorSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    List<LayerErrors> errors = report.layerErrors();
    if (errors.isEmpty()) {
      Section.open(page, "errors", "Errors per layer", "");
      Section.nothing(page, "No errors per layer were recorded.");
      page.close("section");
      return;
    }
    Section.open(
        page,
        "errors",
        "Errors per layer",
        "Every element of a layer’s output and gradients, handwritten against built-in: how large"
            + " its error is as a share of what rounding may cause there. Right of the bound would"
            + " be a failure. The bar at 0 counts exact agreement. Heights are logarithmic, so that"
            + " even one element shows.");
    HistogramChart chart =
        HistogramChart.over(errors.stream().map(layer -> layer.errors().histogram()).toList());
    if (errors.size() <= MOST_UNFOLDED) {
      cards(page, chart, errors);
    } else {
      List<LayerErrors> worst =
          errors.stream()
              .sorted(
                  Comparator.comparingDouble((LayerErrors layer) -> layer.errors().maxRatio())
                      .reversed())
              .limit(MOST_UNFOLDED / 2)
              .toList();
      page.leaf("h3", "The " + worst.size() + " closest to their bound");
      cards(page, chart, worst);
      if (errors.size() <= MOST_DRAWN) {
        String summary = "All " + errors.size() + " in the order of the network";
        page.open("details").leaf("summary", summary);
        cards(page, chart, errors);
        page.close("details");
      }
    }
    page.open("details").leaf("summary", "All errors as a table of numbers");
    table(page, errors);
    page.close("details").close("section");
  }

  private static void cards(Markup page, HistogramChart chart, List<LayerErrors> errors) {
    page.open("div", "class", "cards");
    for (LayerErrors layer : errors) {
      ErrorStats stats = layer.errors();
      boolean kept = stats.maxRatio() <= 1;
      page.open("figure", "class", kept ? "card" : "card fail");
      page.open("h4", "title", layer.layer()).leaf("code", layer.layer()).text(" ");
      page.leaf("span", layer.quantity()).close("h4");
      chart.render(
          page,
          stats.histogram(),
          layer.layer() + " " + layer.quantity() + ": " + worst(stats) + ", " + exact(stats));
      page.open("figcaption").leaf("strong", worst(stats));
      page.leaf("span", exact(stats)).close("figcaption").close("figure");
    }
    page.close("div");
  }

  static String worst(ErrorStats stats) {
    double ratio = stats.maxRatio();
    if (ratio == 0) {
      return "no error at all";
    }
    if (ratio <= 1) {
      return "worst at "
          + (ratio < 1e-4 ? "under 0.01" : Numbers.people(ratio * 100))
          + "% of its bound";
    }
    return Double.isNaN(ratio)
        ? "over its bound: not a number"
        : "over its bound: worst at " + Numbers.apartFrom(ratio, 1) + "×";
  }

  static String exact(ErrorStats stats) {
    return stats.count() == stats.exact()
        ? "all " + Numbers.whole(stats.count()) + " exact"
        : Numbers.whole(stats.exact()) + " of " + Numbers.whole(stats.count()) + " exact";
  }

  private static void table(Markup page, List<LayerErrors> errors) {
    Section.scroll(page, "Errors of every layer and quantity");
    page.open("table", "class", "grid");
    page.leaf(
        "caption",
        "Errors of every layer and quantity. Units in the last place mean nothing where terms"
            + " cancel; no check uses them.");
    page.open("thead").open("tr");
    Section.column(page, "Layer", "words");
    Section.column(page, "Quantity", "words");
    Section.column(page, "Elements", "number");
    Section.column(page, "Exact", "number");
    Section.column(page, "Largest error", "number");
    Section.column(page, "Root mean square", "number");
    Section.column(page, "Worst ÷ bound", "number");
    Section.column(page, "Last places", "number");
    page.close("tr").close("thead").open("tbody");
    for (LayerErrors layer : errors) {
      ErrorStats stats = layer.errors();
      page.open("tr").leaf("th", layer.layer(), "scope", "row").leaf("td", layer.quantity());
      for (String number :
          List.of(
              Numbers.whole(stats.count()),
              Numbers.whole(stats.exact()),
              Numbers.people(stats.maxAbs()),
              Numbers.people(stats.rms()),
              Numbers.people(stats.maxRatio()),
              Numbers.people(stats.maxUlp()))) {
        page.leaf("td", number, "class", "number");
      }
      page.close("tr");
    }
    page.close("tbody").close("table").close("div");
  }
}
