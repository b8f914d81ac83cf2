package io.github.conv4j.report;

import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All checks by group: groups with a failure first, failures first within a group. */
final class ChecksSection {

  /** With more checks than this, groups that passed start folded. */
  private static final int MOST_UNFOLDED = 60;

  private static final Comparator<Check> WORST_FIRST = Comparator.comparing(ChecksSection::rank);

  private ChecksSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    List<Check> checks = report.checks();
    if (checks.isEmpty()) {
      Section.open(page, "checks", "Checks", "");
      Section.nothing(page, "No check was made.");
      page.close("section");
      return;
    }
    Section.open(
        page,
        "checks",
        "Checks",
        Words.checks(checks.size())
            + ": "
            + counts(checks)
            + ". The bar shows how much of its bound a check uses, on a logarithmic scale: left of"
            + " the mark the bound is kept, and 10⁻³ is a thousandth of it.");
    for (List<Check> group : groups(checks)) {
      group(page, group, checks.size() <= MOST_UNFOLDED);
    }
    page.close("section");
  }

  private static List<List<Check>> groups(List<Check> checks) {
    Map<String, List<Check>> byName = new LinkedHashMap<>();
    for (Check check : checks) {
      byName.computeIfAbsent(check.group(), name -> new ArrayList<>()).add(check);
    }
    List<List<Check>> groups = new ArrayList<>(byName.values());
    groups.forEach(group -> group.sort(WORST_FIRST));
    // Both sorts are stable: groups and checks otherwise keep the order of the run.
    groups.sort(Comparator.comparing(group -> rank(group.get(0)) == 0 ? 0 : 1));
    return groups;
  }

  private static int rank(Check check) {
    return switch (check.verdict()) {
      case FAIL -> 0;
      case SKIPPED -> 1;
      case PASS -> 2;
    };
  }

  private static void group(Markup page, List<Check> checks, boolean unfolded) {
    Verdict verdict = checks.get(0).verdict();
    String name = Words.verdict(verdict);
    if (unfolded || verdict == Verdict.FAIL) {
      page.open("details", "class", "group " + name, "open", "open");
    } else {
      page.open("details", "class", "group " + name);
    }
    page.open("summary");
    Icon.render(page, verdict);
    page.leaf("h3", checks.get(0).group()).text(" ");
    page.leaf("span", counts(checks) + closest(checks), "class", "counts");
    page.close("summary");
    table(page, checks);
    page.close("details");
  }

  private static String counts(List<Check> checks) {
    List<String> parts = new ArrayList<>();
    int failed = Words.count(checks, Verdict.FAIL);
    int skipped = Words.count(checks, Verdict.SKIPPED);
    if (failed > 0) {
      parts.add(Numbers.whole(failed) + " failed");
    }
    if (skipped > 0) {
      parts.add(Numbers.whole(skipped) + " skipped");
    }
    int passed = checks.size() - failed - skipped;
    parts.add(passed == checks.size() ? "all passed" : Numbers.whole(passed) + " passed");
    return String.join(", ", parts);
  }

  private static String closest(List<Check> checks) {
    Check closest = null;
    for (Check check : checks) {
      if (check.verdict() == Verdict.PASS
          && BoundBar.used(check) > 0
          && (closest == null || BoundBar.used(check) > BoundBar.used(closest))) {
        closest = check;
      }
    }
    if (closest == null || Words.count(checks, Verdict.PASS) < checks.size()) {
      return "";
    }
    return checks.size() == 1 ? "" : ", the closest at " + BoundBar.words(closest);
  }

  private static void table(Markup page, List<Check> checks) {
    page.open("table", "class", "checks");
    page.leaf("caption", "Checks of the group " + checks.get(0).group(), "class", "unseen");
    page.open("thead").open("tr");
    Section.column(page, "Verdict", "words");
    Section.column(page, "Check", "words");
    Section.column(page, "Measured", "number");
    Section.column(page, "Allowed", "number");
    page.open("th", "scope", "col", "class", "use").leaf("span", "Bound used", "class", "unseen");
    scale(page);
    page.close("th").close("tr").close("thead").open("tbody");
    for (Check check : checks) {
      row(page, check);
    }
    page.close("tbody").close("table");
  }

  private static void scale(Markup page) {
    page.open("svg", "class", "scale", "height", "16", "aria-hidden", "true");
    page.leaf("text", "10⁻⁶", "x", "0", "y", "12");
    String middle = Numbers.share(BoundBar.position(1e-3));
    page.leaf("text", "10⁻³", "x", middle, "y", "12", "class", "middle");
    String bound = Numbers.share(BoundBar.BOUND);
    page.leaf("text", "bound", "x", bound, "y", "12", "class", "middle");
    page.close("svg");
  }

  private static void row(Markup page, Check check) {
    String verdict = Words.verdict(check.verdict());
    page.open("tr", "class", verdict);
    page.open("td", "class", "mark");
    Icon.render(page, check.verdict());
    page.leaf("span", check.verdict() == Verdict.FAIL ? "FAIL" : verdict).close("td");
    page.open("th", "scope", "row").leaf("code", check.name());
    page.leaf("small", check.detail()).close("th");
    if (check.verdict() == Verdict.SKIPPED) {
      page.leaf("td", "–", "class", "number").leaf("td", "–", "class", "number");
    } else {
      page.leaf("td", measured(check), "class", "number measured");
      page.leaf("td", allowed(check), "class", "number allowed");
    }
    page.open("td", "class", "use");
    BoundBar.render(page, check);
    page.leaf("small", BoundBar.words(check)).close("td").close("tr");
  }

  /**
   * The measured value as text.
   *
   * @param check a check that was made
   * @return text with enough digits to tell it from the allowed value
   */
  static String measured(Check check) {
    return Numbers.apartFrom(check.measured(), check.allowed());
  }

  /**
   * The allowed value as text.
   *
   * @param check a check that was made
   * @return text such as ≤ 0.005
   */
  static String allowed(Check check) {
    String number =
        Numbers.withoutTrailingZeros(Numbers.apartFrom(check.allowed(), check.measured()));
    return switch (check.bound()) {
      case AT_MOST -> "≤\u00A0" + number;
      case AT_LEAST -> "≥\u00A0" + number;
      case NONE -> number;
    };
  }
}
