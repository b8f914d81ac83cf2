package io.github.conv4j.vectors;

import io.github.conv4j.kernels.Microkernel;
import io.github.conv4j.kernels.WinogradTransforms;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner loops on the processor's widest vectors of {@code float}. Subclasses have one method per
 * number of rows: only what is written out as local variables stays in registers.
 */
public abstract class FloatVectorMicrokernel extends Microkernel<float[]> {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Vectors of so many lanes come with 32 registers (AVX-512), as do those of four (NEON). */
  private static final int LANES_OF_16_REGISTERS = 8;

  /** Vectors per row that are added up or rectified together: they stay in the first cache. */
  private static final int BLOCK_VECTORS = 32;

  private static final int MOST_HEIGHT = 5;

  private static final int[] CONSECUTIVE = new int[BLOCK_VECTORS];

  static {
    Arrays.setAll(CONSECUTIVE, i -> i * LANES);
  }

  /** Where a square of vectors lies in a block, beside what its transposition works in. */
  private static final int SQUARE = LANES * LANES;

  private final ThreadLocal<float[]> block =
      ThreadLocal.withInitial(() -> new float[MOST_HEIGHT * BLOCK_VECTORS * LANES]);

  FloatVectorMicrokernel() {}

  /**
   * The inner loops for this processor; called by name, where the Vector API is there.
   *
   * @return the inner loops
   */
  public static Microkernel<float[]> create() {
    return LANES == LANES_OF_16_REGISTERS ? new Tile4x2() : new Tile5x4();
  }

