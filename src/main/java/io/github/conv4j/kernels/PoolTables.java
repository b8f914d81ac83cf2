package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;

/**
 * What loops over a plane need of a window, in arrays and plain numbers: sizes, and of each output
 * row and column the kernel elements that lie in the input.
 */
public final class PoolTables {

  private final int inputHeight;
  private final int inputWidth;
  private final int outputHeight;
  private final int outputWidth;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int rowDilation;
  private final int columnDilation;
  private final int rowStride;
  private final int columnStride;
  private final int windowsHeight;
  private final int windowsWidth;
  private final boolean padded;
  private final boolean emptyWindows;
  private final boolean wholePlane;
  private final int[] rowStarts;
  private final int[] firstRows;
  private final int[] endRows;
  private final int[] columnStarts;
  private final int[] firstColumns;
  private final int[] endColumns;
  private final int interiorFrom;
  private final int interiorEnd;

  PoolTables(Window window) {
    Axis height = window.height();
    Axis width = window.width();
    inputHeight = height.input();
    inputWidth = width.input();
    outputHeight = height.output();
    outputWidth = width.output();
    kernelHeight = height.kernel();
    kernelWidth = width.kernel();
    rowDilation = height.dilation();
    columnDilation = width.dilation();
    rowStride = height.stride();
    columnStride = width.stride();
    windowsHeight = extent(height);
    windowsWidth = extent(width);
    padded =
        height.before() > 0
            || width.before() > 0
            || windowsHeight > inputHeight
            || windowsWidth > inputWidth;
    rowStarts = new int[outputHeight];
    firstRows = new int[outputHeight];
    endRows = new int[outputHeight];
    fill(height, rowStarts, firstRows, endRows);
    columnStarts = new int[outputWidth];
    firstColumns = new int[outputWidth];
    endColumns = new int[outputWidth];
    fill(width, columnStarts, firstColumns, endColumns);
    emptyWindows = isEmpty(firstRows, endRows) || isEmpty(firstColumns, endColumns);
    wholePlane =
        outputHeight == 1
            && outputWidth == 1
            && rowDilation == 1
            && columnDilation == 1
            && firstRows[0] == 0
            && firstColumns[0] == 0
            && endRows[0] == inputHeight
            && endColumns[0] == inputWidth
            && !padded;
    interiorFrom = Math.min(outputWidth, width.firstOutput(0));
    interiorEnd = Math.max(interiorFrom, width.endOutput(kernelWidth - 1));
  }

  /** Elements from the first of the first window to the last of the last one. */
  private static int extent(Axis axis) {
    return (axis.output() - 1) * axis.stride() + (axis.kernel() - 1) * axis.dilation() + 1;
  }

  private static boolean isEmpty(int[] first, int[] end) {
    for (int o = 0; o < first.length; o++) {
      if (first[o] >= end[o]) {
        return true;
      }
    }
    return false;
  }

  private static void fill(Axis axis, int[] starts, int[] first, int[] end) {
    for (int o = 0; o < starts.length; o++) {
      starts[o] = axis.start(o);
      first[o] = axis.firstInside(o);
      end[o] = Math.max(first[o], axis.endInside(o));
    }
  }

  /**
   * Rows of the input.
   *
   * @return the number
   */
  public int inputHeight() {
    return inputHeight;
  }

  /**
   * Columns of the input.
   *
   * @return the number
   */
  public int inputWidth() {
    return inputWidth;
  }

  /**
   * Rows of the output.
   *
   * @return the number
   */
  public int outputHeight() {
    return outputHeight;
  }

  /**
   * Columns of the output.
   *
   * @return the number
   */
  public int outputWidth() {
    return outputWidth;
  }

  /**
   * Rows of the window.
   *
   * @return the number
   */
  public int kernelHeight() {
    return kernelHeight;
  }

  /**
   * Columns of the window.
   *
   * @return the number
   */
  public int kernelWidth() {
    return kernelWidth;
  }

  /**
   * Distance of two rows of a window.
   *
   * @return the number
   */
  public int rowDilation() {
    return rowDilation;
  }

  /**
   * Distance of two windows of a column.
   *
   * @return the number
   */
  public int rowStride() {
    return rowStride;
  }

  /**
   * Rows from the first of the first window to the last of the last one, padding included.
   *
   * @return the number
   */
  public int windowsHeight() {
    return windowsHeight;
  }

  /**
   * Columns from the first of the first window to the last of the last one, padding included.
   *
   * @return the number
   */
  public int windowsWidth() {
    return windowsWidth;
  }

  /**
   * Whether a window meets padding.
   *
   * @return false if all elements of all windows are in the input
   */
  public boolean isPadded() {
    return padded;
  }

  /**
   * Whether there is a window with no element in the input.
   *
   * @return true if there is
   */
  public boolean hasEmptyWindows() {
    return emptyWindows;
  }

  /**
   * Whether there is one window, and it is the plane.
   *
   * @return true for global pooling
   */
  public boolean isWholePlane() {
    return wholePlane;
  }

  /**
   * Distance of two columns of a window.
   *
   * @return the number
   */
  public int columnDilation() {
    return columnDilation;
  }

  /**
   * Distance of two windows of a row.
   *
   * @return the number
   */
  public int columnStride() {
    return columnStride;
  }

  /**
   * Offset in the plane of an input row.
   *
   * @param outputRow row of the output
   * @param kernelRow row of the window
   * @return the offset of its column 0
   */
  public int row(int outputRow, int kernelRow) {
    return (rowStarts[outputRow] + kernelRow * rowDilation) * inputWidth;
  }

  /**
   * First row of the window that lies in the input.
   *
   * @param outputRow row of the output
   * @return row of the window
   */
  public int firstRow(int outputRow) {
    return firstRows[outputRow];
  }

  /**
   * Row of the window after the last that lies in the input; at least the first.
   *
   * @param outputRow row of the output
   * @return row of the window
   */
  public int endRow(int outputRow) {
    return endRows[outputRow];
  }

  /**
   * Input column of a window's first column; negative inside the leading padding.
   *
   * @param outputColumn column of the output
   * @return the column
   */
  public int column(int outputColumn) {
    return columnStarts[outputColumn];
  }

  /**
   * First column of the window that lies in the input.
   *
   * @param outputColumn column of the output
   * @return column of the window
   */
  public int firstColumn(int outputColumn) {
    return firstColumns[outputColumn];
  }

  /**
   * Column of the window after the last that lies in the input; at least the first.
   *
   * @param outputColumn column of the output
   * @return column of the window
   */
  public int endColumn(int outputColumn) {
    return endColumns[outputColumn];
  }

  /**
   * First output column with all columns of its window in the input.
   *
   * @return the column
   */
  public int interiorFrom() {
    return interiorFrom;
  }

  /**
   * Output column after the last with all columns of its window in the input.
   *
   * @return the column
   */
  public int interiorEnd() {
    return interiorEnd;
  }
}
