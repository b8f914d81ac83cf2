package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;

/**
 * How the padded input of a convolution lies in working memory: per channel one plane for each
 * remainder of row and column by the stride, so that the elements that one kernel element meets are
 * neighbours for every stride. Sizes count units of {@link #unit} elements: one vector of images,
 * or one element.
 */
record InputPlanes(
    Axis vertical,
    Axis horizontal,
    int rows,
    int columns,
    int planeSize,
    int channelSize,
    int unit) {

  static InputPlanes of(Window window, int unit) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    int rows = (extent(vertical) - 1) / vertical.stride() + 1;
    int columns = (extent(horizontal) - 1) / horizontal.stride() + 1;
    int planeSize = Math.multiplyExact(Math.multiplyExact(rows, columns), unit);
    int channelSize =
        Math.multiplyExact(planeSize, Math.multiplyExact(vertical.stride(), horizontal.stride()));
    return new InputPlanes(vertical, horizontal, rows, columns, planeSize, channelSize, unit);
  }

  /** Padded elements that windows reach. */
  private static int extent(Axis axis) {
    return (axis.output() - 1) * axis.stride() + (axis.kernel() - 1) * axis.dilation() + 1;
  }

  private int at(int rowPhase, int columnPhase, int row, int column) {
    return (rowPhase * horizontal.stride() + columnPhase) * planeSize
        + (row * columns + column) * unit;
  }

  /** Offset of what kernel element (kh, kw) of a channel meets, from the output's position. */
  int tap(int channel, int kh, int kw) {
    int row = kh * vertical.dilation();
    int column = kw * horizontal.dilation();
    return channel * channelSize
        + at(
            row % vertical.stride(),
            column % horizontal.stride(),
            row / vertical.stride(),
            column / horizontal.stride());
  }

  /** Receives a run of input elements: w, w + stride, … of one row. */
  interface Run {
    void accept(int input, int at, int count);
  }

  /** Visits every element of a channel that windows reach. */
  void forEachRun(Run run) {
    int reach = extent(horizontal);
    for (int ih = 0; ih < vertical.input(); ih++) {
      int padded = ih + vertical.before();
      if (padded >= extent(vertical)) {
        return;
      }
      for (int phase = 0; phase < horizontal.stride(); phase++) {
        int stride = horizontal.stride();
        int first = Math.floorMod(phase - horizontal.before(), stride);
        int end = Math.min(horizontal.input(), reach - horizontal.before());
        if (first < end) {
          int count = (end - first + stride - 1) / stride;
          run.accept(
              ih * horizontal.input() + first,
              at(
                  padded % vertical.stride(),
                  phase,
                  padded / vertical.stride(),
                  (first + horizontal.before()) / stride),
              count);
        }
      }
    }
  }

  /** Distance of the input elements of a run. */
  int step() {
    return horizontal.stride();
  }

  /** Number of elements of a channel that windows reach. */
  int elements() {
    int[] count = {0};
    forEachRun((input, at, length) -> count[0] += length);
    return count[0];
  }
}
