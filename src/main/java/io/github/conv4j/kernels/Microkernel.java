package io.github.conv4j.kernels;

/**
 * The innermost loops of the direct and Winograd algorithms: sums of products of vectors of {@link
 * #lanes} neighbouring elements, several rows and positions at a time so that each loaded number is
 * used more than once. Positions that are left over are computed twice, never beyond the list.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class Microkernel<A> {

  /** For implementations. */
  protected Microkernel() {}

  /**
   * Elements of a vector.
   *
   * @return a power of two
   */
  public abstract int lanes();

  /**
   * Rows that {@link #products} computes together at most.
   *
   * @return 1 or more
   */
  protected abstract int height();

  /**
   * Vectors of a row that {@link #products} computes together, where there are {@link #height}
   * rows.
   *
   * @return 1 or more
   */
  protected abstract int width();

  /**
   * What {@link #products} visits. Offsets are in elements.
   *
   * @param vectorTaps per term, offset of the vector factor from a position
   * @param positions per result vector of a row, offset of its vector factors
   * @param results per result vector of a row, offset of the result
   * @param resultRow distance of the results of two rows
   */
  public record Products(int[] vectorTaps, int[] positions, int[] results, int resultRow) {}

  /**
   * to[r, i] = start[r] + Σ_t scalars[r, t] · vectors[i, t], and its positive part if wanted, for
   * all rows r and some positions i.
   *
   * @param tables offsets
   * @param from first position
   * @param end position after the last
   * @param fromTerm first term
   * @param endTerm term after the last
   * @param rows number of rows
   * @param vectors vector factors
   * @param vectorsAt where they start
   * @param scalars scalar factors as {@link #arrange} has put them
   * @param scalarsAt where they start
   * @param start one number per row, or null for zeros
   * @param startAt where they start
   * @param accumulate whether to add to the results as they are, after summing all terms
   * @param rectify whether negative results become 0
   * @param to results
   * @param toAt where they start
   */
  public final void products(
      Products tables,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      int rows,
      A vectors,
      int vectorsAt,
      A scalars,
      int scalarsAt,
      A start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      A to,
      int toAt) {
    int row = 0;
    while (row < rows) {
      int height = height(rows - row, height());
      productRows(
          height,
          tables,
          from,
          end,
          fromTerm,
          endTerm,
          vectors,
          vectorsAt,
          scalars,
          scalarsAt + row * tables.vectorTaps().length,
          start,
          startAt + row,
          accumulate,
          rectify,
          to,
          toAt + row * tables.resultRow());
      row += height;
    }
  }

  /**
   * Puts scalar factors in the order in which {@link #products} reads them: a few rows at a time,
   * term by term.
   *
   * @param lanes element type
   * @param rows number of rows
   * @param from factors
   * @param fromAt where the first row's start
   * @param fromRow distance of two rows
   * @param taps per term, offset of the factor from its row's start
   * @param to where to put them
   * @param toAt where they start
   */
  final void arrange(
      Lanes<A> lanes, int rows, A from, int fromAt, int fromRow, int[] taps, A to, int toAt) {
    int row = 0;
    while (row < rows) {
      int height = height(rows - row, height());
      int at = toAt + row * taps.length;
      for (int i = 0; i < height; i++) {
        lanes.pick(from, fromAt + (row + i) * fromRow, taps, to, at + i, height);
      }
      row += height;
    }
  }

  /** Where {@link #arrange} puts the first factor of a row. */
  final int arrangedAt(int rows, int row, int terms) {
    int first = firstOfBlock(rows, row);
    return first * terms + row - first;
  }

  /** How far apart {@link #arrange} puts the factors of a row. */
  final int arrangedStep(int rows, int row) {
    return height(rows - firstOfBlock(rows, row), height());
  }

  private int firstOfBlock(int rows, int row) {
    int first = 0;
    int height = height(rows, height());
    while (first + height <= row) {
      first += height;
      height = height(rows - first, height());
    }
    return first;
  }

  /** Splits rows into blocks of nearly equal height. */
  private static int height(int rows, int most) {
    int blocks = Division.ceil(rows, most);
    return Division.ceil(rows, blocks);
  }

  /**
   * {@link #products} for at most {@link #height} rows, whose factors lie together for each term.
   */
  protected abstract void productRows(
      int rows,
      Products tables,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      A vectors,
      int vectorsAt,
      A scalars,
      int scalarsAt,
      A start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      A to,
      int toAt);

  /** Panels that {@link #tapProducts} computes together at most. */
  static final int MOST_PANELS = 3;

  /** Taps that {@link #tapProducts} computes together. */
  static final int TAPS = 4;

  /**
   * What {@link #tapProducts} visits.
   *
   * @param taps per tap, offset of the scalar factor
   * @param positions per position, offset of the scalar factor from its tap's
   */
  public record Taps(int[] taps, int[] positions) {}

  /**
   * to[toAt + t · toRow + p · lanes + l] += Σ_i scalars[scalarsAt + taps[t] + positions[i]] ·
   * vectors[vectorsAt + p · panelStep + i · lanes + l] for some taps t, some panels p and all lanes
   * l, over some positions i.
   *
   * @param tables offsets
   * @param from first position
   * @param end position after the last
   * @param fromTap first tap
   * @param endTap tap after the last
   * @param scalars scalar factors
   * @param scalarsAt where they start
   * @param panels number of panels, from 1 to {@value #MOST_PANELS}
   * @param vectors vector factors
   * @param vectorsAt where they start
   * @param panelStep distance of two panels of them
   * @param to results
   * @param toAt where they start
   * @param toRow distance of the results of two taps
   */
  public abstract void tapProducts(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      A scalars,
      int scalarsAt,
      int panels,
      A vectors,
      int vectorsAt,
      int panelStep,
      A to,
      int toAt,
      int toRow);

  /**
   * to[toAt + places[firstPlace + i] · lanes + l] = from[fromAt + i + laneOffsets[l]] for l &lt;
   * lanes and the i &lt; count that have a place.
   *
   * @param from rows, one per lane
   * @param fromAt where the first lane's row starts
   * @param laneOffsets per lane, offset of its row
   * @param to vectors
   * @param toAt where they start
   * @param places per element of a row the number of its vector, or a negative number for none
   * @param firstPlace where the first element's is
   * @param count elements of a row
   */
  public abstract void interleave(
      A from,
      int fromAt,
      int[] laneOffsets,
      A to,
      int toAt,
      int[] places,
      int firstPlace,
      int count);

  /**
   * The reverse of {@link #interleave}: to[toAt + i + laneOffsets[l]] = from[fromAt +
   * places[firstPlace + i] · lanes + l]. Elements without a place become 0.
   *
   * @param from vectors
   * @param fromAt where they start
   * @param places per element of a row the number of its vector, or a negative number for none
   * @param firstPlace where the first element's is
   * @param to rows, one per lane
   * @param toAt where the first lane's row starts
   * @param laneOffsets per lane, offset of its row
   * @param count elements of a row
   */
  public abstract void separate(
      A from,
      int fromAt,
      int[] places,
      int firstPlace,
      A to,
      int toAt,
      int[] laneOffsets,
      int count);

  /**
   * Sum of all elements of some vectors.
   *
   * @param from vectors
   * @param fromAt where they start
   * @param positions offsets of the vectors
   * @param count how many of them
   * @return the sum
   */
  public abstract double sum(A from, int fromAt, int[] positions, int count);

  /**
   * Elements of the gradient become 0 where those of the rectified output are not positive.
   *
   * @param output rectified output
   * @param gradient gradient
   * @param count elements of both
   */
  public abstract void mask(A output, A gradient, int count);

  /**
   * Whether all elements are finite.
   *
   * @param array elements
   * @param at first
   * @param count how many
   * @return false if there is a NaN or an infinity
   */
  public final boolean isFinite(A array, int at, int count) {
    return staysFinite(array, at, count, 1);
  }

  /**
   * Whether all elements are finite when multiplied by a number.
   *
   * @param array elements
   * @param at first
   * @param count how many
   * @param factor the number
   * @return false if there is a NaN, an infinity or a product out of range
   */
  public abstract boolean staysFinite(A array, int at, int count, float factor);
}