  /**
   * The sums of {@link #products} for at most {@link #height} rows, and no more: methods that also
   * added or rectified were too large for Java's compiler to keep their vectors in registers.
   *
   * @param results per result vector, offset of the result; that of position {@code from} first
   * @param row distance of the results of two rows
   */
  abstract void sums(
      int rows,
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] vectors,
      int vectorsAt,
      float[] scalars,
      int scalarsAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt);

  @Override
  protected final void productRows(
      int rows,
      Products tables,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] vectors,
      int vectorsAt,
      float[] scalars,
      int scalarsAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    int[] results = tables.results();
    int row = tables.resultRow();
    if (!accumulate && !rectify) {
      sums(
          rows, tables, results, 0, row, from, end, fromTerm, endTerm, vectors, vectorsAt, scalars,
          scalarsAt, start, startAt, to, toAt);
      return;
    }
    float[] sums = block.get();
    int sumsRow = BLOCK_VECTORS * LANES;
    for (int i = from; i < end; i += BLOCK_VECTORS) {
      int blockEnd = Math.min(end, i + BLOCK_VECTORS);
      sums(
          rows,
          tables,
          CONSECUTIVE,
          i,
          sumsRow,
          i,
          blockEnd,
          fromTerm,
          endTerm,
          vectors,
          vectorsAt,
          scalars,
          scalarsAt,
          start,
          startAt,
          sums,
          0);
      for (int r = 0; r < rows; r++) {
        finish(sums, r * sumsRow, results, i, blockEnd, accumulate, rectify, to, toAt + r * row);
      }
    }
  }

  private static void finish(
      float[] sums,
      int sumsAt,
      int[] results,
      int from,
      int end,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    for (int i = from; accumulate && i < end; i++) {
      int at = sumsAt + (i - from) * LANES;
      FloatVector.fromArray(SPECIES, sums, at)
          .add(FloatVector.fromArray(SPECIES, to, toAt + results[i]))
          .intoArray(sums, at);
    }
    for (int i = from; rectify && i < end; i++) {
      int at = sumsAt + (i - from) * LANES;
      rectified(FloatVector.fromArray(SPECIES, sums, at)).intoArray(sums, at);
    }
    for (int i = from; i < end; i++) {
      FloatVector.fromArray(SPECIES, sums, sumsAt + (i - from) * LANES)
          .intoArray(to, toAt + results[i]);
    }
  }

  @Override
  public int lanes() {
    return LANES;
  }

  static FloatVector first(float[] start, int at) {
    return start == null ? FloatVector.zero(SPECIES) : FloatVector.broadcast(SPECIES, start[at]);
  }

  /** As max(0, x) of Java: NaN stays. Its own max makes objects on the heap with AVX-512. */
  private static FloatVector rectified(FloatVector x) {
    return x.blend(FloatVector.zero(SPECIES), x.compare(VectorOperators.LE, 0));
  }

  @Override
  public final void tapProducts(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] scalars,
      int scalarsAt,
      int panels,
      float[] vectors,
      int vectorsAt,
      int panelStep,
      float[] to,
      int toAt,
      int toRow) {
    int rest = fromTap;
    if (LANES != LANES_OF_16_REGISTERS) {
      float[] sums = block.get();
      rest = FloatWideTapProducts.rest(fromTap, endTap);
      switch (panels) {
        case 1 ->
            FloatWideTapProducts.panels1(
                tables, from, end, fromTap, rest, scalars, scalarsAt, vectors, vectorsAt, panelStep,
                sums, to, toAt, toRow);
        case 2 ->
            FloatWideTapProducts.panels2(
                tables, from, end, fromTap, rest, scalars, scalarsAt, vectors, vectorsAt, panelStep,
                sums, to, toAt, toRow);
        default ->
            FloatWideTapProducts.panels3(
                tables, from, end, fromTap, rest, scalars, scalarsAt, vectors, vectorsAt, panelStep,
                sums, to, toAt, toRow);
      }
    }
    switch (panels) {
      case 1 ->
          FloatTapProducts.panels1(
              tables, from, end, rest, endTap, scalars, scalarsAt, vectors, vectorsAt, panelStep,
              to, toAt, toRow);
      case 2 ->
          FloatTapProducts.panels2(
              tables, from, end, rest, endTap, scalars, scalarsAt, vectors, vectorsAt, panelStep,
              to, toAt, toRow);
      default ->
          FloatTapProducts.panels3(
              tables, from, end, rest, endTap, scalars, scalarsAt, vectors, vectorsAt, panelStep,
              to, toAt, toRow);
    }
  }

  @Override
  public final void interleave(
      float[] from,
      int fromAt,
      int[] offsets,
      float[] to,
      int toAt,
      int[] places,
      int firstPlace,
      int count) {
    float[] work = block.get();
    if (count < LANES) {
      interleaveFew(from, fromAt, offsets, to, toAt, places, firstPlace, count);
      return;
    }
    for (int next = 0; next < count; next += LANES) {
      // The last square overlaps the one before.
      int i = Math.min(next, count - LANES);
      int first = firstPlace + i;
      int named = named(places, first);
      if (named == LANES) {
        FloatTransposition.turn(
            from, fromAt + i, offsets, 0, 1, to, toAt, places, first, LANES, work);
      } else if (named > 0) {
        FloatTransposition.turn(
            from, fromAt + i, offsets, 0, 1, work, SQUARE, CONSECUTIVE, 0, 1, work);
        for (int k = 0; k < LANES; k++) {
          if (places[first + k] >= 0) {
            FloatVector.fromArray(SPECIES, work, SQUARE + k * LANES)
                .intoArray(to, toAt + places[first + k] * LANES);
          }
        }
      }
    }
  }

  private static void interleaveFew(
      float[] from,
      int fromAt,
      int[] offsets,
      float[] to,
      int toAt,
      int[] places,
      int firstPlace,
      int count) {
    for (int i = 0; i < count; i++) {
      int at = toAt + places[firstPlace + i] * LANES;
      for (int lane = 0; places[firstPlace + i] >= 0 && lane < LANES; lane++) {
        to[at + lane] = from[fromAt + i + offsets[lane]];
      }
    }
  }

  @Override
  public final void separate(
      float[] from,
      int fromAt,
      int[] places,
      int firstPlace,
      float[] to,
      int toAt,
      int[] offsets,
      int count) {
    float[] work = block.get();
    if (count < LANES) {
      separateFew(from, fromAt, places, firstPlace, to, toAt, offsets, count);
      return;
    }
    for (int next = 0; next < count; next += LANES) {
      int i = Math.min(next, count - LANES);
      int first = firstPlace + i;
      int named = named(places, first);
      if (named == LANES) {
        FloatTransposition.turn(
            from, fromAt, places, first, LANES, to, toAt + i, offsets, 0, 1, work);
      } else if (named > 0) {
        for (int k = 0; k < LANES; k++) {
          FloatVector vector =
              places[first + k] < 0
                  ? FloatVector.zero(SPECIES)
                  : FloatVector.fromArray(SPECIES, from, fromAt + places[first + k] * LANES);
          vector.intoArray(work, SQUARE + k * LANES);
        }
        FloatTransposition.turn(work, SQUARE, CONSECUTIVE, 0, 1, to, toAt + i, offsets, 0, 1, work);
      } else {
        for (int lane = 0; lane < LANES; lane++) {
          FloatVector.zero(SPECIES).intoArray(to, toAt + i + offsets[lane]);
        }
      }
    }
  }

  private static void separateFew(
      float[] from,
      int fromAt,
      int[] places,
      int firstPlace,
      float[] to,
      int toAt,
      int[] offsets,
      int count) {
    for (int i = 0; i < count; i++) {
      int place = places[firstPlace + i];
      for (int lane = 0; lane < LANES; lane++) {
        to[toAt + i + offsets[lane]] = place < 0 ? 0 : from[fromAt + place * LANES + lane];
      }
    }
  }

  /** How many of as many elements as a vector has have a place. */
  private static int named(int[] places, int from) {
    int without = 0;
    for (int i = from; i < from + LANES; i++) {
      without += places[i] >>> Integer.SIZE - 1;
    }
    return LANES - without;
  }

  @Override
  public final double sum(float[] from, int fromAt, int[] positions, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    double total = 0;
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, from, fromAt + positions[i]));
      if (i % 64 == 63) {
        total += sum.reduceLanes(VectorOperators.ADD);
        sum = FloatVector.zero(SPECIES);
      }
    }
    return total + sum.reduceLanes(VectorOperators.ADD);
  }

  @Override
  public final void mask(float[] output, float[] gradient, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector passed = FloatVector.fromArray(SPECIES, gradient, i);
      zero.blend(passed, FloatVector.fromArray(SPECIES, output, i).compare(VectorOperators.GT, 0))
          .intoArray(gradient, i);
    }
    for (; i < count; i++) {
      gradient[i] = output[i] > 0 ? gradient[i] : 0;
    }
  }

  @Override
  public final boolean staysFinite(float[] array, int at, int count, float factor) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector sum = zero;
    FloatVector other = zero;
    int end = at + count;
    int i = at;
    for (; i <= end - 2 * LANES; i += 2 * LANES) {
      sum = FloatVector.fromArray(SPECIES, array, i).mul(factor).fma(zero, sum);
      other = FloatVector.fromArray(SPECIES, array, i + LANES).mul(factor).fma(zero, other);
    }
    float rest = sum.add(other).reduceLanes(VectorOperators.ADD);
    for (; i < end; i++) {
      rest += array[i] * factor * 0;
    }
    return rest == 0;
  }

  /**
   * Winograd's transforms on the same vectors; called by name.
   *
   * @param outputs outputs of a tile on each axis, 2 or 4
   * @return the transforms
   */
  public static WinogradTransforms<float[]> winograd(int outputs) {
    return outputs == 2 ? new FloatWinograd2() : new FloatWinograd4();
  }
}
