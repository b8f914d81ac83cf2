package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolTables;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of windows in {@code float}, first along the rows, then down the columns, each divided by a
 * number.
 */
final class WindowMeans {

  /** Roundings on the way of an element into a sum, at most. */
  private static final int MOST_ROUNDINGS = 8;

  private final WindowColumns columns;
  private final int outputHeight;
  private final int outputWidth;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int rowStride;
  private final int rowDilation;
  private final float[] divisors;

  WindowMeans(PoolTables tables, WindowColumns columns, float[] divisors) {
    this.columns = columns;
    outputHeight = tables.outputHeight();
    outputWidth = tables.outputWidth();
    kernelHeight = tables.kernelHeight();
    kernelWidth = tables.kernelWidth();
    rowStride = tables.rowStride();
    rowDilation = tables.rowDilation();
    this.divisors = divisors;
  }

  /** Whether sums of a window may be made in {@code float}. */
  static boolean fits(PoolTables tables) {
    return tables.kernelHeight() - 1 + tables.kernelWidth() - 1 <= MOST_ROUNDINGS;
  }

  /**
   * The means of a band of a plane.
   *
   * @param from the band, as {@link WindowColumns} lays it out
   * @param at where it starts
   * @param work working memory
   * @param workAt where it starts
   * @param first its first row of windows
   * @param end the row of windows after its last
   * @param out means of the whole plane; up to a vector more is overwritten
   * @param outAt where they start
   */
  void find(
      float[] from, int at, float[] work, int workAt, int first, int end, float[] out, int outAt) {
    alongRows(from, at, work, workAt, columns.positions(end - first));
    int down = rowDilation * columns.width();
    for (int oh = first; oh < end; oh++) {
      int row = workAt + (oh - first) * rowStride * columns.width();
      int to = oh * outputWidth;
      for (int c = 0; c < outputWidth; c += LANES) {
        FloatVector sum = FloatVector.fromArray(SPECIES, work, row + c);
        for (int k = 1; k < kernelHeight; k++) {
          sum = sum.add(FloatVector.fromArray(SPECIES, work, row + k * down + c));
        }
        sum.div(FloatVector.fromArray(SPECIES, divisors, to + c)).intoArray(out, outAt + to + c);
      }
    }
  }

  private void alongRows(float[] from, int at, float[] work, int sums, int count) {
    if (kernelWidth == 1) {
      System.arraycopy(from, at, work, sums, count);
      return;
    }
    int second = at + columns.tap(1);
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, from, at + i)
          .add(FloatVector.fromArray(SPECIES, from, second + i))
          .intoArray(work, sums + i);
    }
    for (int k = 2; k < kernelWidth; k++) {
      int next = at + columns.tap(k);
      for (int i = 0; i < count; i += LANES) {
        FloatVector.fromArray(SPECIES, work, sums + i)
            .add(FloatVector.fromArray(SPECIES, from, next + i))
            .intoArray(work, sums + i);
      }
    }
  }
}
