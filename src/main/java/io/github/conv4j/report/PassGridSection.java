package io.github.conv4j.report;

import io.github.conv4j.result.PassGrid;
import io.github.conv4j.result.VerifyReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Outcome by kernel and input size: one small map per subject and operation. */
final class PassGridSection {

  private static final int SHADES = 8;

  private PassGridSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, VerifyReport report) {
    Section.open(
        page,
        "grids",
        "By geometry",
        "Cases by kernel size (down) and input size (across); each case counts for its rows and for"
            + " its columns. Blue: all right, with the number of cases. Amber: the number that went"
            + " wrong, over all strides, dilations and paddings.");
    if (report.grids().isEmpty()) {
      Section.nothing(page, "No case of such sizes was examined.");
    }
    Map<String, List<PassGrid>> bySubject =
        report.grids().stream()
            .collect(
                Collectors.groupingBy(PassGrid::subject, LinkedHashMap::new, Collectors.toList()));
    bySubject.forEach(
        (subject, grids) -> {
          page.leaf("h3", subject);
          page.open("div", "class", "passgrids");
          grids.forEach(grid -> grid(page, grid));
          page.close("div");
        });
    page.close("section");
  }

  private static void grid(Markup page, PassGrid grid) {
    page.open("table", "class", "confusion passgrid");
    page.open("caption").leaf("strong", grid.operation());
    long failed =
        grid.cells().stream().flatMap(List::stream).mapToLong(PassGrid.Cell::failed).sum();
    page.leaf("span", failed == 0 ? "all right" : "some wrong").close("caption");
    page.open("thead").open("tr");
    page.leaf("td", "");
    for (int input = 1; input <= grid.cells().get(0).size(); input++) {
      page.leaf("th", Integer.toString(input), "scope", "col");
    }
    page.close("tr").close("thead").open("tbody");
    for (int row = 0; row < grid.cells().size(); row++) {
      page.open("tr").leaf("th", Integer.toString(row + 1), "scope", "row");
      for (int column = 0; column < grid.cells().get(row).size(); column++) {
        cell(page, grid.cells().get(row).get(column), row + 1, column + 1);
      }
      page.close("tr");
    }
    page.close("tbody").close("table");
  }

  private static void cell(Markup page, PassGrid.Cell cell, int kernel, int input) {
    if (cell.cases() == 0) {
      page.leaf("td", "", "class", "none");
      return;
    }
    String style =
        cell.failed() == 0
            ? "hit2"
            : "miss" + Math.max(2, (int) Math.ceil((double) SHADES * cell.failed() / cell.cases()));
    String title =
        "kernel "
            + kernel
            + ", input "
            + input
            + ": "
            + (cell.failed() == 0
                ? "all " + Words.counted(cell.cases(), "case") + " right, such as "
                : Numbers.whole(cell.failed())
                    + " of "
                    + Words.counted(cell.cases(), "case")
                    + " wrong, such as ")
            + cell.example();
    page.leaf(
        "td",
        Numbers.whole(cell.failed() == 0 ? cell.cases() : cell.failed()),
        "class",
        style,
        "title",
        title);
  }
}
