package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link ProgressSnapshot} as one line, in the order task, count, bar, percent, rate,
 * time, measures. What does not fit the width is left out from the right; the bar takes what is
 * left over.
 */
final class ProgressText {
  private static final String GAP = "  ";
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 40;

  private ProgressText() {}

  /**
   * One line without a bar, for logs.
   *
   * @param snapshot the progress
   * @return such as "train custom 19,968/60,000 images 33% 2,410 images/s ETA 0:16 loss 0.21"
   */
  static String line(ProgressSnapshot snapshot) {
    List<String> parts = new ArrayList<>();
    parts.add(snapshot.task());
    parts.add(count(snapshot) + " " + snapshot.unit());
    parts.add(snapshot.percent() + "%");
    parts.addAll(afterPercent(snapshot));
    return String.join(GAP, parts);
  }

  /**
   * One line with a bar, for redrawing.
   *
   * @param snapshot the progress
   * @param width characters the line may take
   * @param style how to draw the bar
   * @return the line, colour codes not counted in its width
   */
  static String bar(ProgressSnapshot snapshot, int width, BarStyle style) {
    String left = snapshot.task() + GAP + count(snapshot) + GAP;
    String right = GAP + Terminal.format("%3d%%", snapshot.percent());
    int free = width - left.length() - right.length();
    if (free < SHORTEST_BAR) {
      return (left + right.strip()).substring(0, Math.min(width, (left + right.strip()).length()));
    }
    for (String part : afterPercent(snapshot)) {
      if (free - GAP.length() - part.length() < SHORTEST_BAR) {
        break;
      }
      right += GAP + part;
      free -= GAP.length() + part.length();
    }
    return left + style.draw(snapshot.percent(), Math.min(free, LONGEST_BAR)) + right;
  }

  private static List<String> afterPercent(ProgressSnapshot snapshot) {
    List<String> parts = new ArrayList<>();
    if (snapshot.rate() > 0) {
      parts.add(number(snapshot.rate()) + " " + snapshot.unit() + "/s");
    }
    if (snapshot.finished()) {
      parts.add("in " + clock(snapshot.seconds()));
    } else if (!Double.isNaN(snapshot.secondsLeft())) {
      parts.add("ETA " + clock(snapshot.secondsLeft()));
    }
    for (Map.Entry<String, Double> measure : snapshot.measures().entrySet()) {
      parts.add(measure.getKey() + " " + measured(measure.getValue()));
    }
    return parts;
  }

  /** The count padded to its final width, so that the bar does not move. */
  private static String count(ProgressSnapshot snapshot) {
    String total = Terminal.format("%,d", snapshot.total());
    return Terminal.format("%," + total.length() + "d", snapshot.done()) + "/" + total;
  }

  private static String number(double value) {
    return Terminal.format(value < 10 ? "%.1f" : "%,.0f", value);
  }

  private static String measured(double value) {
    double size = Math.abs(value);
    return Terminal.format(size != 0 && (size < 1e-3 || size >= 1e5) ? "%.2e" : "%.3f", value);
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? Terminal.format("%d:%02d", whole / 60, whole % 60)
        : Terminal.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
