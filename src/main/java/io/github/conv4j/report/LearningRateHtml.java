package io.github.conv4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.LearningRateReport;
import io.github.conv4j.result.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes {@code lr.html} and {@code lr.json}: a sweep over learning rates. */
public final class LearningRateHtml {

  private static final int INTERVALS = 7;

  /** Loss is drawn up to this multiple of where it began: what follows is only large. */
  private static final double HEADROOM = 1.5;

  private LearningRateHtml() {}

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param report what to show
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(LearningRateReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The report as indented JSON text that ends with a line feed.
   *
   * @param report what to write
   * @return the text
   */
  public static String json(LearningRateReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("network", report.network());
    root.put("data", report.data());
    root.put("started", report.started());
    root.put("command", report.command());
    root.put("batch", report.batch());
    root.put("steps", report.steps());
    root.put("ended", report.ended());
    JsonReport.number(root, "suggestion", report.suggestion());
    JsonReport.number(root, "lowest", report.lowest());
    ArrayNode points = root.putArray("points");
    for (int i = 0; i < report.losses().size(); i++) {
      ObjectNode point = points.addObject();
      JsonReport.number(point, "rate", report.losses().get(i).x());
      JsonReport.number(point, "loss", report.losses().get(i).y());
      JsonReport.number(point, "smoothed", report.smoothed().get(i).y());
    }
    return JsonReport.text(root);
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param report what to show
   * @return the text
   */
  public static String render(LearningRateReport report) {
    Markup page = new Markup();
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    HtmlReport.head(page, "conv4j learning rate", sentence(report));
    page.open("body").open("div", "class", "frame");
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j learning rate", "href", "#top", "class", "home");
    page.open("ol");
    HtmlReport.link(page, "sweep", "Sweep");
    HtmlReport.link(page, "repeat", "Repeat");
    page.close("ol").close("nav").open("main");
    page.open("header", "id", "top", "class", "verdict plain");
    page.open("h1").leaf("span", sentence(report) + ".", "class", "sentence").close("h1");
    page.leaf(
        "p",
        report.network()
            + " on "
            + report.data()
            + " · batches of "
            + report.batch()
            + " · "
            + Words.counted(report.steps(), "step")
            + ", ended "
            + report.ended()
            + " · "
            + report.started(),
        "class",
        "circumstances");
    page.close("header");
    sweep(page, report);
    Section.open(page, "repeat", "Repeat", "lr.json holds every point.");
    page.open("pre", "class", "command").leaf("code", report.command()).close("pre");
    page.close("section").close("main").close("div");
    page.open("script").trusted(HtmlReport.resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private static String sentence(LearningRateReport report) {
    return Double.isFinite(report.suggestion())
        ? "Try a learning rate of about " + Numbers.twoDigits(report.suggestion())
        : "No learning rate lowered the loss";
  }

  private static void sweep(Markup page, LearningRateReport report) {
    Section.open(
        page,
        "sweep",
        "Sweep",
        "The rate grows from step to step by the same factor. Where the smoothed loss falls fastest,"
            + " training makes good progress and is not yet close to where it breaks down.");
    page.open("figure");
    if (report.losses().size() < 2) {
      Section.nothing(page, "Too few steps to draw.");
    } else {
      chart(report).render(page);
      page.leaf(
          "figcaption",
          "Loss is lowest at a rate of "
              + Numbers.twoDigits(report.lowest())
              + "; a rate that high is too high to begin with. Losses above the drawing are at its"
              + " upper edge.");
    }
    page.close("figure").close("section");
  }

  private static LineChart chart(LearningRateReport report) {
    double low =
        Stream.concat(report.losses().stream(), report.smoothed().stream())
            .mapToDouble(Point::y)
            .min()
            .orElse(0);
    double high =
        Math.max(
            HEADROOM * report.smoothed().get(0).y(),
            report.smoothed().get(report.smoothed().size() / 2).y());
    Scale y = Scale.widened(low, high, INTERVALS, "");
    double from = report.losses().get(0).x();
    double to = report.losses().get(report.losses().size() - 1).x();
    List<Point> mark =
        Double.isFinite(report.suggestion())
            ? List.of(
                new Point(report.suggestion(), y.low()), new Point(report.suggestion(), y.high()))
            : List.of();
    List<LineChart.Series> curves =
        Stream.of(
                new LineChart.Series("each step", "noise", report.losses(), false),
                new LineChart.Series("smoothed", "run1", report.smoothed(), false),
                new LineChart.Series("suggestion", "other", mark, false))
            .filter(curve -> !curve.points().isEmpty())
            .toList();
    return new LineChart(
        "Loss by learning rate",
        "Loss of each step, smoothed loss, and the suggested rate.",
        "learning rate",
        "loss",
        "",
        Scale.logarithmic(from, to, INTERVALS),
        y,
        curves,
        true);
  }
}
