package io.github.conv4j.kernels;

/**
 * The transforms of Winograd's minimal filtering F(m×m, 3×3) on vectors of {@link
 * Microkernel#lanes} neighbouring elements: with tiles d of (m+2)² inputs and g of 3² weights, the
 * m² outputs are
 *
 * <pre>  y = Aᵀ · [ (G · g · Gᵀ) ⊙ (Bᵀ · d · B) ] · A</pre>
 *
 * <p>For m = 2 (points 0, 1, -1, ∞) all factors are 0, ±1 and ½; for m = 4 (points 0, ±1, ±2, ∞) up
 * to 8 and down to 1/24. Source of the matrices: Lavin and Gray, "Fast algorithms for convolutional
 * neural networks", 2015.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class WinogradTransforms<A> {

  private static final double[][] WEIGHTS_2 = {
    {1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}
  };

  private static final double[][] WEIGHTS_4 = {
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1}
  };

  /** For implementations. */
  protected WinogradTransforms() {}

  /**
   * Outputs of a tile on each axis.
   *
   * @return m
   */
  public abstract int outputs();

  /**
   * Where tiles lie.
   *
   * @param taps offsets of a tile's elements, row by row
   * @param positions per vector, its offset
   */
  public record Tiles(int[] taps, int[] positions) {}

  /**
   * Transforms input tiles: point k of vector i goes to to[toAt + k · pointStep + (i - from) ·
   * lanes].
   *
   * @param tiles where the tiles of (m+2)² elements lie
   * @param from first vector
   * @param end vector after the last
   * @param planes elements
   * @param at where they start
   * @param to points
   * @param toAt where they start
   * @param pointStep distance of two points
   */
  public abstract void input(
      Tiles tiles, int from, int end, A planes, int at, A to, int toAt, int pointStep);

  /**
   * Transforms products back: the reverse addressing of {@link #input}, to tiles of m² elements.
   *
   * @param points products
   * @param pointsAt where they start
   * @param pointStep distance of two points
   * @param tiles where the tiles of m² elements lie
   * @param from first vector
   * @param end vector after the last
   * @param start number to add to every element, or null for none
   * @param startAt where it is
   * @param planes results
   * @param at where they start
   */
  public abstract void output(
      A points,
      int pointsAt,
      int pointStep,
      Tiles tiles,
      int from,
      int end,
      A start,
      int startAt,
      A planes,
      int at);

  /**
   * Transforms tiles of m² elements of the output's gradient, A · e · Aᵀ, addressed as {@link
   * #input}. For m = 2.
   *
   * @param tiles where the tiles lie
   * @param from first vector
   * @param end vector after the last
   * @param planes elements
   * @param at where they start
   * @param to points
   * @param toAt where they start
   * @param pointStep distance of two points
   */
  public void gradient(
      Tiles tiles, int from, int end, A planes, int at, A to, int toAt, int pointStep) {
    throw new UnsupportedOperationException("dL/dw: expected m = 2, found " + outputs());
  }

  /** Rows of G: three factors for each of m + 2 points. */
  static double[][] weightMatrix(int outputs) {
    return outputs == 2 ? WEIGHTS_2 : WEIGHTS_4;
  }

  /** Rows of Bᵀ: m + 2 factors for each of m + 2 points. */
  static double[][] inputMatrix(int outputs) {
    return outputs == 2
        ? new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}
        : new double[][] {
          {4, 0, -5, 0, 1, 0},
          {0, -4, -4, 1, 1, 0},
          {0, 4, -4, -1, 1, 0},
          {0, -2, -1, 2, 1, 0},
          {0, 2, -1, -2, 1, 0},
          {0, 4, 0, -5, 0, 1}
        };
  }

  /** Rows of Aᵀ: m + 2 factors for each of m outputs. */
  static double[][] outputMatrix(int outputs) {
    return outputs == 2
        ? new double[][] {{1, 1, 1, 0}, {0, 1, -1, -1}}
        : new double[][] {
          {1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}
        };
  }
}
