package io.github.conv4j.kernels;

/**
 * The transforms of 3×3 kernels in {@link WinogradTransforms}, in double precision, for many
 * kernels at a time: one step of one element for all of them, so that Java's compiler makes vectors
 * of the loops.
 */
final class WinogradWeights<A> {

  private static final int KERNEL = 3;
  private static final int SIZE = KERNEL * KERNEL;

  private final Lanes<A> lanes;

  /** G: three factors for each of m + 2 points. */
  private final double[][] matrix;

  private final double[][] transposed;
  private final int side;

  /**
   * For one transform.
   *
   * @param lanes element type
   * @param outputs m
   */
  WinogradWeights(Lanes<A> lanes, int outputs) {
    this.lanes = lanes;
    this.matrix = WinogradTransforms.weightMatrix(outputs);
    this.side = matrix.length;
    this.transposed = new double[KERNEL][side];
    for (int k = 0; k < SIZE * side / KERNEL; k++) {
      transposed[k % KERNEL][k / KERNEL] = matrix[k / KERNEL][k % KERNEL];
    }
  }

  /**
   * G · g · Gᵀ for some kernels.
   *
   * @param count number of kernels
   * @param from weights
   * @param fromAt first weight of the first kernel
   * @param fromStep distance of two kernels
   * @param rotated whether the nine weights come in reverse order
   * @param to points
   * @param toAt first point of the first kernel
   * @param toStep distance of two kernels
   * @param toPoint distance of two points
   */
  void transform(
      int count,
      A from,
      int fromAt,
      int fromStep,
      boolean rotated,
      A to,
      int toAt,
      int toStep,
      int toPoint) {
    double[] work = lanes.scratch().sums((SIZE + side * KERNEL + 1) * count);
    A elements = lanes.scratch().image(count);
    int half = SIZE * count;
    int result = half + side * KERNEL * count;
    for (int k = 0; k < SIZE; k++) {
      int at = fromAt + (rotated ? SIZE - 1 - k : k);
      lanes.gather(from, at, fromStep, elements, 0, count);
      lanes.load(elements, 0, work, k * count, count);
    }
    for (int k = 0; k < side; k++) {
      for (int column = 0; column < KERNEL; column++) {
        int at = column * count;
        int row = KERNEL * count;
        combine(matrix[k], work, at, row, half + (k * KERNEL + column) * count, count);
      }
    }
    for (int k = 0; k < side; k++) {
      for (int l = 0; l < side; l++) {
        combine(matrix[l], work, half + k * KERNEL * count, count, result, count);
        lanes.store(work, result, elements, 0, count);
        lanes.spread(elements, 0, 1, to, toAt + (k * side + l) * toPoint, toStep, count);
      }
    }
  }

  /**
   * Gᵀ · m · G for some kernels.
   *
   * @param count number of kernels
   * @param from points
   * @param fromAt first point of the first kernel, the others beside it
   * @param fromPoint distance of two points
   * @param to weights
   * @param toAt first weight of the first kernel, the others {@value #SIZE} apart
   * @param rotated whether the nine weights go in reverse order
   */
  void transformBack(
      int count, A from, int fromAt, int fromPoint, A to, int toAt, boolean rotated) {
    double[] work = lanes.scratch().sums((side * side + KERNEL * side + 1) * count);
    A elements = lanes.scratch().image(count);
    int half = side * side * count;
    int result = half + KERNEL * side * count;
    for (int k = 0; k < side * side; k++) {
      lanes.load(from, fromAt + k * fromPoint, work, k * count, count);
    }
    for (int k = 0; k < KERNEL; k++) {
      for (int column = 0; column < side; column++) {
        combine(
            transposed[k],
            work,
            column * count,
            side * count,
            half + (k * side + column) * count,
            count);
      }
    }
    for (int k = 0; k < SIZE; k++) {
      combine(transposed[k % KERNEL], work, half + k / KERNEL * side * count, count, result, count);
      lanes.store(work, result, elements, 0, count);
      lanes.spread(elements, 0, 1, to, toAt + (rotated ? SIZE - 1 - k : k), SIZE, count);
    }
  }

  /** work[toAt + i] = Σ_k factors[k] · work[at + k · step + i]. */
  private static void combine(
      double[] factors, double[] work, int at, int step, int toAt, int count) {
    double first = factors[0];
    double second = factors[1];
    double third = factors[2];
    for (int i = 0; i < count; i++) {
      work[toAt + i] =
          first * work[at + i] + second * work[at + step + i] + third * work[at + 2 * step + i];
    }
    for (int k = KERNEL; k < factors.length; k++) {
      double factor = factors[k];
      for (int i = 0; i < count; i++) {
        work[toAt + i] += factor * work[at + k * step + i];
      }
    }
  }
}
