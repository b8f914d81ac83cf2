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
   * Elements behind the last plane that loops may read, whatever they are.
   *
   * @return 0 or more
   */
  public int margin() {
    return 0;
  }

  /**
   * Elements of working memory that {@link #maxima} needs.
   *
   * @param tables the window
   * @return 0 or more
   */
  public int workLength(PoolTables tables) {
    return 0;
  }

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
   * @param work working memory of {@link #workLength}
   */
  public abstract void maxima(
      PoolTables tables, A in, int inAt, A out, int[] positions, int outAt, A work);

  /**
   * The sum of each window, made in double precision, divided by a number of its own.
   *
   * @param tables the window
   * @param in input plane
   * @param inAt where it starts
   * @param divisors one per output of a plane
   * @param out results
   * @param outAt where they start
   */
  public abstract void means(
      PoolTables tables, A in, int inAt, double[] divisors, A out, int outAt);

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
