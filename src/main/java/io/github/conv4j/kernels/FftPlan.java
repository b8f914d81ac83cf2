package io.github.conv4j.kernels;

/**
 * One-dimensional discrete Fourier transforms of two lengths, and products of spectra, per element
 * type.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface FftPlan<A> {

  /**
   * Half the spectrum of a row of real numbers, in place: real and imaginary parts in turn, but for
   * element 1, which is the real part of the middle.
   */
  void rowForward(A row, int at);

  /** The reverse of {@link #rowForward}. */
  void rowInverse(A row, int at);

  /** The spectrum of a column of complex numbers, real and imaginary parts in turn, in place. */
  void columnForward(A columns, int at);

  /** The reverse of {@link #columnForward}. */
  void columnInverse(A columns, int at);

  /** Moves half the spectrum of a row to the columns of the same array, {@code step} apart. */
  void toColumns(A array, int row, int at, int step, int count);

  /** The reverse of {@link #toColumns}. */
  void fromColumns(A array, int at, int step, int row, int count);

  /** Separates complex numbers into real parts and imaginary ones, which are negated if wanted. */
  void separate(A complex, A real, int realAt, int imaginaryAt, int count, boolean conjugate);

  /** The reverse of {@link #separate}. */
  void interleave(A real, int realAt, int imaginaryAt, boolean conjugate, A complex, int count);

  /** sum += Σ_t left[t] · right[t] for complex numbers at some frequencies. */
  void sumOfProducts(
      int terms,
      int imaginary,
      A left,
      int leftAt,
      int leftStep,
      A right,
      int rightAt,
      int rightStep,
      A sumReal,
      A sumImaginary,
      int count);
}
