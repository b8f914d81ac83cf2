package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Point;
import java.util.ArrayList;
import java.util.List;

/** Loss of both twins, their difference against the noise floor, and test accuracy. */
final class TrainingSection {

  private static final int INTERVALS = 5;
  private static final double WIDE = 8;

  private TrainingSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    Section.open(
        page,
        "training",
        "Training",
        "The thick pale line is the built-in network, the thin line on it the handwritten one:"
            + " where you see one line with a pale edge, they coincide.");
    List<Point> builtin = curve(report.builtin().lossHistory());
    List<Point> custom = curve(report.custom().lossHistory());
    List<Point> difference = magnitude(report.lossDifference());
    List<Point> noise = magnitude(report.noiseFloor());
    double iterations =
        Math.max(
            Math.max(builtin.size(), custom.size()), Math.max(difference.size(), noise.size()));
    loss(page, builtin, custom, iterations);
    difference(page, difference, noise, iterations);
    accuracy(page, report);
    page.close("section");
  }

  private static void loss(
      Markup page, List<Point> builtin, List<Point> custom, double iterations) {
    page.open("figure").leaf("h3", "Loss");
    List<Double> values = finite(builtin, custom);
    if (values.isEmpty()) {
      Section.nothing(page, "No loss was recorded.");
    } else {
      Scale y = scale(values);
      new LineChart(
              "Training loss of both networks",
              ends(Words.BUILTIN, builtin) + "; " + ends(Words.CUSTOM, custom),
              "iteration",
              y.logarithmic() ? "training loss, logarithmic" : "training loss",
              "",
              Scale.linear(0, iterations, INTERVALS, ""),
              y,
              List.of(
                  new LineChart.Series(Words.BUILTIN, "builtin", builtin, false),
                  new LineChart.Series(Words.CUSTOM, "custom", custom, false)),
              true)
          .render(page);
      page.leaf(
          "figcaption",
          sentence(ends(Words.BUILTIN, builtin) + "; " + ends(Words.CUSTOM, custom))
              + gaps("built-in losses", builtin)
              + gaps("handwritten losses", custom));
    }
    page.close("figure");
  }

  private static void difference(
      Markup page, List<Point> difference, List<Point> noise, double iterations) {
    page.open("figure").leaf("h3", "Difference of the losses");
    List<Double> positive = finite(difference, noise).stream().filter(v -> v > 0).toList();
    if (difference.isEmpty()) {
      Section.nothing(page, "No difference of the losses was recorded.");
    } else if (finite(difference).stream().allMatch(v -> v == 0)
        && gaps("", difference).isEmpty()) {
      Section.nothing(
          page,
          "The losses are equal bit for bit in all "
              + Words.counted(difference.size(), "iteration")
              + ".");
    } else if (positive.isEmpty()) {
      Section.nothing(page, "No difference of the losses is a finite number above 0.");
    } else {
      List<LineChart.Series> series = new ArrayList<>();
      if (!noise.isEmpty()) {
        series.add(
            new LineChart.Series("noise floor: built-in against itself", "noise", noise, false));
      }
      series.add(new LineChart.Series("handwritten − built-in", "difference", difference, false));
      String description = largest(difference, noise);
      new LineChart(
              "Difference of the losses",
              description,
              "iteration",
              "|difference|, logarithmic",
              "",
              Scale.linear(0, iterations, INTERVALS, ""),
              Scale.logarithmic(min(positive), max(positive), INTERVALS),
              series,
              false)
          .render(page);
      page.leaf(
          "figcaption",
          sentence(description)
              + zeros("difference", difference)
              + zeros("noise floor", noise)
              + gaps("difference", difference)
              + gaps("noise floor", noise));
    }
    page.close("figure");
  }

  private static void accuracy(Markup page, CompareReport report) {
    page.open("figure").leaf("h3", "Test accuracy");
    List<Point> builtin = inPercent(report.builtin().accuracyHistory());
    List<Point> custom = inPercent(report.custom().accuracyHistory());
    List<Double> values = finite(builtin, custom);
    if (values.isEmpty()) {
      Section.nothing(page, "Test accuracy was not measured during training.");
    } else {
      double last = 1;
      for (List<Point> points : List.of(builtin, custom)) {
        last = points.isEmpty() ? last : Math.max(last, points.get(points.size() - 1).x());
      }
      String description = ends(Words.BUILTIN, builtin) + "; " + ends(Words.CUSTOM, custom);
      boolean dots = builtin.size() <= 60;
      new LineChart(
              "Test accuracy of both networks in percent",
              description,
              "iteration",
              "images classified correctly",
              "%",
              Scale.linear(0, last, INTERVALS, ""),
              Scale.widened(min(values), max(values), INTERVALS, "%"),
              List.of(
                  new LineChart.Series(Words.BUILTIN, "builtin", builtin, dots),
                  new LineChart.Series(Words.CUSTOM, "custom", custom, dots)),
              false)
          .render(page);
      page.leaf(
          "figcaption",
          "At the end: "
              + Numbers.percent(report.builtin().accuracy())
              + " built-in, "
              + Numbers.percent(report.custom().accuracy())
              + " handwritten. The axis does not start at 0.");
    }
    page.close("figure");
  }

  private static List<Point> curve(List<Double> values) {
    List<Point> points = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      points.add(new Point(i + 1, values.get(i)));
    }
    return points;
  }

  private static List<Point> magnitude(List<Double> values) {
    return curve(values.stream().map(Math::abs).toList());
  }

  private static List<Point> inPercent(List<Point> shares) {
    return shares.stream().map(point -> new Point(point.x(), point.y() * 100)).toList();
  }

  private static Scale scale(List<Double> values) {
    double min = min(values);
    double max = max(values);
    return min > 0 && max / min > WIDE
        ? Scale.logarithmic(min, max, INTERVALS)
        : Scale.widened(min, max, INTERVALS, "");
  }

  @SafeVarargs
  private static List<Double> finite(List<Point>... curves) {
    List<Double> values = new ArrayList<>();
    for (List<Point> curve : curves) {
      for (Point point : curve) {
        if (Double.isFinite(point.y())) {
          values.add(point.y());
        }
      }
    }
    return values;
  }

  private static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static String ends(String name, List<Point> curve) {
    if (curve.isEmpty()) {
      return name + ": nothing recorded";
    }
    String last = Numbers.people(curve.get(curve.size() - 1).y());
    return curve.size() == 1
        ? name + ": one value, " + last
        : name + ": from " + Numbers.people(curve.get(0).y()) + " to " + last;
  }

  private static String largest(List<Point> difference, List<Point> noise) {
    String text = "largest difference " + peak(difference);
    return noise.isEmpty() ? text : text + "; largest noise " + peak(noise);
  }

  private static String peak(List<Point> curve) {
    Point peak = new Point(0, -1);
    for (Point point : curve) {
      if (Double.isFinite(point.y()) && point.y() > peak.y()) {
        peak = point;
      }
    }
    return peak.y() < 0
        ? "not a number"
        : Numbers.people(peak.y()) + " at iteration " + Numbers.whole((long) peak.x());
  }

  private static String zeros(String name, List<Point> curve) {
    long zeros = curve.stream().filter(point -> point.y() == 0).count();
    return zeros == 0
        ? ""
        : " The "
            + name
            + " is exactly 0 in "
            + Words.counted(zeros, "iteration")
            + ", drawn at the bottom edge.";
  }

  private static String gaps(String name, List<Point> curve) {
    List<Point> gaps = curve.stream().filter(point -> !Double.isFinite(point.y())).toList();
    return gaps.isEmpty()
        ? ""
        : " Of the "
            + name
            + (gaps.size() == 1
                ? ", 1 value is"
                : ", " + Numbers.whole(gaps.size()) + " values are")
            + " not finite and left out, the first at iteration "
            + Numbers.whole((long) gaps.get(0).x())
            + ".";
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
