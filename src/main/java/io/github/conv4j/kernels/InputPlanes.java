package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import java.util.Arrays;

/**
 * How the padded input of a convolution lies in working memory: per channel one plane for each
 * phase, the remainder of row and column by the stride, so that the elements that one kernel
 * element meets are neighbours for every stride. Phases that no kernel element meets have none.
 * Places and sizes count elements of one image.
 *
 * @param vertical rows
 * @param horizontal columns
 * @param rows rows of a plane
 * @param columns columns of a plane
 * @param rowPhases per phase of rows, how many before it are met; or -1 if it is not
 * @param columnPhases the same for columns
 * @param phases planes of a channel
 */
record InputPlanes(
    Axis vertical,
    Axis horizontal,
    int rows,
    int columns,
    int[] rowPhases,
    int[] columnPhases,
    int phases) {

  static InputPlanes of(Window window) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    int rows = (extent(vertical) - 1) / vertical.stride() + 1;
    int columns = (extent(horizontal) - 1) / horizontal.stride() + 1;
    int[] rowPhases = phases(vertical);
    int[] columnPhases = phases(horizontal);
    int phases = Math.multiplyExact(met(rowPhases), met(columnPhases));
    Math.multiplyExact(Math.multiplyExact(rows, columns), phases);
    return new InputPlanes(vertical, horizontal, rows, columns, rowPhases, columnPhases, phases);
  }

  private static int[] phases(Axis axis) {
    int[] phases = new int[axis.stride()];
    int met = 0;
    for (int phase = 0; phase < phases.length; phase++) {
      phases[phase] = GradientPlanes.isMet(axis, phase) ? met++ : -1;
    }
    return phases;
  }

  private static int met(int[] phases) {
    return (int) Arrays.stream(phases).filter(phase -> phase >= 0).count();
  }

  /** Padded elements that windows reach. */
  private static int extent(Axis axis) {
    return Math.addExact(
        Math.multiplyExact(axis.output() - 1, axis.stride()),
        Math.addExact(Math.multiplyExact(axis.kernel() - 1, axis.dilation()), 1));
  }

  int planeSize() {
    return rows * columns;
  }

  int channelSize() {
    return phases * planeSize();
  }

  /** Number of the plane of a phase, or -1. */
  int plane(int rowPhase, int columnPhase) {
    int row = rowPhases[rowPhase];
    int column = columnPhases[columnPhase];
    return row < 0 || column < 0 ? -1 : row * met(columnPhases) + column;
  }

  /** Place in a channel of a padded element that a kernel element meets. */
  private int place(int row, int column) {
    int plane = plane(row % vertical.stride(), column % horizontal.stride());
    return plane * planeSize() + row / vertical.stride() * columns + column / horizontal.stride();
  }

  /** Offset in a channel of what kernel element (kh, kw) meets, from the output's position. */
  int tap(int kh, int kw) {
    return place(kh * vertical.dilation(), kw * horizontal.dilation());
  }

  /** The elements of a channel that kernel elements meet. */
  PlaneRuns runs() {
    PlaneRuns.Builder runs =
        new PlaneRuns.Builder(vertical.input() * horizontal.input(), horizontal.stride());
    int stride = horizontal.stride();
    int endRow = Math.min(vertical.input(), extent(vertical) - vertical.before());
    int endColumn = Math.min(horizontal.input(), extent(horizontal) - horizontal.before());
    for (int ih = 0; ih < endRow; ih++) {
      int rowPhase = (ih + vertical.before()) % vertical.stride();
      for (int phase = 0; phase < stride; phase++) {
        int first = Math.floorMod(phase - horizontal.before(), stride);
        if (first < endColumn && plane(rowPhase, phase) >= 0) {
          runs.add(
              ih * horizontal.input() + first,
              place(ih + vertical.before(), first + horizontal.before()),
              Division.ceil(endColumn - first, stride));
        }
      }
    }
    return runs.build();
  }

  /** First position of a phase that is an element of the input and not of its padding. */
  static int firstInside(Axis axis, int phase) {
    return Math.max(0, Division.ceil(axis.before() - phase, axis.stride()));
  }

  /** One more than the last position of a phase that is an element that windows reach. */
  static int endInside(Axis axis, int phase) {
    int end = Math.min(axis.input() + axis.before(), extent(axis));
    return Division.ceil(end - phase, axis.stride());
  }
}
