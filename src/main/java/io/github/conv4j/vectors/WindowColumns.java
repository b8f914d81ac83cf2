package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolTables;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * A band of rows of windows of a plane, small enough for the first cache, laid out so that one
 * vector has the same element of neighbouring windows: with a stride of s along a row, the columns
 * 0, s, 2s, … come together, behind them the columns 1, s + 1, …, and so on. Padding is written
 * out, where there is any. A plane without padding and strides is used where it lies.
 *
 * <p>Rows keep their order, each {@link #width} elements long, so that loops may run over all of
 * them as one row: what they find where no window starts is left aside.
 */
final class WindowColumns {

  /** Elements of a band at most, unless one row of windows has more. */
  private static final int BAND = 4096;

  private static final VectorMask<Float> UPPER_HALF = upperHalf();
  private static final VectorShuffle<Float> EVEN = everySecond(0);
  private static final VectorShuffle<Float> ODD = everySecond(1);

  private final PoolTables tables;
  private final int stride;
  private final boolean framed;
  private final int frameWidth;
  private final int width;
  private final int band;
  private final int phase;
  private final int[] taps;

  WindowColumns(PoolTables tables) {
    this.tables = tables;
    this.stride = tables.columnStride();
    this.framed = tables.isPadded() || tables.inputWidth() % stride != 0;
    int least = framed ? tables.windowsWidth() : tables.inputWidth();
    this.width = (least + stride - 1) / stride;
    this.frameWidth = width * stride;
    int others = rows(1) - tables.rowStride();
    int fitting = (BAND / frameWidth - others) / tables.rowStride();
    this.band = Math.max(1, Math.min(fitting, tables.outputHeight()));
    int dilation = tables.columnDilation();
    int reach = (tables.kernelWidth() - 1) * dilation / stride;
    this.phase = most() + reach + LANES;
    this.taps = new int[tables.kernelWidth()];
    Arrays.setAll(taps, k -> k * dilation % stride * phase + k * dilation / stride);
  }

  private static VectorMask<Float> upperHalf() {
    boolean[] set = new boolean[LANES];
    Arrays.fill(set, LANES / 2, LANES, true);
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /** Two times the elements first, first + 2, …. */
  private static VectorShuffle<Float> everySecond(int first) {
    return VectorShuffle.fromOp(SPECIES, i -> (2 * i + first) % LANES);
  }

  /** Elements from one row to the next. */
  int width() {
    return width;
  }

  /** Rows of windows of a band, at most. */
  int band() {
    return band;
  }

  /** Rows that some rows of windows have. */
  private int rows(int windows) {
    return (windows - 1) * tables.rowStride()
        + (tables.kernelHeight() - 1) * tables.rowDilation()
        + 1;
  }

  /** Elements of a band from one phase, at most. */
  int most() {
    return rows(band) * width;
  }

  /** Positions of windows in a band as one row, up to that of the last window. */
  int positions(int windows) {
    return (rows(windows) - 1) * width + tables.outputWidth();
  }

  /** Where a window's element of column k lies, from where its first one does. */
  int tap(int k) {
    return taps[k];
  }

  /** Whether bands have to be laid out anew. */
  boolean areMoved() {
    return framed || stride > 1;
  }

  /** Elements of memory for a band laid out anew. */
  int length() {
    return areMoved() ? (stride > 1 ? stride * phase : 0) + frameLength() + LANES : 0;
  }

  private int frameLength() {
    return framed ? rows(band) * frameWidth + 2 * LANES : 0;
  }

  /**
   * Lays out a band, from the start of an array on.
   *
   * @param in the plane
   * @param inAt where it starts
   * @param first first row of windows
   * @param end row of windows after the last
   * @param padding what padding counts as
   * @param to the array; not touched if bands are used where they lie
   * @return where the band lies: in that array if bands {@linkplain #areMoved are moved}, else in
   *     the plane
   */
  int move(float[] in, int inAt, int first, int end, float padding, float[] to) {
    int rows = rows(end - first);
    int firstRow = tables.row(first, 0) / tables.inputWidth();
    if (!areMoved()) {
      return inAt + firstRow * width;
    }
    float[] from = in;
    int fromAt = inAt + firstRow * tables.inputWidth();
    if (framed) {
      frame(in, inAt, firstRow, rows, padding, to);
      from = to;
      fromAt = 0;
    }
    if (stride == 1) {
      return 0;
    }
    int toAt = frameLength();
    int count = rows * width;
    if (stride == 2) {
      halve(from, fromAt, to, toAt, toAt + phase, count);
    } else {
      for (int p = 0; p < stride; p++) {
        for (int i = 0; i < count; i++) {
          to[toAt + p * phase + i] = from[fromAt + i * stride + p];
        }
      }
    }
    return toAt;
  }

  private static void halve(float[] from, int at, float[] to, int evenAt, int oddAt, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, from, at + 2 * i);
      FloatVector y = FloatVector.fromArray(SPECIES, from, at + 2 * i + LANES);
      x.rearrange(EVEN).blend(y.rearrange(EVEN), UPPER_HALF).intoArray(to, evenAt + i);
      x.rearrange(ODD).blend(y.rearrange(ODD), UPPER_HALF).intoArray(to, oddAt + i);
    }
  }

  /** Some rows of a plane and its padding, as far as windows meet them. */
  private void frame(float[] in, int inAt, int firstRow, int rows, float padding, float[] to) {
    int above = Math.min(rows, Math.max(0, -firstRow));
    int inside = Math.max(0, Math.min(tables.inputHeight() - firstRow, rows) - above);
    int before = -tables.column(0);
    int columns = Math.min(tables.inputWidth(), frameWidth - before);
    Arrays.fill(to, 0, above * frameWidth, padding);
    for (int row = above; row < above + inside; row++) {
      int at = row * frameWidth;
      int source = inAt + (firstRow + row) * tables.inputWidth();
      for (int i = at; i < at + before; i++) {
        to[i] = padding;
      }
      for (int c = 0; c < columns; c += LANES) {
        FloatVector.fromArray(SPECIES, in, source + c).intoArray(to, at + before + c);
      }
      for (int i = at + before + columns; i < at + frameWidth; i++) {
        to[i] = padding;
      }
    }
    Arrays.fill(to, (above + inside) * frameWidth, rows * frameWidth, padding);
  }
}
