package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes {@code runs.html}: earlier runs side by side, built like the page of {@link HtmlReport}:
 * one file, no request, no script for its content.
 */
public final class RunsHtml {

  /** More curves than that cannot be told apart. */
  public static final int MOST = 8;

  /** Losses are drawn as means of so many runs of steps. */
  private static final int LOSS_POINTS = 200;

  private static final int INTERVALS = 6;

  private final List<RunSummary> runs;
  private final int left;
  private final Markup page = new Markup();

  private RunsHtml(List<RunSummary> all) {
    runs = all.subList(0, Math.min(MOST, all.size()));
    left = all.size() - runs.size();
  }

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param runs what to show; the first {@value #MOST} are
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(List<RunSummary> runs, Path file) throws IOException {
    WholeFile.write(file, render(runs));
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param runs what to show; the first {@value #MOST} are
   * @return the text
   */
  public static String render(List<RunSummary> runs) {
    return new RunsHtml(runs).page();
  }

  private String page() {
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    HtmlReport.head(page, "conv4j runs", sentence());
    page.open("body").open("div", "class", "frame");
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j runs", "href", "#top", "class", "home");
    page.open("ol");
    HtmlReport.link(page, "curves", "Curves");
    HtmlReport.link(page, "table", "Results");
    if (!differingOptions().isEmpty()) {
      HtmlReport.link(page, "options", "Options");
    }
    page.close("ol").close("nav");
    page.open("main");
    heading();
    curves();
    table();
    options();
    page.close("main").close("div");
    page.open("script").trusted(HtmlReport.resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private String sentence() {
    Optional<RunSummary> best =
        runs.stream()
            .filter(run -> Double.isFinite(run.bestAccuracy()))
            .max(Comparator.comparingDouble(RunSummary::bestAccuracy));
    String count = Words.counted(runs.size(), "run");
    return best.map(
            run ->
                runs.size() == 1
                    ? run.name() + ": " + Numbers.percent(run.bestAccuracy()) + " at best"
                    : count
                        + ", the best is "
                        + run.name()
                        + " with "
                        + Numbers.percent(run.bestAccuracy()))
        .orElse(count + ", none of which has finished an epoch");
  }

  private void heading() {
    page.open("header", "id", "top", "class", "verdict plain");
    page.open("h1").leaf("span", sentence() + ".", "class", "sentence").close("h1");
    page.leaf(
        "p",
        left == 0
            ? accuracyBy()
            : accuracyBy()
                + " The "
                + Words.counted(left, "older run")
                + " not shown: name those you want to see.",
        "class",
        "circumstances");
    page.close("header");
  }

  private String accuracyBy() {
    String others =
        runs.stream()
            .filter(run -> run.accuracyBy().equals("validation"))
            .map(RunSummary::name)
            .collect(Collectors.joining(", "));
    return "Accuracy is that on the test images, after each epoch"
        + (others.isEmpty() ? "" : "; on images held out from training for " + others)
        + ". Test is that of the saved network, on the test images.";
  }

  private void curves() {
    Section.open(page, "curves", "Curves", "By epoch, which different batches leave comparable.");
    chart(
        "Accuracy",
        "accuracy",
        "%",
        run -> run.accuracies().stream().map(p -> new Point(p.x(), 100 * p.y())).toList(),
        true,
        "After each epoch. The axis does not start at 0.");
    chart(
        "Training loss",
        "loss",
        "",
        run -> means(run.losses()),
        false,
        "Each point is a mean over neighbouring steps, at most "
            + LOSS_POINTS
            + " points per run.");
    chart("Learning rate", "rate", "", RunSummary::learningRates, false, "Of each step.");
    page.close("section");
  }

  /** Means over equally long runs of points, so that curves of single batches can be read. */
  static List<Point> means(List<Point> points) {
    int length = Math.max(1, (points.size() + LOSS_POINTS - 1) / LOSS_POINTS);
    List<Point> means = new ArrayList<>();
    for (int from = 0; from < points.size(); from += length) {
      List<Point> part = points.subList(from, Math.min(points.size(), from + length));
      means.add(
          new Point(
              part.stream().mapToDouble(Point::x).average().orElse(0),
              part.stream().mapToDouble(Point::y).average().orElse(Double.NaN)));
    }
    return means;
  }

  private void chart(
      String title,
      String name,
      String unit,
      Function<RunSummary, List<Point>> curve,
      boolean dots,
      String caption) {
    page.open("figure");
    page.leaf("h3", title);
    List<LineChart.Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      List<Point> points = curve.apply(runs.get(i));
      if (points.stream().anyMatch(point -> Double.isFinite(point.y()))) {
        series.add(
            new LineChart.Series(
                runs.get(i).name(), "run" + (i + 1), points, dots && points.size() <= 60));
      }
    }
    List<Point> all =
        series.stream()
            .flatMap(each -> each.points().stream())
            .filter(point -> Double.isFinite(point.y()))
            .toList();
    if (all.isEmpty()) {
      Section.nothing(page, "Nothing to draw yet.");
    } else {
      double low = all.stream().mapToDouble(Point::y).min().getAsDouble();
      double high = all.stream().mapToDouble(Point::y).max().getAsDouble();
      double last = all.stream().mapToDouble(Point::x).max().getAsDouble();
      new LineChart(
              title,
              "A curve per run.",
              "epoch",
              name,
              unit,
              Scale.linear(0, last, INTERVALS, ""),
              unit.isEmpty() && low > 0 && high / low > 5
                  ? Scale.logarithmic(low, high, INTERVALS)
                  : Scale.widened(low, high, INTERVALS, unit),
              series,
              dots)
          .render(page);
      page.leaf("figcaption", caption);
    }
    page.close("figure");
  }

  private void table() {
    Section.open(page, "table", "Results", "");
    Section.scroll(page, "Results");
    page.open("table", "class", "grid bench").open("thead").open("tr");
    Section.column(page, "Run", "words");
    for (String column : List.of("Network", "Data", "Status")) {
      Section.column(page, column, "words");
    }
    for (String column :
        List.of("Epochs", "Accuracy", "Best", "Test", "Loss", "Images/s", "Time")) {
      Section.column(page, column, "number");
    }
    page.close("tr").close("thead").open("tbody");
    for (RunSummary run : runs) {
      page.open("tr").leaf("th", run.name(), "scope", "row");
      page.leaf("td", run.network() + ", " + run.layers());
      page.leaf("td", run.data());
      page.leaf("td", run.status(), "title", run.message());
      for (String cell :
          List.of(
              run.epochs() + " of " + run.epochsWanted(),
              known(run.accuracy(), Numbers.percent(run.accuracy())),
              known(
                  run.bestAccuracy(),
                  Numbers.percent(run.bestAccuracy()) + " (" + run.bestEpoch() + ")"),
              known(run.testAccuracy(), Numbers.percent(run.testAccuracy())),
              known(run.loss(), Numbers.people(run.loss())),
              known(run.imagesPerSecond(), Numbers.perSecond(run.imagesPerSecond())),
              Numbers.duration(run.seconds()))) {
        page.leaf("td", cell, "class", "number");
      }
      page.close("tr");
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private static String known(double value, String text) {
    return Double.isFinite(value) ? text : "–";
  }

  /** Options that are not the same in all runs, with each run's value. */
  private Map<String, List<String>> differingOptions() {
    Map<String, List<String>> differing = new LinkedHashMap<>();
    runs.stream()
        .flatMap(run -> run.options().keySet().stream())
        .distinct()
        .filter(option -> !option.equals("--out"))
        .forEach(
            option -> {
              List<String> values =
                  runs.stream().map(run -> run.options().getOrDefault(option, "–")).toList();
              if (values.stream().distinct().count() > 1) {
                differing.put(option, values);
              }
            });
    return differing;
  }

  private void options() {
    Map<String, List<String>> differing = differingOptions();
    if (differing.isEmpty()) {
      return;
    }
    Section.open(page, "options", "Options", "Those that are not the same in all runs.");
    Section.scroll(page, "Options");
    page.open("table", "class", "grid bench").open("thead").open("tr");
    Stream.concat(Stream.of(""), runs.stream().map(RunSummary::name))
        .forEach(name -> Section.column(page, name, "words"));
    page.close("tr").close("thead").open("tbody");
    differing.forEach(
        (option, values) -> {
          page.open("tr").open("th", "scope", "row").leaf("code", option).close("th");
          values.forEach(value -> page.leaf("td", value));
          page.close("tr");
        });
    page.close("tbody").close("table").close("div").close("section");
  }
}
