package io.github.conv4j.report;

import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.QuantityErrors;
import io.github.conv4j.result.VerifyReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Errors of every operation and quantity against their bounds, added up over cases. */
final class VerifyErrorSection {

  private VerifyErrorSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, VerifyReport report) {
    Section.open(
        page,
        "errors",
        "Errors against their bounds",
        "How large the error of every element is as a share of what is allowed there, over all cases"
            + " that need not be exact and are not. Right of the bound is a failure. The bar at 0"
            + " counts exact agreement. Heights are logarithmic, so that even one element shows. With"
            + " “norm” and “parity” a bar counts cases: there the error of a result as a whole is"
            + " judged.");
    if (report.errors().isEmpty()) {
      Section.nothing(page, "No errors were measured.");
      page.close("section");
      return;
    }
    List<QuantityErrors> rounded =
        report.errors().stream().filter(VerifyErrorSection::isDrawn).toList();
    HistogramChart chart =
        HistogramChart.over(rounded.stream().map(errors -> errors.errors().histogram()).toList());
    Map<String, List<QuantityErrors>> bySubject =
        rounded.stream()
            .collect(
                Collectors.groupingBy(
                    QuantityErrors::subject, LinkedHashMap::new, Collectors.toList()));
    boolean[] first = {true};
    bySubject.forEach(
        (subject, errors) -> {
          boolean wrong = errors.stream().anyMatch(one -> !(one.errors().maxRatio() <= 1));
          page.open("details", first[0] || wrong ? new String[] {"open", "open"} : new String[0]);
          page.leaf("summary", subject + ", " + Words.counted(errors.size(), "histogram"));
          page.open("div", "class", "cards");
          errors.forEach(one -> card(page, chart, one));
          page.close("div").close("details");
          first[0] = false;
        });
    page.open("details").leaf("summary", "The smallest tolerances that would pass, as a table");
    table(page, report.errors());
    page.close("details").close("section");
  }

  /** The proof bound is wider than the one of quality, and drawn only where it is exceeded. */
  private static boolean isDrawn(QuantityErrors errors) {
    double ratio = errors.errors().maxRatio();
    return ratio > 1 || ratio > 0 && !errors.gate().equals("PROOF");
  }

  private static void card(Markup page, HistogramChart chart, QuantityErrors errors) {
    ErrorStats stats = errors.errors();
    String name = errors.operation() + " " + errors.quantity();
    String kind = lower(errors.precision()) + ", " + lower(errors.gate());
    page.open("figure", "class", stats.maxRatio() <= 1 ? "card" : "card fail");
    page.open("h4", "title", errors.worst()).leaf("code", name).text(" ");
    page.leaf("span", kind).close("h4");
    chart.render(
        page,
        stats.histogram(),
        name + ", " + kind + ": " + ErrorSection.worst(stats) + ", " + ErrorSection.exact(stats));
    page.open("figcaption").leaf("strong", ErrorSection.worst(stats));
    page.leaf("span", ErrorSection.exact(stats)).close("figcaption").close("figure");
  }

  private static void table(Markup page, List<QuantityErrors> all) {
    Section.scroll(page, "The smallest tolerances that would pass");
    page.open("table", "class", "grid cases");
    page.leaf("caption", "The smallest tolerances that would pass");
    page.open("thead").open("tr");
    Section.column(page, "Subject", "words");
    Section.column(page, "Quantity", "words");
    Section.column(page, "Gate", "words");
    for (String name :
        List.of(
            "Cases",
            "Elements",
            "Exact",
            "Largest error",
            "Root mean square",
            "Worst ÷ bound",
            "Last places")) {
      Section.column(page, name, "number");
    }
    Section.column(page, "Worst case", "words");
    page.close("tr").close("thead").open("tbody");
    for (QuantityErrors errors : all) {
      ErrorStats stats = errors.errors();
      page.open("tr").leaf("th", errors.subject(), "scope", "row");
      page.leaf(
          "td", errors.operation() + " " + errors.quantity() + ", " + lower(errors.precision()));
      page.leaf("td", lower(errors.gate()));
      for (String number :
          List.of(
              Numbers.whole(errors.cases()),
              Numbers.whole(stats.count()),
              Numbers.whole(stats.exact()),
              Numbers.people(stats.maxAbs()),
              Numbers.people(stats.rms()),
              Numbers.people(stats.maxRatio()),
              Numbers.people(stats.maxUlp()))) {
        page.leaf("td", number, "class", "number");
      }
      page.open("td");
      if (stats.maxRatio() > 0) {
        page.leaf("code", errors.worst());
      }
      page.close("td").close("tr");
    }
    page.close("tbody").close("table").close("div");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
