package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Some rows of a convolution, themselves a convolution: small enough for all that a task works on
 * to stay in a processor's second cache.
 *
 * @param firstInput first row of its input
 * @param firstOutput first row of its output
 * @param window its sizes
 */
record RowBand(int firstInput, int firstOutput, Window window) {

  /**
   * Bands that together have each output row once, and the input rows which they read.
   *
   * @param window the whole
   * @param multiple all bands but the last have a multiple of so many rows
   * @param bands number of them at least, where there are enough rows
   * @param elements working memory of a band with so many output rows
   * @param most what it should be at most
   */
  static List<RowBand> ofOutputs(
      Window window, int multiple, int bands, IntToLongFunction elements, long most) {
    Axis axis = window.height();
    int rows = rows(axis.output(), fewestRows(axis), bands, elements, most);
    rows = Division.ceil(rows, multiple) * multiple;
    List<RowBand> list = new ArrayList<>();
    for (int first = 0; first < axis.output(); first += rows) {
      int last = Math.min(axis.output(), first + rows) - 1;
      int start = axis.start(first);
      int end = axis.start(last) + extent(axis);
      int firstInput = Math.max(0, start);
      int endInput = Math.min(axis.input(), end);
      if (firstInput >= endInput) {
        return List.of(new RowBand(0, 0, window));
      }
      Axis part =
          new Axis(
              endInput - firstInput,
              last - first + 1,
              axis.kernel(),
              axis.stride(),
              axis.dilation(),
              firstInput - start,
              end - endInput);
      list.add(new RowBand(firstInput, first, new Window(part, window.width())));
    }
    return list;
  }

  /**
   * Bands that together have each input row once, and the output rows that read them.
   *
   * @param window the whole
   * @param bands number of them at least, where there are enough rows
   * @param elements working memory of a band with so many input rows
   * @param most what it should be at most
   */
  static List<RowBand> ofInputs(Window window, int bands, IntToLongFunction elements, long most) {
    Axis axis = window.height();
    int stride = axis.stride();
    int fewest = fewestRows(axis) * stride;
    int rows = Division.ceil(rows(axis.input(), fewest, bands, elements, most), stride) * stride;
    List<RowBand> list = new ArrayList<>();
    int first = 0;
    while (first < axis.input()) {
      // Bands begin where windows begin, so that none begins after its band.
      int next = first + rows;
      next = Math.min(axis.input(), next - Math.floorMod(next + axis.before(), stride));
      int firstOutput =
          Math.max(0, Division.ceil(first + axis.before() - extent(axis) + 1, stride));
      int endOutput = Math.min(axis.output(), (next - 1 + axis.before()) / stride + 1);
      int before = first - axis.start(firstOutput);
      if (next <= first || firstOutput >= endOutput || before < 0) {
        return List.of(new RowBand(0, 0, window));
      }
      int end = axis.start(endOutput - 1) + extent(axis);
      Axis part =
          new Axis(
              next - first,
              endOutput - firstOutput,
              axis.kernel(),
              stride,
              axis.dilation(),
              before,
              Math.max(0, end - next));
      list.add(new RowBand(first, firstOutput, new Window(part, window.width())));
      first = next;
    }
    return list;
  }

  /** Some channels' rows of the input, of planes of a size. */
  Part input(int batch, int group, int channels, int from, int count, int planeSize) {
    int columns = window.width().input();
    return new Part(
        batch, group, channels, from, count, planeSize, firstInput * columns, window.inputSize());
  }

  /** Some filters' rows of the output, of planes of a size. */
  Part output(int batch, int group, int filters, int from, int count, int planeSize) {
    int columns = window.width().output();
    return new Part(
        batch, group, filters, from, count, planeSize, firstOutput * columns, window.outputSize());
  }

  /** Rows that a kernel covers. */
  private static int extent(Axis axis) {
    return (axis.kernel() - 1) * axis.dilation() + 1;
  }

  /** Output rows below which bands would mostly read what their neighbours read too. */
  private static int fewestRows(Axis axis) {
    return Math.max(1, Division.ceil(extent(axis) - axis.stride(), axis.stride()));
  }

  private static int rows(int all, int fewest, int bands, IntToLongFunction elements, long most) {
    int rows = all;
    for (int n = 2; rows > fewest && (n <= bands || elements.applyAsLong(rows) > most); n++) {
      rows = Math.max(fewest, Division.ceil(all, n));
    }
    return rows;
  }
}
