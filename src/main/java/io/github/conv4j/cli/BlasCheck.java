package io.github.conv4j.cli;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The BLAS library multiplies matrices correctly: small whole numbers, so that every sum is exact
 * and has to equal the one of a plain loop.
 */
final class BlasCheck implements DoctorCheck {
  private static final int ROWS = 37;
  private static final int INNER = 53;
  private static final int COLUMNS = 29;

  /** Multiplies two matrices. */
  interface Multiplier {
    /**
     * The product.
     *
     * @param a ROWS × INNER
     * @param b INNER × COLUMNS
     * @return ROWS × COLUMNS
     */
    float[][] multiply(float[][] a, float[][] b);
  }

  private final Multiplier multiplier;

  BlasCheck() {
    this(BlasCheck::withNd4j);
  }

  BlasCheck(Multiplier multiplier) {
    this.multiplier = multiplier;
  }

  @Override
  public String name() {
    return "BLAS";
  }

  @Override
  public String fix() {
    return "repair the backend first; if it is fine, delete the folder of the check 'native cache',"
        + " which may hold a damaged library";
  }

  @Override
  public Finding examine() {
    float[][] a = wholeNumbers(ROWS, INNER, 7);
    float[][] b = wholeNumbers(INNER, COLUMNS, 5);
    float[][] product = multiplier.multiply(a, b);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        float expected = expected(a, b, row, column);
        if (product[row][column] != expected) {
          return Finding.fail(
              Terminal.format(
                  "sgemm is wrong at row %d, column %d: expected %.1f, found %.1f",
                  row, column, expected, product[row][column]),
              fix());
        }
      }
    }
    return Finding.ok(
        Terminal.format("sgemm %d x %d x %d equals a plain loop", ROWS, INNER, COLUMNS));
  }

  private static float expected(float[][] a, float[][] b, int row, int column) {
    float sum = 0;
    for (int k = 0; k < INNER; k++) {
      sum += a[row][k] * b[k][column];
    }
    return sum;
  }

  private static float[][] wholeNumbers(int rows, int columns, int step) {
    float[][] numbers = new float[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        numbers[row][column] = (row * 13 + column * step) % 19 - 9;
      }
    }
    return numbers;
  }

  private static float[][] withNd4j(float[][] a, float[][] b) {
    try (INDArray left = Nd4j.create(a);
        INDArray right = Nd4j.create(b);
        INDArray product = left.mmul(right)) {
      return product.toFloatMatrix();
    }
  }
}
