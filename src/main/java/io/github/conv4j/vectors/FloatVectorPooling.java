package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolLoops;
import io.github.conv4j.kernels.PoolTables;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Maxima of windows at neighbouring columns at a time, as if the stride along a row were 1; of
 * these every stride-th is an output. Beside each maximum goes the place in its window, as {@code
 * float} so that one mask chooses both.
 *
 * <p>Planes with NaN or infinities are left to plain loops, so that -∞ can stand for padding; so
 * are windows too large for such places, and windows without any input element.
 */
public final class FloatVectorPooling extends PoolLoops<float[]> {

  /** Integers up to here are exact in {@code float}. */
  private static final int MOST_PLACES = 1 << 24;

  private final PoolLoops<float[]> plain;

  private FloatVectorPooling(PoolLoops<float[]> plain) {
    this.plain = plain;
  }

  /**
   * Called by name, where the Vector API is there.
   *
   * @param plain loops for everything else
   * @return the loops
   */
  public static PoolLoops<float[]> create(PoolLoops<float[]> plain) {
    return new FloatVectorPooling(plain);
  }

  @Override
  public int margin() {
    return LANES;
  }

  @Override
  public int workLength(PoolTables tables) {
    return framed(tables) + tables.windowsWidth() + 2 * LANES;
  }

  /** Elements of a plane with its padding, of which there may be none to add. */
  private static int framed(PoolTables tables) {
    return tables.isPadded() ? tables.windowsHeight() * tables.windowsWidth() + LANES : 0;
  }

  @Override
  public void maxima(
      PoolTables tables,
      float[] in,
      int inAt,
      float[] out,
      int[] positions,
      int outAt,
      float[] work) {
    int height = tables.inputHeight();
    int width = tables.inputWidth();
    int rowDilation = tables.rowDilation();
    if (tables.hasEmptyWindows()
        || (long) tables.kernelHeight() * rowDilation * width > MOST_PLACES
        || !isFinite(in, inAt, height * width)) {
      plain.maxima(tables, in, inAt, out, positions, outAt, work);
      return;
    }
    if (tables.isWholePlane()) {
      int position = first(in, inAt, height * width);
      positions[outAt] = position;
      out[outAt] = in[inAt + position];
      return;
    }
    float[] from = in;
    int fromAt = inAt;
    int fromWidth = width;
    if (tables.isPadded()) {
      from = work;
      fromAt = 0;
      fromWidth = tables.windowsWidth();
      frame(tables, in, inAt, work);
    }
    int found = framed(tables);
    int outputs = tables.outputWidth();
    int stride = tables.columnStride();
    int end = (outputs - 1) * stride + 1;
    int right = tables.columnDilation();
    int down = rowDilation * fromWidth;
    int downPlace = rowDilation * width;
    for (int oh = 0; oh < tables.outputHeight(); oh++) {
      int row = tables.row(oh, 0) + tables.column(0);
      int at = fromAt + oh * tables.rowStride() * fromWidth;
      if (tables.kernelHeight() == 2 && tables.kernelWidth() == 2) {
        two(from, at, down, right, downPlace, end, work, found);
      } else if (tables.kernelHeight() == 3 && tables.kernelWidth() == 3) {
        three(from, at, down, right, downPlace, end, work, found);
      } else {
        any(tables, from, at, down, downPlace, end, work, found);
      }
      pick(stride, work, found, in, inAt, row, out, positions, outAt + oh * outputs, outputs);
    }
  }

  private static boolean isFinite(float[] in, int at, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = zero;
    FloatVector other = zero;
    int end = at + count;
    int i = at;
    for (; i <= end - 2 * LANES; i += 2 * LANES) {
      sum = FloatVector.fromArray(SPECIES, in, i).fma(zero, sum);
      other = FloatVector.fromArray(SPECIES, in, i + LANES).fma(zero, other);
    }
    float rest = sum.add(other).reduceLanes(VectorOperators.ADD);
    for (; i < end; i++) {
      rest += in[i] * 0;
    }
    return rest == 0;
  }

  /** Place of the first of the largest of some elements. */
  private static int first(float[] in, int at, int count) {
    float largest = largest(in, at, count);
    int i = 0;
    while (i <= count - LANES
        && !FloatVector.fromArray(SPECIES, in, at + i)
            .compare(VectorOperators.EQ, largest)
            .anyTrue()) {
      i += LANES;
    }
    while (in[at + i] != largest) {
      i++;
    }
    return i;
  }

