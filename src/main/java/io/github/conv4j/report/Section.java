package io.github.conv4j.report;

/** Parts of a section that all sections share. */
final class Section {

  private Section() {}

  /**
   * Opens a section with its heading and, below it, one paragraph that says what to see.
   *
   * @param page page to write to
   * @param id anchor
   * @param heading heading
   * @param lead paragraph; none if empty
   */
  static void open(Markup page, String id, String heading, String lead) {
    page.open("section", "id", id, "aria-labelledby", id + "-heading");
    page.leaf("h2", heading, "id", id + "-heading");
    if (!lead.isEmpty()) {
      page.leaf("p", lead, "class", "lead");
    }
  }

  /**
   * One entry of a list of facts.
   *
   * @param page page to write to, inside a dl
   * @param name name
   * @param value value
   */
  static void fact(Markup page, String name, String value) {
    page.open("div").leaf("dt", name).leaf("dd", value.isEmpty() ? "not known" : value);
    page.close("div");
  }

  /**
   * Opens a div that scrolls sideways when its table is wider than the page, by keyboard too.
   *
   * @param page page to write to
   * @param name what the table holds
   */
  static void scroll(Markup page, String name) {
    page.open("div", "class", "scroll", "role", "region", "aria-label", name, "tabindex", "0");
  }

  /**
   * What stands where a drawing would have been.
   *
   * @param page page to write to
   * @param why one sentence
   */
  static void nothing(Markup page, String why) {
    page.leaf("p", why, "class", "nothing");
  }

  /**
   * A heading cell of a column.
   *
   * @param page page to write to
   * @param name heading
   * @param style class: "number" for figures, "words" for text
   */
  static void column(Markup page, String name, String style) {
    page.leaf("th", name, "scope", "col", "class", style);
  }
}
