package io.github.conv4j.kernels;

import org.jtransforms.fft.DoubleFFT_1D;

/** Transforms and products of {@code double}. */
final class DoubleFftPlan implements FftPlan<double[]> {

  private final DoubleFFT_1D rows;
  private final DoubleFFT_1D columns;

  DoubleFftPlan(int rowLength, int columnLength) {
    this.rows = new DoubleFFT_1D(rowLength);
    this.columns = new DoubleFFT_1D(columnLength);
  }

  @Override
  public void rowForward(double[] row, int at) {
    rows.realForward(row, at);
  }

  @Override
  public void rowInverse(double[] row, int at) {
    rows.realInverse(row, at, true);
  }

  @Override
  public void columnForward(double[] values, int at) {
    columns.complexForward(values, at);
  }

  @Override
  public void columnInverse(double[] values, int at) {
    columns.complexInverse(values, at, true);
  }

  @Override
  public void toColumns(double[] array, int row, int at, int step, int count) {
    int last = at + (count - 1) * step;
    array[at] = array[row];
    array[at + 1] = 0;
    for (int i = 1; i < count - 1; i++) {
      array[at + i * step] = array[row + 2 * i];
      array[at + i * step + 1] = array[row + 2 * i + 1];
    }
    array[last] = array[row + 1];
    array[last + 1] = 0;
  }

  @Override
  public void fromColumns(double[] array, int at, int step, int row, int count) {
    array[row] = array[at];
    for (int i = 1; i < count - 1; i++) {
      array[row + 2 * i] = array[at + i * step];
      array[row + 2 * i + 1] = array[at + i * step + 1];
    }
    array[row + 1] = array[at + (count - 1) * step];
  }

  @Override
  public void separate(
      double[] complex, double[] real, int realAt, int imaginaryAt, int count, boolean conjugate) {
    double sign = conjugate ? -1 : 1;
    for (int i = 0; i < count; i++) {
      real[realAt + i] = complex[2 * i];
      real[imaginaryAt + i] = sign * complex[2 * i + 1];
    }
  }

  @Override
  public void interleave(
      double[] real, int realAt, int imaginaryAt, boolean conjugate, double[] complex, int count) {
    double sign = conjugate ? -1 : 1;
    for (int i = 0; i < count; i++) {
      complex[2 * i] = real[realAt + i];
      complex[2 * i + 1] = sign * real[imaginaryAt + i];
    }
  }

  @Override
  public void sumOfProducts(
      int terms,
      int imaginary,
      double[] left,
      int leftAt,
      int leftStep,
      double[] right,
      int rightAt,
      int rightStep,
      double[] sumReal,
      double[] sumImaginary,
      int count) {
    int t = 0;
    for (; t + 1 < terms; t += 2) {
      int l = leftAt + t * leftStep;
      int r = rightAt + t * rightStep;
      add(left, l, l + leftStep, right, r, r + rightStep, imaginary, sumReal, sumImaginary, count);
    }
    if (t < terms) {
      int l = leftAt + t * leftStep;
      int r = rightAt + t * rightStep;
      add(left, l, right, r, imaginary, sumReal, sumImaginary, count);
    }
  }

  /** One loop for each kind of part: so the compiler puts both on vector registers. */
  private static void add(
      double[] a,
      int at,
      double[] b,
      int bt,
      int imaginary,
      double[] real,
      double[] imag,
      int count) {
    int ai = at + imaginary;
    int bi = bt + imaginary;
    for (int i = 0; i < count; i++) {
      real[i] += a[at + i] * b[bt + i] - a[ai + i] * b[bi + i];
    }
    for (int i = 0; i < count; i++) {
      imag[i] += a[at + i] * b[bi + i] + a[ai + i] * b[bt + i];
    }
  }

  private static void add(
      double[] a,
      int at,
      int at1,
      double[] b,
      int bt,
      int bt1,
      int imaginary,
      double[] real,
      double[] imag,
      int count) {
    int ai = at + imaginary;
    int bi = bt + imaginary;
    int ai1 = at1 + imaginary;
    int bi1 = bt1 + imaginary;
    for (int i = 0; i < count; i++) {
      real[i] +=
          a[at + i] * b[bt + i]
              - a[ai + i] * b[bi + i]
              + (a[at1 + i] * b[bt1 + i] - a[ai1 + i] * b[bi1 + i]);
    }
    for (int i = 0; i < count; i++) {
      imag[i] +=
          a[at + i] * b[bi + i]
              + a[ai + i] * b[bt + i]
              + (a[at1 + i] * b[bi1 + i] + a[ai1 + i] * b[bt1 + i]);
    }
  }
}
