package io.github.conv4j.report;

import java.util.List;

/**
 * A confusion matrix: hits on the diagonal in one colour, mistakes in another, darker for more.
 *
 * @param title heading
 * @param counts rows: true class; columns: predicted class
 * @param classes labels; an index stands in for a missing one
 */
record HeatMap(String title, List<List<Long>> counts, List<String> classes) {

  /** Up to this many classes every count is written out. */
  static final int MOST_WITH_COUNTS = 20;

  /** Beyond this many classes a cell would be smaller than a pixel. */
  static final int MOST_DRAWN = 256;

  private static final int SHADES = 8;

  /**
   * Writes the matrix.
   *
   * @param page page to write to
   */
  void render(Markup page) {
    if (counts.size() <= MOST_WITH_COUNTS) {
      table(page);
    } else {
      drawing(page);
    }
  }

  /**
   * Label of a class.
   *
   * @param index class
   * @return its label, or its index as text
   */
  String label(int index) {
    return index < classes.size() ? classes.get(index) : Integer.toString(index);
  }

  private void table(Markup page) {
    Section.scroll(page, "Confusion matrix, " + title);
    page.open("table", "class", "confusion");
    page.open("caption").leaf("strong", title);
    page.leaf("span", "rows: true class · columns: predicted class").close("caption");
    page.open("thead").open("tr");
    page.open("td").close("td");
    boolean turned = false;
    for (int column = 0; column < counts.size(); column++) {
      turned |= label(column).length() > 3;
    }
    for (int column = 0; column < counts.size(); column++) {
      page.open("th", "scope", "col", "class", turned ? "turned" : "level");
      page.leaf("span", label(column)).close("th");
    }
    page.close("tr").close("thead").open("tbody");
    long most = most();
    for (int row = 0; row < counts.size(); row++) {
      page.open("tr").leaf("th", label(row), "scope", "row");
      for (int column = 0; column < counts.get(row).size(); column++) {
        long count = counts.get(row).get(column);
        page.leaf("td", Numbers.whole(count), "class", style(row, column, count, most));
      }
      page.close("tr");
    }
    page.close("tbody").close("table").close("div");
  }

  private void drawing(Markup page) {
    int side = counts.size();
    page.open("figure", "class", "confusion-map");
    page.open("figcaption").leaf("strong", title);
    page.leaf("span", "rows: true class · columns: predicted class").close("figcaption");
    String description = title + ": confusion matrix of " + side + " classes";
    page.open(
        "svg", "viewBox", "0 0 " + side + " " + side, "role", "img", "aria-label", description);
    page.leaf("title", description);
    page.empty("rect", "class", "none", "width", "100%", "height", "100%");
    long most = most();
    StringBuilder[][] paths = new StringBuilder[2][SHADES + 1];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < counts.get(row).size(); column++) {
        long count = counts.get(row).get(column);
        if (count > 0) {
          int kind = row == column ? 1 : 0;
          int shade = shade(count, most);
          if (paths[kind][shade] == null) {
            paths[kind][shade] = new StringBuilder();
          }
          paths[kind][shade].append("M" + column + " " + row + "h1v1h-1z");
        }
      }
    }
    for (int kind = 0; kind < 2; kind++) {
      for (int shade = 1; shade <= SHADES; shade++) {
        if (paths[kind][shade] != null) {
          String style = (kind == 1 ? "hit" : "miss") + shade;
          page.empty("path", "class", style, "d", paths[kind][shade].toString());
        }
      }
    }
    page.close("svg").close("figure");
  }

  private static String style(int row, int column, long count, long most) {
    if (count <= 0) {
      return "none";
    }
    return (row == column ? "hit" : "miss") + shade(count, most);
  }

  /** Shade 1 to 8 by the logarithm of the count: a single mistake is to be seen. */
  private static int shade(long count, long most) {
    double share = Math.log1p(count) / Math.log1p(most);
    return (int) Math.min(SHADES, Math.max(1, Math.ceil(share * SHADES)));
  }

  private long most() {
    return counts.stream().flatMap(List::stream).mapToLong(Long::longValue).max().orElse(0);
  }
}
