package io.github.conv4j.report;

import io.github.conv4j.result.Environment;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A training as a page in Markdown with a drawing beside it, to be kept with the project. */
public final class RecordPage {

  private static final int MOST_ROWS = 24;

  private static final int WIDTH = 720;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 60;
  private static final int TOP = 34;
  private static final int BOTTOM = 44;
  private static final int INTERVALS = 5;
  private static final String ACCURACY_COLOUR = "#1f5fa8";
  private static final String LOSS_COLOUR = "#b5651d";
  private static final String INK = "#444444";

  private RecordPage() {}

  /**
   * The page.
   *
   * @param name its heading
   * @param run what was trained
   * @param command the command that repeats it
   * @param environment where it ran
   * @param notes about the data; may be empty
   * @param kept whether the network is kept beside the page
   * @return Markdown; the drawing is expected in {@code curve.svg}, the manifest in {@code
   *     manifest.json}
   */
  public static String markdown(
      String name,
      RunSummary run,
      String command,
      Environment environment,
      List<String> notes,
      boolean kept) {
    StringBuilder page = new StringBuilder("# ").append(name).append("\n\n");
    page.append("```\n").append(command).append("\n```\n\n");
    page.append("![").append(title(run)).append("](curve.svg)\n\n| | |\n|---|---|\n");
    row(page, "data", run.data() + (notes.isEmpty() ? "" : ": " + String.join("; ", notes)));
    row(
        page,
        "network",
        String.format(
            Locale.ROOT,
            "%s, %s layers, %,d parameters",
            run.network(),
            run.layers(),
            run.parameters()));
    row(page, "seed", Long.toString(run.seed()));
    row(
        page,
        accuracy(run),
        percent(run.accuracy())
            + " after the last epoch; best "
            + percent(run.bestAccuracy())
            + " after epoch "
            + run.bestEpoch());
    if (!run.accuracyBy().equals("test") || run.testAccuracy() != run.accuracy()) {
      String what = run.accuracyBy().equals("test") ? "final test accuracy" : "test accuracy";
      row(page, what, percent(run.testAccuracy()) + ", of the saved network");
    }
    row(
        page,
        "training",
        String.format(
            Locale.ROOT,
            "%s, %,d steps, %.1f minutes, the tests after each epoch included",
            Words.counted(run.epochs(), "epoch"),
            run.steps(),
            run.seconds() / 60));
    row(
        page,
        "machine",
        environment.cpu() + ", " + run.threads() + " threads; " + environment.java());
    row(page, "started", run.started());
    row(page, "made from", "[manifest.json](manifest.json)");
    if (kept) {
      row(
          page,
          "kept",
          "[model.zip](model.zip), and what it must answer: [expected.json](expected.json)");
    }
    page.append("\n| epoch | ").append(accuracy(run)).append(" |\n|---:|---:|\n");
    List<Point> points = run.accuracies();
    int every = Math.max(1, (points.size() + MOST_ROWS - 1) / MOST_ROWS);
    for (int i = 0; i < points.size(); i++) {
      if ((i + 1) % every == 0 || i == points.size() - 1) {
        page.append(
            String.format(
                Locale.ROOT, "| %.0f | %s |%n", points.get(i).x(), percent(points.get(i).y())));
      }
    }
    return page.toString();
  }

  /** Of which images, and what. */
  private static String accuracy(RunSummary run) {
    return run.accuracyBy() + " accuracy";
  }

  private static String title(RunSummary run) {
    String accuracy = accuracy(run);
    return accuracy.substring(0, 1).toUpperCase(Locale.ROOT)
        + accuracy.substring(1)
        + " and training loss by epoch";
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("| ").append(name).append(" | ").append(value.replace("|", "\\|")).append(" |\n");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /**
   * The drawing: accuracy on the left axis, loss on the right one.
   *
   * @param run what was trained
   * @return an SVG file
   */
  public static String curve(RunSummary run) {
    List<Point> accuracies =
        run.accuracies().stream().map(p -> new Point(p.x(), 100 * p.y())).toList();
    List<Point> losses = RunsHtml.means(run.losses());
    Markup page = new Markup();
    page.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "width",
        "" + WIDTH,
        "height",
        "" + HEIGHT,
        "font-family",
        "sans-serif",
        "font-size",
        "12",
        "fill",
        INK);
    page.leaf("title", title(run));
    page.empty("rect", "width", "100%", "height", "100%", "fill", "#ffffff");
    Scale x = Scale.linear(0, Math.max(1, run.epochs()), INTERVALS, "");
    for (Scale.Tick tick : x.ticks()) {
      text(page, atX(x, tick.value()), HEIGHT - BOTTOM + 18, "middle", INK, tick.label());
    }
    text(page, WIDTH / 2.0, HEIGHT - 8, "middle", INK, "epoch");
    text(page, LEFT, TOP - 14, "start", ACCURACY_COLOUR, accuracy(run));
    text(page, WIDTH - RIGHT, TOP - 14, "end", LOSS_COLOUR, "training loss");
    curve(page, x, losses, "", LOSS_COLOUR, false);
    curve(page, x, accuracies, " %", ACCURACY_COLOUR, true);
    page.close("svg");
    return page.finish() + "\n";
  }

  private static void curve(
      Markup page, Scale x, List<Point> points, String unit, String colour, boolean left) {
    List<Point> finite = points.stream().filter(p -> Double.isFinite(p.y())).toList();
    if (finite.isEmpty()) {
      return;
    }
    double low = finite.stream().mapToDouble(Point::y).min().orElse(0);
    double high = finite.stream().mapToDouble(Point::y).max().orElse(1);
    Scale y = Scale.widened(low, high, INTERVALS, unit);
    for (Scale.Tick tick : y.ticks()) {
      double at = atY(y, tick.value());
      if (left) {
        page.empty(
            "line",
            "x1",
            "" + LEFT,
            "x2",
            "" + (WIDTH - RIGHT),
            "y1",
            number(at),
            "y2",
            number(at),
            "stroke",
            "#dddddd");
      }
      text(
          page,
          left ? LEFT - 8 : WIDTH - RIGHT + 8,
          at + 4,
          left ? "end" : "start",
          colour,
          tick.label());
    }
    List<String> places = new ArrayList<>();
    finite.forEach(p -> places.add(number(atX(x, p.x())) + "," + number(atY(y, p.y()))));
    page.empty(
        "polyline",
        "points",
        String.join(" ", places),
        "fill",
        "none",
        "stroke",
        colour,
        "stroke-width",
        left ? "2.5" : "1.5",
        "stroke-linejoin",
        "round");
    if (left && finite.size() <= MOST_ROWS * 2) {
      finite.forEach(
          p ->
              page.empty(
                  "circle",
                  "cx",
                  number(atX(x, p.x())),
                  "cy",
                  number(atY(y, p.y())),
                  "r",
                  "3.5",
                  "fill",
                  colour));
    }
  }

  private static void text(
      Markup page, double x, double y, String anchor, String colour, String text) {
    page.leaf("text", text, "x", number(x), "y", number(y), "text-anchor", anchor, "fill", colour);
  }

  private static double atX(Scale x, double value) {
    return LEFT + x.fraction(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double atY(Scale y, double value) {
    return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
