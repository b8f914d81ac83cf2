package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import java.util.stream.IntStream;

/**
 * How dL/dy lies in working memory: per filter one plane with rows as long as those of {@link
 * InputPlanes} and zeros around, so that what an input element's gradient sums up is found at the
 * same offsets for every element; or, for one kernel element at a time, with fewer zeros or none.
 * Places and sizes count elements of one image.
 *
 * <p>Output o with kernel element k reads padded input element i = o·stride + k·dilation. For the
 * elements q·stride + phase of one phase these are the o = q - (k·dilation - phase) / stride of the
 * k that divide without remainder: a correlation with stride 1 in each phase.
 *
 * @param outputRows rows of the output
 * @param outputColumns columns of the output
 * @param rowsBefore rows of zeros before (and after) the output
 * @param columnsBefore zeros before each row
 * @param slack zeros after the plane, for vectors that reach beyond it
 */
record GradientPlanes(
    int outputRows, int outputColumns, int rowsBefore, int columnsBefore, int slack) {

  /** With zeros around, for correlations with the whole kernel. */
  static GradientPlanes surrounded(Window window, int slack) {
    return new GradientPlanes(
        window.height().output(),
        window.width().output(),
        reach(window.height()),
        reach(window.width()),
        slack);
  }

  /** With zeros between rows only, for products with one kernel element at a time. */
  static GradientPlanes spaced(Window window, int slack) {
    return new GradientPlanes(
        window.height().output(), window.width().output(), 0, reach(window.width()), slack);
  }

  /** Nothing but the outputs. */
  static GradientPlanes dense(Window window) {
    return new GradientPlanes(window.height().output(), window.width().output(), 0, 0, 0);
  }

  /**
   * Outputs before (and after) those at the same place that an input element's gradient sums up.
   */
  static int reach(Axis axis) {
    return (axis.kernel() - 1) * axis.dilation() / axis.stride();
  }

  /** Elements from one row to the next. */
  int columns() {
    return outputColumns + columnsBefore;
  }

  int planeSize() {
    int rows = Math.addExact(outputRows, Math.multiplyExact(2, rowsBefore));
    return Math.addExact(Math.addExact(Math.multiplyExact(rows, columns()), columnsBefore), slack);
  }

  /** Place of the first output. */
  int first() {
    return rowsBefore * columns() + columnsBefore;
  }

  /** The outputs. */
  PlaneRuns runs() {
    PlaneRuns.Builder runs = new PlaneRuns.Builder(outputRows * outputColumns, 1);
    for (int row = 0; row < outputRows; row++) {
      runs.add(row * outputColumns, first() + row * columns(), outputColumns);
    }
    return runs.build();
  }

  /** Whether element k of the kernel meets input elements of a phase. */
  static boolean meets(Axis axis, int k, int phase) {
    return k * axis.dilation() % axis.stride() == phase;
  }

  /** Whether any element of the kernel does. */
  static boolean isMet(Axis axis, int phase) {
    return IntStream.range(0, axis.kernel()).anyMatch(k -> meets(axis, k, phase));
  }

  /** Offset of what the gradient at a position sums up for kernel element (kh, kw). */
  int tap(Window window, int kh, int kw) {
    int row = kh * window.height().dilation() / window.height().stride();
    int column = kw * window.width().dilation() / window.width().stride();
    return (rowsBefore - row) * columns() + columnsBefore - column;
  }
}
