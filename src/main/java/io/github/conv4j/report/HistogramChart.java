package io.github.conv4j.report;

import io.github.conv4j.result.Histogram;
import java.util.List;

/**
 * Distribution of log10(error / bound) on an axis shared by many histograms, with the bound marked
 * and the exact zeros, which have no logarithm, in a bar of their own at the left.
 *
 * @param lowestExponent low end of the axis, a power of ten
 * @param highestExponent high end of the axis, at least 1
 */
record HistogramChart(int lowestExponent, int highestExponent) {

  private static final double ZERO_WIDTH = 0.055;
  private static final double AXIS_START = 0.095;
  private static final double FIRST_LABEL = 0.2;
  private static final int MOST_LABELS = 4;
  private static final int SIDE = 1000;

  /**
   * An axis that shows all bins of all histograms and some room beyond the bound.
   *
   * @param histograms histograms to be shown side by side
   * @return the chart
   */
  static HistogramChart over(List<Histogram> histograms) {
    int lowest = -4;
    int highest = 1;
    for (Histogram histogram : histograms) {
      for (int bin = 0; bin < histogram.counts().size(); bin++) {
        if (histogram.counts().get(bin) > 0) {
          lowest = Math.min(lowest, (int) Math.floor(edge(histogram, bin)));
          highest = Math.max(highest, (int) Math.ceil(edge(histogram, bin + 1)));
        }
      }
    }
    return new HistogramChart(lowest, highest);
  }

  /**
   * Writes one histogram.
   *
   * @param page page to write to
   * @param histogram what to draw
   * @param label what it shows, for people who cannot see it
   */
  void render(Markup page, Histogram histogram, String label) {
    long most = histogram.zeros();
    for (long count : histogram.counts()) {
      most = Math.max(most, count);
    }
    page.open("svg", "class", "histogram", "role", "img", "aria-label", label);
    page.leaf("title", label);
    String bound = Numbers.share(position(0));
    page.empty(
        "rect",
        "class",
        "beyond",
        "x",
        bound,
        "width",
        Numbers.share(1 - position(0)),
        "height",
        "100%");
    page.open(
        "svg", "viewBox", "0 0 " + SIDE + " " + SIDE, "preserveAspectRatio", "none", "class", "in");
    page.empty("path", "class", "zeros", "d", bar(0, ZERO_WIDTH, histogram.zeros(), most));
    page.empty("path", "class", "within", "d", bars(histogram, most, false));
    page.empty("path", "class", "outside", "d", bars(histogram, most, true));
    page.close("svg");
    axis(page, bound);
    page.close("svg");
  }

  private void axis(Markup page, String bound) {
    page.open("g", "class", "axis", "aria-hidden", "true");
    page.empty("line", "class", "base", "x1", "0", "x2", "100%", "y1", "100%", "y2", "100%");
    page.empty("line", "class", "limit", "x1", bound, "x2", bound, "y1", "-4", "y2", "100%");
    page.leaf("text", "0", "x", Numbers.share(ZERO_WIDTH / 2), "y", "100%", "dy", "15");
    int step = Math.max(1, (int) Math.ceil((double) -lowestExponent / MOST_LABELS));
    for (int exponent = -step; exponent >= lowestExponent; exponent -= step) {
      if (position(exponent) < FIRST_LABEL) {
        break;
      }
      String at = Numbers.share(position(exponent));
      page.leaf("text", Numbers.powerOfTen(exponent), "x", at, "y", "100%", "dy", "15");
    }
    page.leaf("text", "bound", "x", bound, "y", "100%", "dy", "15", "class", "limit-name");
    page.close("g");
  }

  private String bars(Histogram histogram, long most, boolean outside) {
    StringBuilder path = new StringBuilder();
    for (int bin = 0; bin < histogram.counts().size(); bin++) {
      double from = edge(histogram, bin);
      // A bin that starts at the bound holds ratios above 1.
      if (from > -1e-9 == outside) {
        path.append(
            bar(
                position(from),
                position(edge(histogram, bin + 1)),
                histogram.counts().get(bin),
                most));
      }
    }
    return path.toString();
  }

  /** A bar whose height grows with the logarithm of the count, so that one outlier is seen. */
  private static String bar(double from, double to, long count, long most) {
    if (count <= 0) {
      return "";
    }
    double height = Math.max(0.04, Math.log1p(count) / Math.log1p(most));
    double left = from * SIDE;
    double width = Math.max(1, (to - from) * SIDE - 1.5);
    return "M"
        + Numbers.coordinate(left)
        + " "
        + SIDE
        + "V"
        + Numbers.coordinate((1 - height) * SIDE)
        + "h"
        + Numbers.coordinate(width)
        + "V"
        + SIDE
        + "Z";
  }

  private double position(double exponent) {
    double clamped = Math.min(highestExponent, Math.max(lowestExponent, exponent));
    double share = (clamped - lowestExponent) / (highestExponent - lowestExponent);
    return AXIS_START + share * (1 - AXIS_START);
  }

  private static double edge(Histogram histogram, int bin) {
    return histogram.lowestExponent() + (double) bin / Math.max(1, histogram.binsPerDecade());
  }
}
