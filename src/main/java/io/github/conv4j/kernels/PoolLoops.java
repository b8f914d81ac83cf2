package io.github.conv4j.kernels;

/**
 * Pooling of one plane: the loops of {@link PoolKernel} over windows and their elements. Positions
 * are offsets of elements in their plane.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class PoolLoops<A> {

  /** Position of no element. */
  protected static final int NONE = -1;

  /** For implementations. */
  protected PoolLoops() {}

  /**
   * The largest element of each window and its position. NaN gives way to every number, ties go to
   * the first element row by row.
   *
   * @param tables the window
   * @param in input plane
   * @param inAt where it starts
   * @param out largest elements, 0 where there is none
   * @param positions their positions, or {@link #NONE}
   * @param outAt where both start
   */
  public abstract void maxima(PoolTables tables, A in, int inAt, A out, int[] positions, int outAt);

  /**
   * The sum of each window, in double precision.
   *
   * @param tables the window
   * @param in input plane
   * @param inAt where it starts
   * @param sums sums
   * @param sumsAt where they start
   */
  public abstract void sums(PoolTables tables, A in, int inAt, double[] sums, int sumsAt);

  /**
   * in[inAt + positions[positionsAt + i]] += out[outAt + i] for all i with a position.
   *
   * @param out addends
   * @param outAt where they start
   * @param positions where they belong
   * @param positionsAt where these start
   * @param count how many
   * @param in plane of sums
   * @param inAt where it starts
   */
  public abstract void scatter(
      A out, int outAt, int[] positions, int positionsAt, int count, A in, int inAt);
}
