package io.github.conv4j.report;

import io.github.conv4j.result.Point;
import java.util.List;

/**
 * Curves over a common axis.
 *
 * <p>The drawing stretches with the page while its text keeps its size: text and grid are placed in
 * percent, and only the curves are inside a stretched coordinate system of 1000 by 1000.
 *
 * @param title what is drawn, for people who cannot see it
 * @param description what the curves show, for people who cannot see it
 * @param xName name of the horizontal axis
 * @param yName name of the vertical axis
 * @param unit unit of the vertical axis, may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series curves, the lowest first
 * @param tall whether it is a main drawing rather than one below another
 */
record LineChart(
    String title,
    String description,
    String xName,
    String yName,
    String unit,
    Scale x,
    Scale y,
    List<Series> series,
    boolean tall) {

  private static final int RUNS = 500;
  private static final int SIDE = 1000;

  /**
   * One curve.
   *
   * @param name name in the legend
   * @param style class of the style sheet: "builtin", "custom", "noise" or "difference"
   * @param points points by rising x; y may be not finite, which leaves a gap
   * @param dots whether every point is marked
   */
  record Series(String name, String style, List<Point> points, boolean dots) {}

  /**
   * Writes legend and drawing.
   *
   * @param page page to write to
   */
  void render(Markup page) {
    page.open("div", "class", "chart");
    legend(page);
    page.open(
        "svg",
        "class",
        tall ? "plot tall" : "plot",
        "role",
        "img",
        "aria-label",
        title + ". " + description,
        "data-x-name",
        xName,
        "data-x",
        x.low() + " " + x.high(),
        "data-unit",
        unit,
        "data-y",
        y.low() + " " + y.high() + (y.logarithmic() ? " log" : ""));
    page.leaf("title", title);
    page.leaf("desc", description);
    axes(page);
    page.open(
        "svg", "viewBox", "0 0 " + SIDE + " " + SIDE, "preserveAspectRatio", "none", "class", "in");
    for (Series curve : series) {
      page.empty(
          "path", "class", "line " + curve.style(), "data-name", curve.name(), "d", path(curve));
    }
    page.close("svg");
    for (Series curve : series) {
      if (curve.dots()) {
        dots(page, curve);
      }
    }
    page.close("svg");
    page.leaf("output", "", "class", "readout");
    page.close("div");
  }

  private void legend(Markup page) {
    page.open("div", "class", "legend");
    page.leaf("span", yName, "class", "axis-name");
    for (Series curve : series) {
      page.open("span", "class", "key");
      page.open("svg", "class", "swatch", "width", "26", "height", "12", "aria-hidden", "true");
      page.empty("path", "class", "line " + curve.style(), "d", "M4 6H22");
      page.close("svg");
      page.text(curve.name()).close("span");
    }
    page.close("div");
  }

  private void axes(Markup page) {
    page.open("g", "class", "axis", "aria-hidden", "true");
    for (Scale.Tick tick : y.ticks()) {
      String at = Numbers.share(1 - y.fraction(tick.value()));
      page.empty("line", "class", "grid", "x1", "0", "x2", "100%", "y1", at, "y2", at);
      page.leaf("text", tick.label(), "x", "0", "y", at, "dx", "-8", "dy", "4", "class", "end");
    }
    page.empty("line", "class", "base", "x1", "0", "x2", "100%", "y1", "100%", "y2", "100%");
    for (Scale.Tick tick : x.ticks()) {
      String at = Numbers.share(x.fraction(tick.value()));
      page.open("svg", "x", at, "y", "100%", "class", "in");
      page.empty("line", "class", "base", "x1", "0", "x2", "0", "y1", "0", "y2", "5");
      page.leaf("text", tick.label(), "x", "0", "y", "19", "class", "middle");
      page.close("svg");
    }
    page.leaf("text", xName, "x", "100%", "y", "100%", "dy", "36", "class", "end");
    page.close("g");
  }

  private String path(Series curve) {
    List<Point> points = Decimation.keepExtremes(curve.points(), RUNS);
    StringBuilder path = new StringBuilder();
    boolean connected = false;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (!Double.isFinite(point.y())) {
        connected = false;
        continue;
      }
      path.append(connected ? "L" : "M");
      path.append(Numbers.coordinate(x.fraction(point.x()) * SIDE)).append(' ');
      path.append(Numbers.coordinate((1 - y.fraction(point.y())) * SIDE));
      boolean goesOn = i + 1 < points.size() && Double.isFinite(points.get(i + 1).y());
      if (!connected && !goesOn) {
        // A lone point: a line of no length, which round line ends draw as a dot.
        path.append("h0");
      }
      connected = true;
    }
    return path.toString();
  }

  private void dots(Markup page, Series curve) {
    for (Point point : curve.points()) {
      if (Double.isFinite(point.y())) {
        page.empty(
            "circle",
            "class",
            "dot " + curve.style(),
            "cx",
            Numbers.share(x.fraction(point.x())),
            "cy",
            Numbers.share(1 - y.fraction(point.y())));
      }
    }
  }
}
