package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Confusion matrices of both twins and the mistakes they make most. */
final class ConfusionSection {

  private static final int MOST_MISTAKES = 6;

  private ConfusionSection() {}

  /** One way to be wrong, and how often each twin is. */
  private record Mistake(int actual, int predicted, long builtin, long custom) {

    long both() {
      return builtin + custom;
    }
  }

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    List<List<Long>> builtin = report.builtin().confusion();
    List<List<Long>> custom = report.custom().confusion();
    if (builtin.isEmpty() && custom.isEmpty()) {
      Section.open(page, "confusion", "Confusion", "");
      Section.nothing(page, "No confusion matrix was recorded.");
      page.close("section");
      return;
    }
    Section.open(page, "confusion", "Confusion", lead(builtin, custom));
    if (Math.max(builtin.size(), custom.size()) > HeatMap.MOST_DRAWN) {
      Section.nothing(
          page,
          "The matrices have "
              + Numbers.whole(Math.max(builtin.size(), custom.size()))
              + " classes, too many to draw; report.json holds them.");
    } else {
      page.open("div", "class", "matrices");
      new HeatMap("Built-in", builtin, report.classes()).render(page);
      new HeatMap("Handwritten", custom, report.classes()).render(page);
      page.close("div");
    }
    mistakes(page, new HeatMap("", builtin, report.classes()), custom);
    page.close("section");
  }

  private static String lead(List<List<Long>> builtin, List<List<Long>> custom) {
    String shades =
        " Blue: classified correctly; orange, off the diagonal: taken for another class; the stronger, the"
            + " more, on a logarithmic scale.";
    if (builtin.equals(custom)) {
      return "The two matrices are equal, count by count." + shades;
    }
    long cells = 0;
    long largest = 0;
    int side = Math.max(builtin.size(), custom.size());
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        long difference = Math.abs(count(builtin, row, column) - count(custom, row, column));
        cells += difference > 0 ? 1 : 0;
        largest = Math.max(largest, difference);
      }
    }
    return "The two matrices differ in "
        + Numbers.whole(cells)
        + " of "
        + Words.counted((long) side * side, "cell")
        + ", by at most "
        + Words.counted(largest, "image")
        + "."
        + shades;
  }

  private static void mistakes(Markup page, HeatMap labels, List<List<Long>> custom) {
    List<List<Long>> builtin = labels.counts();
    List<Mistake> mistakes = new ArrayList<>();
    int side = Math.max(builtin.size(), custom.size());
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        Mistake mistake =
            new Mistake(row, column, count(builtin, row, column), count(custom, row, column));
        if (row != column && mistake.both() > 0) {
          mistakes.add(mistake);
        }
      }
    }
    if (mistakes.isEmpty()) {
      return;
    }
    mistakes.sort(Comparator.comparingLong(Mistake::both).reversed());
    Section.scroll(page, "The most frequent mistakes");
    page.open("table", "class", "grid narrow");
    page.leaf("caption", "The most frequent mistakes");
    page.open("thead").open("tr");
    Section.column(page, "True class", "words");
    Section.column(page, "Taken for", "words");
    Section.column(page, "Built-in", "number");
    Section.column(page, "Handwritten", "number");
    page.close("tr").close("thead").open("tbody");
    for (Mistake mistake : mistakes.subList(0, Math.min(mistakes.size(), MOST_MISTAKES))) {
      page.open("tr").leaf("th", labels.label(mistake.actual()), "scope", "row");
      page.leaf("td", labels.label(mistake.predicted()));
      page.leaf("td", Numbers.whole(mistake.builtin()), "class", "number");
      page.leaf("td", Numbers.whole(mistake.custom()), "class", "number").close("tr");
    }
    page.close("tbody").close("table").close("div");
  }

  private static long count(List<List<Long>> counts, int row, int column) {
    return row < counts.size() && column < counts.get(row).size() ? counts.get(row).get(column) : 0;
  }
}
