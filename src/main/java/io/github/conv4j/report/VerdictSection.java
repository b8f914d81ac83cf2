package io.github.conv4j.report;

import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Top of the page: the verdict in one sentence and the few numbers that matter most. */
final class VerdictSection {

  private static final int MOST_FAILURES = 6;

  private VerdictSection() {}

  /**
   * Writes the header.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    String verdict = Words.verdict(report.verdict());
    page.open("header", "id", "top", "class", "verdict " + verdict);
    page.open("h1");
    page.open("span", "class", "stamp");
    Icon.render(page, report.verdict());
    page.leaf("span", verdict.toUpperCase(Locale.ROOT)).close("span");
    page.leaf("span", ": ", "class", "unseen");
    page.leaf("span", sentence(report), "class", "sentence");
    page.close("h1");
    page.leaf("p", circumstances(report), "class", "circumstances");
    failures(page, report.checks());
    tiles(page, report);
    page.close("header");
  }

  private static String sentence(CompareReport report) {
    String outcome = Words.outcome(report);
    return outcome.substring(0, 1).toUpperCase(Locale.ROOT) + outcome.substring(1) + ".";
  }

  private static String circumstances(CompareReport report) {
    StringBuilder text = new StringBuilder();
    Map<String, String> settings = report.settings();
    for (String name : List.of("data", "network", "epochs", "batch", "dtype", "seed")) {
      if (settings.containsKey(name)) {
        text.append(name).append(' ').append(settings.get(name)).append(" · ");
      }
    }
    String images = settings.getOrDefault("training images", "");
    if (images.contains(" of ")) {
      text.append("trained on ").append(images).append(" images · ");
    }
    text.append(report.started()).append(" · took ").append(Numbers.duration(report.seconds()));
    return text.toString();
  }

  private static void failures(Markup page, List<Check> checks) {
    List<Check> failed = checks.stream().filter(check -> check.verdict() == Verdict.FAIL).toList();
    if (failed.isEmpty()) {
      return;
    }
    page.open("ul", "class", "failures");
    for (Check check : failed.subList(0, Math.min(failed.size(), MOST_FAILURES))) {
      page.open("li").leaf("code", check.name());
      page.text(": measured " + ChecksSection.measured(check));
      page.text(", allowed " + ChecksSection.allowed(check) + ". ");
      page.leaf("span", check.detail()).close("li");
    }
    page.close("ul");
    page.open("p", "class", "more").open("a", "href", "#checks");
    page.text(
        failed.size() > MOST_FAILURES
            ? "and " + Numbers.whole(failed.size() - MOST_FAILURES) + " more: see all checks"
            : "See all checks");
    page.close("a").close("p");
  }

  private static void tiles(Markup page, CompareReport report) {
    page.open("div", "class", "tiles");
    accuracy(page, report);
    ratio(
        page,
        "Training, images/s",
        report.ratio().train(),
        report.builtin().trainImagesPerSecond(),
        report.custom().trainImagesPerSecond());
    ratio(
        page,
        "Inference, images/s",
        report.ratio().inference(),
        report.builtin().inferenceImagesPerSecond(),
        report.custom().inferenceImagesPerSecond());
    checks(page, report.checks());
    page.close("div");
  }

  private static void accuracy(Markup page, CompareReport report) {
    page.open("div", "class", "tile").leaf("p", "Test accuracy", "class", "of");
    page.open("p", "class", "two");
    twin(page, "builtin", Words.BUILTIN, Numbers.percent(report.builtin().accuracy()));
    twin(page, "custom", Words.CUSTOM, Numbers.percent(report.custom().accuracy()));
    page.close("p").close("div");
  }

  private static void twin(Markup page, String style, String name, String value) {
    page.open("span", "class", "twin").leaf("strong", value);
    page.open("small").leaf("i", "", "class", "chip " + style).text(name);
    page.close("small").close("span");
  }

  private static void ratio(
      Markup page, String heading, double ratio, double builtin, double custom) {
    page.open("div", "class", "tile").leaf("p", heading, "class", "of");
    page.leaf("p", Numbers.times(ratio), "class", "big");
    page.open("dl", "class", "under");
    rate(page, "builtin", Words.BUILTIN, builtin);
    rate(page, "custom", Words.CUSTOM, custom);
    page.close("dl").close("div");
  }

  private static void rate(Markup page, String style, String name, double rate) {
    page.open("div").open("dt").leaf("i", "", "class", "chip " + style).text(name).close("dt");
    page.leaf("dd", Numbers.perSecond(rate)).close("div");
  }

  private static void checks(Markup page, List<Check> checks) {
    int skipped = Words.count(checks, Verdict.SKIPPED);
    int failed = Words.count(checks, Verdict.FAIL);
    page.open("div", "class", "tile").leaf("p", "Checks passed", "class", "of");
    page.open("p", "class", "big");
    page.text(Numbers.whole(Words.count(checks, Verdict.PASS)));
    page.leaf("small", " of " + Numbers.whole(checks.size())).close("p");
    String rest = Numbers.whole(failed) + " failed, " + Numbers.whole(skipped) + " skipped";
    page.open("p", "class", "under").leaf("span", rest).close("p").close("div");
  }
}
