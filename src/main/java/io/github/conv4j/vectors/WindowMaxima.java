package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolTables;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of windows of finite elements: first along the rows, which windows below one another have
 * in common, then down the columns. Beside each goes its place in the plane, as {@code float} so
 * that one mask chooses both. Of equal elements the first one counts, row by row: a later one has
 * to be larger.
 */
final class WindowMaxima {

  /** Added to a smaller whole number, it leaves that number in the lowest bits. */
  static final float WHOLE = 1 << 23;

  private static final int WHOLE_BITS = Float.floatToRawIntBits(WHOLE);

  private final WindowColumns columns;
  private final int outputWidth;
  private final int kernelHeight;
  private final int kernelWidth;
  private final int right;
  private final float below;
  private final int start;
  private final int rowStride;
  private final int rowDilation;
  private final int inputWidth;
  private final int columnStride;
  private final float[] steps = new float[LANES];

  WindowMaxima(PoolTables tables, WindowColumns columns) {
    this.columns = columns;
    outputWidth = tables.outputWidth();
    kernelHeight = tables.kernelHeight();
    kernelWidth = tables.kernelWidth();
    right = tables.columnDilation();
    rowStride = tables.rowStride();
    rowDilation = tables.rowDilation();
    inputWidth = tables.inputWidth();
    columnStride = tables.columnStride();
    below = (float) rowDilation * inputWidth;
    start = tables.row(0, 0) + tables.column(0);
    for (int i = 0; i < LANES; i++) {
      steps[i] = i * columnStride;
    }
  }

  /** Whether all places fit beside {@link #WHOLE}. */
  static boolean fits(PoolTables tables) {
    return ((long) tables.windowsHeight() + tables.inputHeight())
            * ((long) tables.windowsWidth() + tables.inputWidth())
        < WHOLE / 2;
  }

  /** Elements of working memory. */
  int workLength() {
    return 2 * rowLength();
  }

  private int rowLength() {
    return columns.most() + LANES;
  }

  /**
   * The maxima of a band of a plane.
   *
   * @param from the band, as {@link WindowColumns} lays it out
   * @param at where it starts
   * @param work working memory
   * @param workAt where it starts
   * @param firstRow its first row of windows
   * @param endRow the row of windows after its last
   * @param out maxima of the whole plane; up to a vector more is overwritten
   * @param positions places of these in the plane, likewise
   * @param outAt where both start
   */
  void find(
      float[] from,
      int at,
      float[] work,
      int workAt,
      int firstRow,
      int endRow,
      float[] out,
      int[] positions,
      int outAt) {
    int places = workAt + rowLength();
    alongRows(from, at, work, workAt, places, columns.positions(endRow - firstRow));
    for (int oh = firstRow; oh < endRow; oh++) {
      int row = (oh - firstRow) * rowStride * columns.width();
      float first = WHOLE + start + oh * rowStride * inputWidth;
      int to = outAt + oh * outputWidth;
      if (kernelHeight == 3) {
        three(work, workAt + row, places + row, first, out, positions, to);
      } else {
        any(work, workAt + row, places + row, first, out, positions, to);
      }
    }
  }

  /** Of all rows, maxima of as many elements as the window has columns, and their columns. */
  private void alongRows(float[] from, int at, float[] work, int maxima, int places, int count) {
    if (kernelWidth == 1) {
      System.arraycopy(from, at, work, maxima, count);
      Arrays.fill(work, places, places + count, 0);
    } else if (kernelWidth == 2) {
      pairs(from, at, at + columns.tap(1), right, work, maxima, places, count);
    } else {
      int second = at + columns.tap(1);
      int third = at + columns.tap(2);
      triples(from, at, second, third, right, work, maxima, places, count);
      for (int k = 3; k < kernelWidth; k++) {
        one(from, at + columns.tap(k), k * right, work, maxima, places, count);
      }
    }
  }

  private static void pairs(
      float[] from, int a, int b, float right, float[] to, int maxima, int places, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, from, a + i);
      FloatVector x = FloatVector.fromArray(SPECIES, from, b + i);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best.blend(x, larger).intoArray(to, maxima + i);
      zero.blend(right, larger).intoArray(to, places + i);
    }
  }

  private static void triples(
      float[] from,
      int a,
      int b,
      int c,
      float right,
      float[] to,
      int maxima,
      int places,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, from, a + i);
      FloatVector x = FloatVector.fromArray(SPECIES, from, b + i);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      FloatVector place = zero.blend(right, larger);
      x = FloatVector.fromArray(SPECIES, from, c + i);
      larger = x.compare(VectorOperators.GT, best);
      best.blend(x, larger).intoArray(to, maxima + i);
      place.blend(2 * right, larger).intoArray(to, places + i);
    }
  }

  /** One more column. */
  private static void one(
      float[] from, int at, float column, float[] to, int maxima, int places, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, to, maxima + i);
      FloatVector place = FloatVector.fromArray(SPECIES, to, places + i);
      FloatVector x = FloatVector.fromArray(SPECIES, from, at + i);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best.blend(x, larger).intoArray(to, maxima + i);
      place.blend(column, larger).intoArray(to, places + i);
    }
  }

  private void three(
      float[] work, int maxima, int places, float first, float[] out, int[] positions, int to) {
    int down = rowDilation * columns.width();
    FloatVector step = FloatVector.fromArray(SPECIES, steps, 0);
    for (int c = 0; c < outputWidth; c += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, work, maxima + c);
      FloatVector place = FloatVector.fromArray(SPECIES, work, places + c);
      FloatVector x = FloatVector.fromArray(SPECIES, work, maxima + down + c);
      FloatVector its = FloatVector.fromArray(SPECIES, work, places + down + c).add(below);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend(its, larger);
      x = FloatVector.fromArray(SPECIES, work, maxima + 2 * down + c);
      its = FloatVector.fromArray(SPECIES, work, places + 2 * down + c).add(2 * below);
      larger = x.compare(VectorOperators.GT, best);
      best.blend(x, larger).intoArray(out, to + c);
      store(place.blend(its, larger), step.add(first + c * columnStride), positions, to + c);
    }
  }

  private void any(
      float[] work, int maxima, int places, float first, float[] out, int[] positions, int to) {
    int down = rowDilation * columns.width();
    FloatVector step = FloatVector.fromArray(SPECIES, steps, 0);
    for (int c = 0; c < outputWidth; c += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, work, maxima + c);
      FloatVector place = FloatVector.fromArray(SPECIES, work, places + c);
      for (int k = 1; k < kernelHeight; k++) {
        int at = k * down + c;
        FloatVector x = FloatVector.fromArray(SPECIES, work, maxima + at);
        FloatVector its = FloatVector.fromArray(SPECIES, work, places + at).add(k * below);
        VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
        best = best.blend(x, larger);
        place = place.blend(its, larger);
      }
      best.intoArray(out, to + c);
      store(place, step.add(first + c * columnStride), positions, to + c);
    }
  }

  /**
   * Adds places within windows to those of their first elements, to which {@link #WHOLE} was added.
   */
  static void store(FloatVector place, FloatVector first, int[] positions, int at) {
    place.add(first).reinterpretAsInts().sub(WHOLE_BITS).intoArray(positions, at);
  }
}
