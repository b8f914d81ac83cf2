package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.PoolLoops;
import io.github.conv4j.kernels.PoolTables;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Pooling of neighbouring windows at a time, one per element of a vector.
 *
 * <p>Maxima of planes with NaN or infinities are left to plain loops, so that -∞ can stand for
 * padding; so are planes too large for {@link WindowMaxima}, with their padding, windows without
 * any input element, and means of windows too large for sums in {@code float}, or of elements so
 * large that such a sum is infinite.
 */
public final class FloatVectorPooling extends PoolLoops<float[]> {

  private final PoolLoops<float[]> plain;
  private final WindowColumns columns;
  private final WindowMaxima maxima;
  private final SquareMaxima squares;
  private final WindowMeans means;
  private final HalvingGradients halving;
  private final boolean findsMaxima;
  private final boolean findsMeans;

  private FloatVectorPooling(PoolTables tables, double[] divisors, PoolLoops<float[]> plain) {
    super(tables, divisors);
    this.plain = plain;
    this.columns = new WindowColumns(tables);
    this.maxima = new WindowMaxima(tables, columns);
    this.squares = SquareMaxima.fits(tables) ? new SquareMaxima(tables, columns) : null;
    float[] by = withMargin(divisors);
    this.means = new WindowMeans(tables, columns, by);
    this.halving = HalvingGradients.fits(tables) ? new HalvingGradients(tables, by) : null;
    this.findsMaxima = !tables.hasEmptyWindows() && WindowMaxima.fits(tables);
    this.findsMeans = findsMaxima && WindowMeans.fits(tables);
  }

  /** Numbers to divide by, and a vector of 1 behind them. */
  private static float[] withMargin(double[] divisors) {
    float[] by = new float[divisors.length + LANES];
    Arrays.fill(by, 1);
    for (int i = 0; i < divisors.length; i++) {
      by[i] = (float) divisors[i];
    }
    return by;
  }

  /**
   * Called by name, where the Vector API is there.
   *
   * @param plain loops for everything else
   * @return the loops
   */
  public static Factory<float[]> factory(Factory<float[]> plain) {
    return (tables, divisors) ->
        new FloatVectorPooling(tables, divisors, plain.create(tables, divisors));
  }

  @Override
  public int margin() {
    return 2 * LANES;
  }

  /** Means need half of what maxima do, which also keep places. */
  @Override
  public int workLength() {
    return findsMaxima ? columns.length() + maxima.workLength() : 0;
  }

  @Override
  public void maxima(float[] in, int inAt, float[] out, int[] positions, int outAt, float[] work) {
    int elements = tables.inputHeight() * tables.inputWidth();
    if (!findsMaxima || !isFinite(in, inAt, elements)) {
      plain.maxima(in, inAt, out, positions, outAt, work);
    } else if (tables.isWholePlane()) {
      int position = first(in, inAt, elements);
      positions[outAt] = position;
      out[outAt] = in[inAt + position];
    } else {
      int band = columns.band();
      for (int first = 0; first < tables.outputHeight(); first += band) {
        int end = Math.min(first + band, tables.outputHeight());
        int at = columns.move(in, inAt, first, end, Float.NEGATIVE_INFINITY, work);
        float[] from = columns.areMoved() ? work : in;
        if (squares != null) {
          squares.find(from, at, first, end, out, positions, outAt);
        } else {
          maxima.find(from, at, work, columns.length(), first, end, out, positions, outAt);
        }
      }
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

  @Override
  public void means(float[] in, int inAt, float[] out, int outAt, float[] work) {
    if (!findsMeans) {
      plain.means(in, inAt, out, outAt, work);
    } else {
      int band = columns.band();
      for (int first = 0; first < tables.outputHeight(); first += band) {
        int end = Math.min(first + band, tables.outputHeight());
        int at = columns.move(in, inAt, first, end, 0, work);
        float[] from = columns.areMoved() ? work : in;
        means.find(from, at, work, columns.length(), first, end, out, outAt);
      }
      if (!isFinite(out, outAt, tables.outputHeight() * tables.outputWidth())) {
        // A sum may have overflowed whose mean does not.
        plain.means(in, inAt, out, outAt, work);
      }
    }
  }

  @Override
  public boolean spreads() {
    return halving != null;
  }

  @Override
  public void spread(float[] out, int outAt, float[] in, int inAt) {
    halving.spread(out, outAt, in, inAt);
  }

  @Override
  public void scatter(
      float[] out, int outAt, int[] positions, int positionsAt, float[] in, int inAt) {
    plain.scatter(out, outAt, positions, positionsAt, in, inAt);
  }
}
