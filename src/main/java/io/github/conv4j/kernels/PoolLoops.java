package io.github.conv4j.kernels;

/**
 * Pooling of one plane: the loops of {@link PoolKernel} over windows and their elements. Positions
 * are offsets of elements in their plane.
 *
 * <p>Planes are worked on in order, one after the other in memory: loops may read up to {@link
 * #margin} elements behind a plane, whatever they are, and write as many behind its results.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class PoolLoops<A> {

  /** Position of no element. */
  protected static final int NONE = -1;

  /** The window. */
  protected final PoolTables tables;

  /** Per output of a plane, what {@link #means} divides by; empty for maxima. */
  protected final double[] divisors;

  /**
   * For implementations.
   *
   * @param tables the window
   * @param divisors per output of a plane, what its sum is divided by; empty for maxima
   */
  protected PoolLoops(PoolTables tables, double[] divisors) {
    this.tables = tables;
    this.divisors = divisors;
  }

  /**
   * Makes loops for a window.
   *
   * @param <A> {@code float[]} or {@code double[]}
   */
  @FunctionalInterface
  public interface Factory<A> {

    /**
     * Loops for a window.
     *
     * @param tables the window
     * @param divisors per output of a plane, what its sum is divided by; empty for maxima
     * @return the loops
     */
    PoolLoops<A> create(PoolTables tables, double[] divisors);
  }

  /**
   * Elements behind the last plane and behind its results that loops may use.
   *
   * @return 0 or more
   */
  public int margin() {
    return 0;
  }

  /**
   * Elements of working memory that {@link #maxima} and {@link #means} need.
   *
   * @return 0 or more
   */
  public int workLength() {
    return 0;
  }

  /**
   * The largest element of each window and its position. NaN gives way to every number, ties go to
   * the first element row by row.
   *
   * @param in input plane
   * @param inAt where it starts
   * @param out largest elements, 0 where there is none
   * @param positions their positions, or {@link #NONE}
   * @param outAt where both start
   * @param work working memory of {@link #workLength}
   */
  public abstract void maxima(A in, int inAt, A out, int[] positions, int outAt, A work);

  /**
   * The sum of each window, divided by a number of its own. Sums are made in double precision, or
   * in the element type with at most ten roundings on the way of any element, the division's
   * included.
   *
   * @param in input plane
   * @param inAt where it starts
   * @param out results
   * @param outAt where they start
   * @param work working memory of {@link #workLength}
   */
  public abstract void means(A in, int inAt, A out, int outAt, A work);

  /**
   * Whether there is {@link #spread} for this window.
   *
   * @return false if shares have to be added up some other way
   */
  public boolean spreads() {
    return false;
  }

  /**
   * Gives each element of a plane of gradients its window's gradient divided by the window's
   * number.
   *
   * @param out gradients of the windows
   * @param outAt where they start
   * @param in gradients of the elements, overwritten
   * @param inAt where they start
   */
  public void spread(A out, int outAt, A in, int inAt) {
    throw new UnsupportedOperationException("these loops do not spread");
  }

  /**
   * Gives each element of a plane of gradients the sum of the gradients of the windows whose
   * maximum it is.
   *
   * @param out gradients of the windows
   * @param outAt where they start
   * @param positions positions of their maxima, or {@link #NONE}
   * @param positionsAt where these start
   * @param in gradients of the elements, overwritten
   * @param inAt where they start
   */
  public abstract void scatter(A out, int outAt, int[] positions, int positionsAt, A in, int inAt);
}
