package io.github.conv4j.report;

import io.github.conv4j.result.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Thins out long curves without losing a peak: a drawing has far fewer pixels than points. */
final class Decimation {

  private Decimation() {}

  /**
   * Keeps, of each of equally long runs of points, the lowest, the highest and the first one that
   * is not finite (so that gaps stay gaps), and the two ends of the curve.
   *
   * @param points points in order
   * @param runs number of runs
   * @return the points themselves if there are at most twice as many as runs, else the kept ones in
   *     order
   */
  static List<Point> keepExtremes(List<Point> points, int runs) {
    int size = points.size();
    if (size <= 2 * runs) {
      return points;
    }
    List<Point> kept = new ArrayList<>(3 * runs);
    for (int run = 0; run < runs; run++) {
      int from = (int) ((long) size * run / runs);
      int to = (int) ((long) size * (run + 1) / runs);
      TreeSet<Integer> indices = extremes(points, from, to);
      if (run == 0) {
        indices.add(0);
      }
      if (run == runs - 1) {
        indices.add(size - 1);
      }
      indices.forEach(index -> kept.add(points.get(index)));
    }
    return kept;
  }

  private static TreeSet<Integer> extremes(List<Point> points, int from, int to) {
    int lowest = -1;
    int highest = -1;
    int gap = -1;
    for (int i = from; i < to; i++) {
      double y = points.get(i).y();
      if (!Double.isFinite(y)) {
        gap = gap < 0 ? i : gap;
        continue;
      }
      if (lowest < 0 || y < points.get(lowest).y()) {
        lowest = i;
      }
      if (highest < 0 || y > points.get(highest).y()) {
        highest = i;
      }
    }
    TreeSet<Integer> indices = new TreeSet<>(List.of(lowest, highest, gap));
    indices.remove(-1);
    return indices;
  }
}
