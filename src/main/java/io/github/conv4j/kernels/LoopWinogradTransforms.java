package io.github.conv4j.kernels;

/** The transforms as products of small matrices, in plain Java, for every element type. */
final class LoopWinogradTransforms<A> extends WinogradTransforms<A> {

  private final Lanes<A> lanes;
  private final int outputs;
  private final int points;
  private final double[][] inputMatrix;
  private final double[][] outputMatrix;

  LoopWinogradTransforms(Lanes<A> lanes, int outputs) {
    this.lanes = lanes;
    this.outputs = outputs;
    this.points = outputs + 2;
    this.inputMatrix = inputMatrix(outputs);
    this.outputMatrix = outputMatrix(outputs);
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public void input(
      Tiles tiles, int from, int end, A planes, int at, A to, int toAt, int pointStep) {
    int width = lanes.microkernel().lanes();
    double[] tile = new double[points * points];
    double[] half = new double[points * points];
    for (int i = from; i < end; i++) {
      for (int lane = 0; lane < width; lane++) {
        int first = at + tiles.positions()[i] + lane;
        for (int k = 0; k < tile.length; k++) {
          tile[k] = lanes.get(planes, first + tiles.taps()[k]);
        }
        apply(inputMatrix, tile, points, half);
        apply(inputMatrix, half, points, tile);
        for (int k = 0; k < tile.length; k++) {
          lanes.set(to, toAt + k * pointStep + (i - from) * width + lane, tile[k]);
        }
      }
    }
  }

  @Override
  public void output(
      A products,
      int pointsAt,
      int pointStep,
      Tiles tiles,
      int from,
      int end,
      A start,
      int startAt,
      A planes,
      int at) {
    int width = lanes.microkernel().lanes();
    double[] tile = new double[points * points];
    double[] half = new double[outputs * points];
    double[] result = new double[outputs * outputs];
    double first = start == null ? 0 : lanes.get(start, startAt);
    for (int i = from; i < end; i++) {
      for (int lane = 0; lane < width; lane++) {
        for (int k = 0; k < tile.length; k++) {
          tile[k] = lanes.get(products, pointsAt + k * pointStep + (i - from) * width + lane);
        }
        apply(outputMatrix, tile, points, half);
        apply(outputMatrix, half, outputs, result);
        int place = at + tiles.positions()[i] + lane;
        for (int k = 0; k < result.length; k++) {
          double value = first + result[k];
          lanes.set(planes, place + tiles.taps()[k], value);
        }
      }
    }
  }

  @Override
  public void gradient(
      Tiles tiles, int from, int end, A planes, int at, A to, int toAt, int pointStep) {
    int width = lanes.microkernel().lanes();
    double[][] matrix = new double[points][outputs];
    for (int k = 0; k < points * outputs; k++) {
      matrix[k / outputs][k % outputs] = outputMatrix[k % outputs][k / outputs];
    }
    double[] tile = new double[outputs * outputs];
    double[] half = new double[outputs * points];
    double[] result = new double[points * points];
    for (int i = from; i < end; i++) {
      for (int lane = 0; lane < width; lane++) {
        int first = at + tiles.positions()[i] + lane;
        for (int k = 0; k < tile.length; k++) {
          tile[k] = lanes.get(planes, first + tiles.taps()[k]);
        }
        apply(matrix, tile, outputs, half);
        apply(matrix, half, points, result);
        for (int k = 0; k < result.length; k++) {
          lanes.set(to, toAt + k * pointStep + (i - from) * width + lane, result[k]);
        }
      }
    }
  }

  /**
   * to = (matrix · from)ᵀ, where {@code from} has as many rows as the matrix has columns and {@code
   * columns} columns. Twice makes matrix · tile · matrixᵀ.
   */
  private static void apply(double[][] matrix, double[] from, int columns, double[] to) {
    int rows = matrix.length;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        double sum = 0;
        for (int k = 0; k < matrix[row].length; k++) {
          sum += matrix[row][k] * from[k * columns + column];
        }
        to[column * rows + row] = sum;
      }
    }
  }
}
