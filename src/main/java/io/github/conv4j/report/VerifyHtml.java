package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.CaseFailure;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.CaseSummary.Outcome;
import io.github.conv4j.result.GroupKind;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.result.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes {@code verify.html}: a conformance run as one page for people. It is built like the page
 * of {@link HtmlReport}: one file, no request, no script for its content.
 */
public final class VerifyHtml {

  private static final int MOST_FAILURES = 6;

  private VerifyHtml() {}

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param report what to show
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(VerifyReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param report what to show
   * @return the text
   */
  public static String render(VerifyReport report) {
    Markup page = new Markup();
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    String verdict = Words.verdict(report.verdict()).toUpperCase(Locale.ROOT);
    HtmlReport.head(page, verdict + " · conv4j verify", verdict + ": " + outcome(report));
    page.open("body");
    Icon.define(page);
    page.open("div", "class", "frame");
    contents(page, report);
    page.open("main");
    verdict(page, report);
    failures(page, report);
    groups(page, report);
    checks(page, report, GroupKind.SENSITIVITY, "sensitivity", "Faults put in on purpose");
    PassGridSection.render(page, report);
    VerifyErrorSection.render(page, report);
    DeviationSection.render(page, report);
    checks(page, report, GroupKind.CONDUCT, "conduct", "How the layers behave in a network");
    run(page, report);
    page.close("main").close("div");
    page.open("script").trusted(HtmlReport.resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private static void contents(Markup page, VerifyReport report) {
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j verify", "href", "#top", "class", "home");
    page.open("ol");
    if (!report.failures().isEmpty()) {
      HtmlReport.link(page, "failures", "Failures");
    }
    HtmlReport.link(page, "groups", "What was examined");
    if (has(report, GroupKind.SENSITIVITY)) {
      HtmlReport.link(page, "sensitivity", "Faults put in");
    }
    HtmlReport.link(page, "grids", "By geometry");
    HtmlReport.link(page, "errors", "Errors");
    HtmlReport.link(page, "findings", "Findings");
    if (has(report, GroupKind.CONDUCT)) {
      HtmlReport.link(page, "conduct", "Behaviour");
    }
    HtmlReport.link(page, "run", "Machine");
    HtmlReport.link(page, "reading", "How to read this");
    page.close("ol").close("nav");
  }

  private static boolean has(VerifyReport report, GroupKind kind) {
    return report.groups().stream().anyMatch(group -> group.kind() == kind);
  }

  private static long count(VerifyReport report, Outcome outcome) {
    return report.groups().stream()
        .filter(GroupResult::counts)
        .mapToLong(group -> group.count(outcome))
        .sum();
  }

  private static String outcome(VerifyReport report) {
    long passed = count(report, Outcome.PASSED);
    long failed = count(report, Outcome.FAILED);
    if (report.verdict() == Verdict.PASS) {
      return passed == 0
          ? "no case failed, but none was examined"
          : "all " + Numbers.whole(passed) + " cases that prove something came out right";
    }
    return Numbers.whole(failed)
        + " of "
        + Words.counted(passed + failed, "case")
        + " came out wrong";
  }

  private static void verdict(Markup page, VerifyReport report) {
    String verdict = Words.verdict(report.verdict());
    page.open("header", "id", "top", "class", "verdict " + verdict);
    page.open("h1");
    page.open("span", "class", "stamp");
    Icon.render(page, report.verdict());
    page.leaf("span", verdict.toUpperCase(Locale.ROOT)).close("span");
    page.leaf("span", ": ", "class", "unseen");
    String outcome = outcome(report);
    page.leaf(
        "span",
        outcome.substring(0, 1).toUpperCase(Locale.ROOT) + outcome.substring(1) + ".",
        "class",
        "sentence");
    page.close("h1");
    StringBuilder circumstances = new StringBuilder();
    for (Map.Entry<String, String> setting : report.settings().entrySet()) {
      circumstances.append(setting.getKey()).append(' ').append(setting.getValue()).append(" · ");
    }
    circumstances.append(report.started());
    circumstances.append(" · took ").append(Numbers.duration(report.seconds()));
    page.leaf("p", circumstances.toString(), "class", "circumstances");
    worstFailures(page, report);
    tiles(page, report);
    page.close("header");
  }

  private static void worstFailures(Markup page, VerifyReport report) {
    List<CaseFailure> failures = report.failures();
    if (failures.isEmpty()) {
      return;
    }
    page.open("ul", "class", "failures");
    for (CaseFailure failure : failures.subList(0, Math.min(MOST_FAILURES, failures.size()))) {
      page.open("li").leaf("code", failure.name());
      page.leaf("span", " (" + failure.subject() + "): " + failure.message()).close("li");
    }
    page.close("ul");
    page.open("p", "class", "more").leaf("a", "See all failures", "href", "#failures").close("p");
  }

  private static void tiles(Markup page, VerifyReport report) {
    page.open("div", "class", "tiles even");
    long passed = count(report, Outcome.PASSED);
    long failed = count(report, Outcome.FAILED);
    tile(
        page,
        "Cases passed",
        Numbers.whole(passed),
        " of " + Numbers.whole(passed + failed),
        Numbers.whole(failed) + " failed");
    tile(
        page,
        "Left aside",
        Numbers.whole(count(report, Outcome.MISTRUSTED) + count(report, Outcome.DECLINED)),
        "",
        Numbers.whole(count(report, Outcome.MISTRUSTED))
            + " prove nothing, "
            + Numbers.whole(count(report, Outcome.DECLINED))
            + " not offered");
    List<GroupResult> sensitivity =
        report.groups().stream().filter(g -> g.kind() == GroupKind.SENSITIVITY).toList();
    if (!sensitivity.isEmpty()) {
      long caught = sensitivity.stream().mapToLong(g -> g.count(Outcome.PASSED)).sum();
      long faults = sensitivity.stream().mapToLong(g -> g.cases().size()).sum();
      tile(
          page,
          "Faults put in on purpose",
          Numbers.whole(caught),
          " of " + Numbers.whole(faults),
          "noticed by the suite");
    }
    tile(
        page,
        "Findings",
        Numbers.whole(report.findings().size()),
        "",
        "about Deeplearning4j’s own layers");
    page.close("div");
  }

  private static void tile(Markup page, String of, String big, String small, String under) {
    page.open("div", "class", "tile").leaf("p", of, "class", "of");
    page.open("p", "class", "big").text(big);
    if (!small.isEmpty()) {
      page.leaf("small", small);
    }
    page.close("p");
    page.open("p", "class", "under").leaf("span", under).close("p").close("div");
  }

  private static void failures(Markup page, VerifyReport report) {
    if (report.failures().isEmpty()) {
      return;
    }
    Section.open(
        page,
        "failures",
        "Failures",
        "Every wrong result, with the line that runs its case again: scripts/conv4j verify --case"
            + " \"LINE\".");
    Section.scroll(page, "Failures");
    page.open("table", "class", "grid cases");
    page.open("thead").open("tr");
    Section.column(page, "Case", "words");
    Section.column(page, "Subject", "words");
    Section.column(page, "What is wrong", "words");
    page.close("tr").close("thead").open("tbody");
    for (CaseFailure failure : report.failures()) {
      page.open("tr").open("th", "scope", "row").leaf("code", failure.name()).close("th");
      page.leaf("td", failure.subject() + ": " + failure.group());
      page.leaf("td", failure.message()).close("tr");
    }
    page.close("tbody").close("table").close("div");
    if (report.furtherFailures() > 0) {
      Section.nothing(page, "and " + Numbers.whole(report.furtherFailures()) + " more.");
    }
    page.close("section");
  }

  private static void groups(Markup page, VerifyReport report) {
    Section.open(
        page,
        "groups",
        "What was examined",
        "Each case computes output and all gradients. A case proves nothing when all its right"
            + " values are equal. Deeplearning4j’s own layers run beside ours and do not count.");
    Section.scroll(page, "What was examined");
    page.open("table", "class", "grid examined");
    page.open("thead").open("tr");
    Section.column(page, "Subject", "words");
    Section.column(page, "Cases of", "words");
    Section.column(page, "Verdict", "words");
    for (String name :
        List.of("Cases", "Passed", "Failed", "Prove nothing", "Not offered", "Seconds")) {
      Section.column(page, name, "number");
    }
    page.close("tr").close("thead").open("tbody");
    for (GroupResult group : report.groups()) {
      long failed = group.count(Outcome.FAILED);
      page.open("tr", "class", failed > 0 && group.counts() ? "fail" : "");
      page.leaf("th", group.subject(), "scope", "row").leaf("td", group.group());
      page.open("td", "class", "mark");
      mark(page, group, failed);
      page.close("td");
      for (String number :
          List.of(
              Numbers.whole(group.cases().size()),
              Numbers.whole(group.count(Outcome.PASSED)),
              Numbers.whole(failed),
              Numbers.whole(group.count(Outcome.MISTRUSTED)),
              Numbers.whole(group.count(Outcome.DECLINED)),
              String.format(Locale.ROOT, "%,.1f", group.seconds()))) {
        page.leaf("td", number, "class", "number");
      }
      page.close("tr");
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private static void mark(Markup page, GroupResult group, long failed) {
    if (!group.counts()) {
      page.text("for comparison");
      return;
    }
    Verdict verdict = verdict(group, failed);
    Icon.render(page, verdict);
    page.text(" " + Words.verdict(verdict));
  }

  private static Verdict verdict(GroupResult group, long failed) {
    if (failed > 0) {
      return Verdict.FAIL;
    }
    return group.count(Outcome.PASSED) > 0 ? Verdict.PASS : Verdict.SKIPPED;
  }

  /** Every check of the groups of a kind, one row each. */
  private static void checks(
      Markup page, VerifyReport report, GroupKind kind, String id, String heading) {
    List<GroupResult> groups =
        report.groups().stream().filter(group -> group.kind() == kind).toList();
    if (groups.isEmpty()) {
      return;
    }
    Section.open(page, id, heading, lead(kind));
    for (GroupResult group : groups) {
      long failed = group.count(Outcome.FAILED);
      page.open(
          "details",
          failed > 0
              ? new String[] {"class", "group fail", "open", "open"}
              : new String[] {"class", "group"});
      page.open("summary");
      Icon.render(page, verdict(group, failed));
      page.leaf("h3", group.subject());
      page.leaf(
          "span",
          Numbers.whole(group.count(Outcome.PASSED))
              + " of "
              + Numbers.whole(group.cases().size())
              + (kind == GroupKind.SENSITIVITY ? " noticed" : " passed"),
          "class",
          "counts");
      page.close("summary");
      Section.scroll(page, heading + ", " + group.subject());
      page.open("table", "class", "grid listed").open("tbody");
      for (CaseSummary summary : group.cases()) {
        Verdict verdict =
            switch (summary.outcome()) {
              case PASSED -> Verdict.PASS;
              case FAILED -> Verdict.FAIL;
              case MISTRUSTED, DECLINED -> Verdict.SKIPPED;
            };
        page.open("tr").open("td", "class", "mark");
        Icon.render(page, verdict);
        page.text(" " + Words.verdict(verdict)).close("td");
        page.leaf("th", summary.name(), "scope", "row");
        page.leaf("td", summary.message()).close("tr");
      }
      page.close("tbody").close("table").close("div").close("details");
    }
    page.close("section");
  }

  private static String lead(GroupKind kind) {
    return kind == GroupKind.SENSITIVITY
        ? "A suite that never fails proves nothing. So faults are put into a right implementation,"
            + " one at a time, and each has to be noticed."
        : "Right numbers are not enough: a layer is also saved, cloned, regularised, trained and"
            + " used by several threads.";
  }

  private static void run(Markup page, VerifyReport report) {
    Section.open(page, "run", "Machine", "");
    RunSection.machine(page, report.environment());
    page.leaf("h3", "Repeat this run");
    page.open("pre", "class", "command").leaf("code", report.command()).close("pre");
    page.close("section");
    Section.open(page, "reading", "How to read this page", "");
    page.open("dl", "class", "reading");
    RunSection.term(
        page,
        "Case",
        "One operation on arrays of given sizes with given numbers. Its line holds all of that:"
            + " conv n2 ic3 ih7 iw5 oc4 kh3 kw2 is a convolution of 2 images of 3 × 7 × 5 with 4"
            + " filters of 3 × 2; sh and sw are strides, dh and dw dilations, ph and pw paddings.");
    RunSection.term(
        page,
        "Exact",
        "On small integers every order of summation gives the same numbers, so equality is"
            + " demanded.");
    RunSection.term(
        page,
        "Proof",
        "The error that no correct implementation can exceed, whatever the order of its sums.");
    RunSection.term(
        page, "Quality", "The smaller error that good code keeps, since roundings cancel.");
    RunSection.term(
        page,
        "Norm",
        "Winograd and FFT convolution have errors in proportion to the largest values around, so"
            + " their results are judged as a whole: the Euclidean norm of the errors, relative to"
            + " that of the result.");
    RunSection.term(
        page,
        "Parity",
        "The root mean square of the errors is at most twice that of Deeplearning4j’s own layer on"
            + " the same numbers. Where that layer throws or is wrong there is no parity, which"
            + " counts as not offered.");
    RunSection.term(
        page,
        "Not offered",
        "What an algorithm or a layer does not compute, such as a stride in Winograd convolution."
            + " Convolution in groups of channels is offered by no op or layer here and so not"
            + " examined; the reference loops have it.");
    RunSection.term(
        page,
        "Reference",
        "Plain loops in double precision that share nothing with what is examined but the rules of"
            + " geometry.");
    RunSection.term(
        page,
        "For programs",
        "verify.json holds the numbers of this page, junit.xml every case by name.");
    page.close("dl").close("section");
  }
}
