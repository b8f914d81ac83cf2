package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolTables;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of windows of 2x2 finite elements, the most common ones: as in {@link WindowMaxima}, but
 * both rows at once, with nothing kept between.
 */
final class SquareMaxima {

  private final WindowColumns columns;
  private final int outputWidth;
  private final int inputWidth;
  private final int rowStride;
  private final int columnStride;
  private final int second;
  private final int down;
  private final float right;
  private final float below;
  private final float start;
  private final float[] steps = new float[LANES];

  SquareMaxima(PoolTables tables, WindowColumns columns) {
    this.columns = columns;
    outputWidth = tables.outputWidth();
    inputWidth = tables.inputWidth();
    rowStride = tables.rowStride();
    columnStride = tables.columnStride();
    second = columns.tap(1);
    down = tables.rowDilation() * columns.width();
    right = tables.columnDilation();
    below = (float) tables.rowDilation() * inputWidth;
    start = WindowMaxima.WHOLE + tables.row(0, 0) + tables.column(0);
    for (int i = 0; i < LANES; i++) {
      steps[i] = i * columnStride;
    }
  }

  /** Whether windows are of that kind; they must also fit into {@link WindowMaxima}. */
  static boolean fits(PoolTables tables) {
    return tables.kernelHeight() == 2 && tables.kernelWidth() == 2;
  }

  /**
   * The maxima of a band of a plane.
   *
   * @param from the band, as {@link WindowColumns} lays it out
   * @param at where it starts
   * @param firstRow its first row of windows
   * @param endRow the row of windows after its last
   * @param out maxima of the whole plane; up to a vector more is overwritten
   * @param positions places of these in the plane, likewise
   * @param outAt where both start
   */
  void find(
      float[] from, int at, int firstRow, int endRow, float[] out, int[] positions, int outAt) {
    float corner = start + firstRow * rowStride * inputWidth;
    int to = outAt + firstRow * outputWidth;
    // From the last columns to the first, as a vector may overwrite the start of the next row.
    for (int c = (outputWidth - 1) / LANES * LANES; c >= 0; c -= LANES) {
      column(from, at + c, corner + c * columnStride, endRow - firstRow, out, positions, to + c);
    }
  }

  /** A vector of each row of windows. */
  private void column(
      float[] from, int at, float corner, int rows, float[] out, int[] positions, int to) {
    int stride = rowStride * columns.width();
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector place = FloatVector.fromArray(SPECIES, steps, 0).add(corner);
    for (int r = 0; r < rows; r++) {
      FloatVector best = FloatVector.fromArray(SPECIES, from, at);
      FloatVector x = FloatVector.fromArray(SPECIES, from, at + second);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      FloatVector chosen = zero.blend(right, larger);
      x = FloatVector.fromArray(SPECIES, from, at + down);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      chosen = chosen.blend(below, larger);
      x = FloatVector.fromArray(SPECIES, from, at + down + second);
      larger = x.compare(VectorOperators.GT, best);
      best.blend(x, larger).intoArray(out, to);
      WindowMaxima.store(chosen.blend(below + right, larger), place, positions, to);
      place = place.add(rowStride * inputWidth);
      at += stride;
      to += outputWidth;
    }
  }
}
