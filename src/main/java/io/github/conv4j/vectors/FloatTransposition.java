package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Turns squares of as many vectors as each has elements. Each step swaps, in pairs of vectors, the
 * elements whose number has a bit set in the first with those that have not in the second: for the
 * bits 1 and 2 in the first pass, for all others in the second. Two passes, as one method for all
 * steps would be too large for Java's compiler.
 */
final class FloatTransposition {

  /** Vectors that a pass works on together. */
  private static final int FOUR = 4;

  private static final int GROUPS = LANES / FOUR;

  private static final VectorMask<Float> ODD = bit(1);
  private static final VectorMask<Float> SECOND = bit(2);
  private static final VectorMask<Float> FOURTH = bit(4);
  private static final VectorMask<Float> EIGHTH = bit(8);
  private static final VectorShuffle<Float> LEFT_1 = VectorShuffle.iota(SPECIES, 1, 1, true);
  private static final VectorShuffle<Float> RIGHT_1 =
      VectorShuffle.iota(SPECIES, LANES - 1, 1, true);
  private static final VectorShuffle<Float> LEFT_2 = VectorShuffle.iota(SPECIES, 2, 1, true);
  private static final VectorShuffle<Float> RIGHT_2 =
      VectorShuffle.iota(SPECIES, LANES - 2, 1, true);
  private static final VectorShuffle<Float> LEFT_4 = VectorShuffle.iota(SPECIES, 4, 1, true);
  private static final VectorShuffle<Float> RIGHT_4 =
      VectorShuffle.iota(SPECIES, LANES - 4, 1, true);
  private static final VectorShuffle<Float> SWAP_8 = VectorShuffle.iota(SPECIES, 8, 1, true);

  private FloatTransposition() {}

  private static VectorMask<Float> bit(int bit) {
    boolean[] set = new boolean[LANES];
    for (int i = 0; i < LANES; i++) {
      set[i] = (i & bit) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }

  /**
   * to[toAt + toOffsets[toFirst + c] · toScale + r] = from[fromAt + fromOffsets[fromFirst + r] ·
   * fromScale + c] for all r and c below the number of lanes, with a square of vectors to work in.
   */
  static void turn(
      float[] from,
      int fromAt,
      int[] fromOffsets,
      int fromFirst,
      int fromScale,
      float[] to,
      int toAt,
      int[] toOffsets,
      int toFirst,
      int toScale,
      float[] work) {
    turnFours(from, fromAt, fromOffsets, fromFirst, fromScale, work);
    if (GROUPS == 4) {
      swapFours(work, to, toAt, toOffsets, toFirst, toScale);
    } else if (GROUPS == 2) {
      swapTwos(work, to, toAt, toOffsets, toFirst, toScale);
    } else {
      for (int c = 0; c < LANES; c++) {
        FloatVector.fromArray(SPECIES, work, c * LANES)
            .intoArray(to, toAt + toOffsets[toFirst + c] * toScale);
      }
    }
  }

  /** Squares of four within four vectors; square by square of the same number, for each element. */
  private static void turnFours(
      float[] from, int fromAt, int[] offsets, int first, int scale, float[] work) {
    for (int g = 0; g < GROUPS; g++) {
      int r = first + FOUR * g;
      FloatVector x0 = FloatVector.fromArray(SPECIES, from, fromAt + offsets[r] * scale);
      FloatVector x1 = FloatVector.fromArray(SPECIES, from, fromAt + offsets[r + 1] * scale);
      FloatVector x2 = FloatVector.fromArray(SPECIES, from, fromAt + offsets[r + 2] * scale);
      FloatVector x3 = FloatVector.fromArray(SPECIES, from, fromAt + offsets[r + 3] * scale);
      FloatVector y0 = x0.blend(x1.rearrange(RIGHT_1), ODD);
      FloatVector y1 = x0.rearrange(LEFT_1).blend(x1, ODD);
      FloatVector y2 = x2.blend(x3.rearrange(RIGHT_1), ODD);
      FloatVector y3 = x2.rearrange(LEFT_1).blend(x3, ODD);
      int at = g * LANES;
      int step = GROUPS * LANES;
      y0.blend(y2.rearrange(RIGHT_2), SECOND).intoArray(work, at);
      y1.blend(y3.rearrange(RIGHT_2), SECOND).intoArray(work, at + step);
      y0.rearrange(LEFT_2).blend(y2, SECOND).intoArray(work, at + 2 * step);
      y1.rearrange(LEFT_2).blend(y3, SECOND).intoArray(work, at + 3 * step);
    }
  }

  /** Vectors of sixteen. */
  private static void swapFours(
      float[] work, float[] to, int toAt, int[] offsets, int first, int scale) {
    for (int k = 0; k < FOUR; k++) {
      int at = k * FOUR * LANES;
      FloatVector x0 = FloatVector.fromArray(SPECIES, work, at);
      FloatVector x1 = FloatVector.fromArray(SPECIES, work, at + LANES);
      FloatVector x2 = FloatVector.fromArray(SPECIES, work, at + 2 * LANES);
      FloatVector x3 = FloatVector.fromArray(SPECIES, work, at + 3 * LANES);
      FloatVector y0 = x0.blend(x1.rearrange(RIGHT_4), FOURTH);
      FloatVector y1 = x0.rearrange(LEFT_4).blend(x1, FOURTH);
      FloatVector y2 = x2.blend(x3.rearrange(RIGHT_4), FOURTH);
      FloatVector y3 = x2.rearrange(LEFT_4).blend(x3, FOURTH);
      int c = first + k;
      y0.blend(y2.rearrange(SWAP_8), EIGHTH).intoArray(to, toAt + offsets[c] * scale);
      y1.blend(y3.rearrange(SWAP_8), EIGHTH).intoArray(to, toAt + offsets[c + 4] * scale);
      y0.rearrange(SWAP_8).blend(y2, EIGHTH).intoArray(to, toAt + offsets[c + 8] * scale);
      y1.rearrange(SWAP_8).blend(y3, EIGHTH).intoArray(to, toAt + offsets[c + 12] * scale);
    }
  }

  /** Vectors of eight. */
  private static void swapTwos(
      float[] work, float[] to, int toAt, int[] offsets, int first, int scale) {
    for (int k = 0; k < FOUR; k++) {
      int at = k * 2 * LANES;
      FloatVector x0 = FloatVector.fromArray(SPECIES, work, at);
      FloatVector x1 = FloatVector.fromArray(SPECIES, work, at + LANES);
      int c = first + k;
      x0.blend(x1.rearrange(RIGHT_4), FOURTH).intoArray(to, toAt + offsets[c] * scale);
      x0.rearrange(LEFT_4).blend(x1, FOURTH).intoArray(to, toAt + offsets[c + 4] * scale);
    }
  }
}