  private static float largest(float[] in, int at, int count) {
    FloatVector best = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      best = best.max(FloatVector.fromArray(SPECIES, in, at + i));
    }
    float largest = best.reduceLanes(VectorOperators.MAX);
    for (; i < count; i++) {
      largest = Math.max(largest, in[at + i]);
    }
    return largest;
  }

  /** The part of a plane that windows meet, with its padding. */
  private static void frame(PoolTables tables, float[] in, int inAt, float[] to) {
    float least = Float.NEGATIVE_INFINITY;
    int wide = tables.windowsWidth();
    int above = -tables.row(0, 0) / tables.inputWidth();
    int before = -tables.column(0);
    int rows = Math.min(tables.inputHeight(), tables.windowsHeight() - above);
    int columns = Math.min(tables.inputWidth(), wide - before);
    Arrays.fill(to, 0, above * wide + before, least);
    int gap = wide - columns;
    for (int row = 0; row < rows; row++) {
      int at = (above + row) * wide + before;
      int source = inAt + row * tables.inputWidth();
      for (int c = 0; c < columns; c += LANES) {
        FloatVector.fromArray(SPECIES, in, source + c).intoArray(to, at + c);
      }
      for (int i = at + columns; i < at + columns + gap; i++) {
        to[i] = least;
      }
    }
    int end = (above + rows) * wide;
    Arrays.fill(to, end, tables.windowsHeight() * wide, least);
  }

  /** The place of the largest element of windows of 2 × 2; of equal ones the first row by row. */
  private static void two(
      float[] from, int at, int down, int right, int downPlace, int end, float[] to, int toAt) {
    for (int c = 0; c < end; c += LANES) {
      int i = at + c;
      FloatVector best = FloatVector.fromArray(SPECIES, from, i);
      FloatVector place = FloatVector.zero(SPECIES);
      FloatVector x = FloatVector.fromArray(SPECIES, from, i + right);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) right, larger);
      x = FloatVector.fromArray(SPECIES, from, i + down);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) downPlace, larger);
      x = FloatVector.fromArray(SPECIES, from, i + down + right);
      larger = x.compare(VectorOperators.GT, best);
      place.blend((float) (downPlace + right), larger).intoArray(to, toAt + c);
    }
  }

  /** The same of 3 × 3. */
  private static void three(
      float[] from, int at, int down, int right, int downPlace, int end, float[] to, int toAt) {
    for (int c = 0; c < end; c += LANES) {
      int i = at + c;
      FloatVector best = FloatVector.fromArray(SPECIES, from, i);
      FloatVector place = FloatVector.zero(SPECIES);
      FloatVector x = FloatVector.fromArray(SPECIES, from, i + right);
      VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) right, larger);
      x = FloatVector.fromArray(SPECIES, from, i + 2 * right);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) (2 * right), larger);
      x = FloatVector.fromArray(SPECIES, from, i + down);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) downPlace, larger);
      x = FloatVector.fromArray(SPECIES, from, i + down + right);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) (downPlace + right), larger);
      x = FloatVector.fromArray(SPECIES, from, i + down + 2 * right);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) (downPlace + 2 * right), larger);
      x = FloatVector.fromArray(SPECIES, from, i + 2 * down);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) (2 * downPlace), larger);
      x = FloatVector.fromArray(SPECIES, from, i + 2 * down + right);
      larger = x.compare(VectorOperators.GT, best);
      best = best.blend(x, larger);
      place = place.blend((float) (2 * downPlace + right), larger);
      x = FloatVector.fromArray(SPECIES, from, i + 2 * down + 2 * right);
      larger = x.compare(VectorOperators.GT, best);
      place.blend((float) (2 * downPlace + 2 * right), larger).intoArray(to, toAt + c);
    }
  }

  /** The same of any size. */
  private static void any(
      PoolTables tables,
      float[] from,
      int at,
      int down,
      int downPlace,
      int end,
      float[] to,
      int toAt) {
    int right = tables.columnDilation();
    int kernelWidth = tables.kernelWidth();
    int kernelSize = tables.kernelHeight() * kernelWidth;
    int nextRow = down - (kernelWidth - 1) * right;
    int nextName = downPlace - (kernelWidth - 1) * right;
    for (int c = 0; c < end; c += LANES) {
      FloatVector best = FloatVector.fromArray(SPECIES, from, at + c);
      FloatVector place = FloatVector.zero(SPECIES);
      // One loop: through two of them, Java's compiler would not keep vectors in registers.
      int i = at + c;
      int name = 0;
      int column = 0;
      for (int k = 0; k < kernelSize; k++) {
        FloatVector x = FloatVector.fromArray(SPECIES, from, i);
        VectorMask<Float> larger = x.compare(VectorOperators.GT, best);
        best = best.blend(x, larger);
        place = place.blend((float) name, larger);
        boolean rowEnds = ++column == kernelWidth;
        i += rowEnds ? nextRow : right;
        name += rowEnds ? nextName : right;
        column = rowEnds ? 0 : column;
      }
      place.intoArray(to, toAt + c);
    }
  }

  /** Every stride-th of the places found, and the elements there. */
  private static void pick(
      int stride,
      float[] places,
      int placesAt,
      float[] in,
      int inAt,
      int row,
      float[] out,
      int[] positions,
      int at,
      int count) {
    for (int i = 0; i < count; i++) {
      int position = row + i * stride + (int) places[placesAt + i * stride];
      positions[at + i] = position;
      // Not the maximum itself: of zeros of both signs the first one counts.
      out[at + i] = in[inAt + position];
    }
  }

  @Override
  public void means(
      PoolTables tables, float[] in, int inAt, double[] divisors, float[] out, int outAt) {
    plain.means(tables, in, inAt, divisors, out, outAt);
  }

  @Override
  public void scatter(
      float[] out, int outAt, int[] positions, int positionsAt, int count, float[] in, int inAt) {
    plain.scatter(out, outAt, positions, positionsAt, count, in, inAt);
  }
}
