package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.OutputFile;
import java.util.TreeMap;

/** The machine, the files written, the command that repeats the run, and how to read the page. */
final class RunSection {

  private RunSection() {}

  /**
   * Writes both sections.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    Section.open(page, "run", "Machine and files", "");
    machine(page, report.environment());
    files(page, report);
    page.leaf("h3", "Repeat this run");
    page.open("pre", "class", "command").leaf("code", report.command()).close("pre");
    page.close("section");
    reading(page);
  }

  static void machine(Markup page, Environment environment) {
    page.open("dl", "class", "facts");
    Section.fact(page, "processor", environment.cpu());
    Section.fact(page, "cores for Java", Numbers.whole(environment.cores()));
    Section.fact(page, "memory", Numbers.memory(environment.memoryMiB()));
    Section.fact(page, "system", environment.os());
    Section.fact(page, "Java", environment.java());
    Section.fact(page, "heap limit", Numbers.memory(environment.maxHeapMiB()));
    Section.fact(page, "Deeplearning4j", environment.dl4jVersion());
    Section.fact(page, "backend", environment.backend());
    Section.fact(page, "BLAS", environment.blas());
    Section.fact(page, "conv4j", environment.conv4jVersion());
    new TreeMap<>(environment.variables())
        .forEach((name, value) -> Section.fact(page, name, value));
    page.close("dl");
  }

  private static void files(Markup page, CompareReport report) {
    if (report.files().isEmpty()) {
      Section.nothing(page, "No file was written beside this page.");
      return;
    }
    Section.scroll(page, "Files written beside this page");
    page.open("table", "class", "grid files");
    page.leaf("caption", "Files written beside this page");
    page.open("thead").open("tr");
    Section.column(page, "File", "words");
    Section.column(page, "What it holds", "words");
    Section.column(page, "Size", "number");
    Section.column(page, "SHA-256", "words");
    page.close("tr").close("thead").open("tbody");
    for (OutputFile file : report.files()) {
      page.open("tr").open("th", "scope", "row").leaf("code", file.path()).close("th");
      page.leaf("td", file.description());
      page.leaf("td", Numbers.size(file.bytes()), "class", "number");
      page.open("td").leaf("code", file.sha256(), "class", "hash").close("td").close("tr");
    }
    page.close("tbody").close("table").close("div");
  }

  private static void reading(Markup page) {
    Section.open(page, "reading", "How to read this page", "");
    page.open("dl", "class", "reading");
    term(
        page,
        "Twins",
        "The same network twice: once of Deeplearning4j’s built-in convolution and pooling layers,"
            + " once with those layers replaced by handwritten ones. Weights are copied key by key,"
            + " and both see the same batches.");
    term(
        page,
        "Bound",
        "The most that a measured number may be (≤) or the least that it must be (≥). Bounds of"
            + " rounding errors follow from the arithmetic: a sum of n rounded products cannot be"
            + " further off than so much.");
    term(
        page,
        "Share of the bound",
        "Where a number may be at most so much, the bar is measured ÷ allowed; where it must be at"
            + " least so much, allowed ÷ measured. At the mark the two are equal.");
    term(
        page,
        "Noise floor",
        "Even the built-in network does not repeat its own losses bit for bit when the number of"
            + " threads changes, as sums are then added in another order. The twins cannot be asked"
            + " to agree better than that.");
    term(
        page,
        "Exact",
        "Equal bit for bit. Max pooling only picks values and so must be exact; convolution adds"
            + " numbers, and two correct programs may round differently.");
    term(
        page,
        "Rates",
        "Images per second, medians. They depend on the machine and on what else it was doing:"
            + " compare the ratio, not the rates, between machines.");
    term(
        page,
        "For programs",
        "report.json holds every number of this page, and every point of its curves.");
    page.close("dl").close("section");
  }

  static void term(Markup page, String term, String meaning) {
    page.open("div").leaf("dt", term).leaf("dd", meaning).close("div");
  }
}
