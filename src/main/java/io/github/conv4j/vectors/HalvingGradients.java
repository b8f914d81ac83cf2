package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolTables;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Gradients of the elements of a plane that windows of 2 × 2 cover side by side: each element is in
 * one window, so none is added up.
 *
 * <p>Of a plane of windows up to a vector more is read, of a plane of elements up to two vectors
 * more are overwritten.
 */
final class HalvingGradients {

  private static final VectorShuffle<Float> FIRST_TWICE = twice(0);
  private static final VectorShuffle<Float> LAST_TWICE = twice(LANES / 2);

  private final int outputHeight;
  private final int outputWidth;
  private final int width;
  private final float[] divisors;

  HalvingGradients(PoolTables tables, float[] divisors) {
    outputHeight = tables.outputHeight();
    outputWidth = tables.outputWidth();
    width = tables.inputWidth();
    this.divisors = divisors;
  }

  private static VectorShuffle<Float> twice(int first) {
    return VectorShuffle.fromOp(SPECIES, i -> first + i / 2);
  }

  /** Whether the windows are such. */
  static boolean fits(PoolTables tables) {
    return tables.kernelHeight() == 2
        && tables.kernelWidth() == 2
        && tables.rowStride() == 2
        && tables.columnStride() == 2
        && tables.rowDilation() == 1
        && tables.columnDilation() == 1
        && !tables.isPadded()
        && tables.inputHeight() == 2 * tables.outputHeight()
        && tables.inputWidth() == 2 * tables.outputWidth();
  }

  /** Gives all elements of a window its gradient divided by its number. */
  void spread(float[] out, int outAt, float[] in, int inAt) {
    for (int oh = 0; oh < outputHeight; oh++) {
      int row = oh * outputWidth;
      int to = inAt + 2 * oh * width;
      for (int c = 0; c < outputWidth; c += LANES) {
        FloatVector share =
            FloatVector.fromArray(SPECIES, out, outAt + row + c)
                .div(FloatVector.fromArray(SPECIES, divisors, row + c));
        share.rearrange(FIRST_TWICE).intoArray(in, to + 2 * c);
        share.rearrange(LAST_TWICE).intoArray(in, to + 2 * c + LANES);
      }
      System.arraycopy(in, to, in, to + width, width);
    }
  }
}
