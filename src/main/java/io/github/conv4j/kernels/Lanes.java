package io.github.conv4j.kernels;

import org.bytedeco.javacpp.Pointer;

/**
 * What the kernels need of an element type: rows on the heap, blocks off the heap, matrix products.
 *
 * <p>Loops over channels, images and windows are written once, in the kernels; only the innermost
 * loops over a row are written per type, here. Row methods take a step so that strided windows need
 * no second form.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract sealed class Lanes<A> permits FloatLanes, DoubleLanes {

  private static final int CACHE_LINE = 64;

  /** Half of the distance at which the first cache of usual processors begins anew. */
  private static final int HALF_PAGE = 2048;

  /** Bytes before the first element of an array. */
  private static final int ARRAY_HEADER = 16;

  private final ThreadLocal<Scratch<A>> scratch =
      ThreadLocal.withInitial(() -> new Scratch<>(this));

  Lanes() {}

  /** This thread's reusable memory. */
  final Scratch<A> scratch() {
    return scratch.get();
  }

  /**
   * Where in an array of {@link Scratch#columns} and the like vectors should start. There each lies
   * in one cache line and not across two, if the array itself starts a cache line: all arrays do
   * with {@code -XX:ObjectAlignmentInBytes=64}, as {@code scripts/conv4j} starts Java, and large
   * ones do under G1, which gives them regions of their own.
   */
  final int start() {
    return (CACHE_LINE - ARRAY_HEADER) / bytes();
  }

  /**
   * How far apart to put rows of so many elements that are worked on side by side: rows at
   * multiples of half a page have a few places of the first cache between them, and drive each
   * other out.
   */
  final int rowDistance(int elements) {
    boolean collide = (long) elements * bytes() % HALF_PAGE == 0;
    return collide ? Math.addExact(elements, CACHE_LINE / bytes()) : elements;
  }

  /** Bytes of one element. */
  abstract int bytes();

  abstract A newArray(int length);

  abstract int length(A array);

  /** Off-heap memory for a number of elements. */
  abstract Pointer allocate(long elements);

  /** Elements from an index on, counted from the memory's address; its position does not matter. */
  abstract void read(Pointer from, long at, A to, int toAt, int count);

  abstract void write(A from, int fromAt, Pointer to, long at, int count);

  abstract void copy(Pointer from, long fromAt, Pointer to, long toAt, long count);

  abstract void fill(A array, int from, int to, double value);

  /** to[toAt + i] = from[fromAt + i · fromStep]. */
  abstract void gather(A from, int fromAt, int fromStep, A to, int toAt, int count);

  /** to[toAt + i · toStep] += from[fromAt + i]. */
  abstract void scatterAdd(A from, int fromAt, A to, int toAt, int toStep, int count);

  /** to[i] += from[i]. */
  abstract void add(A from, int fromAt, A to, int toAt, int count);

  /** array[at + i] /= by[byAt + i]. */
  abstract void divide(A array, int at, A by, int byAt, int count);

  /** sums[i] += |from[fromAt + i · step]|^p. */
  abstract void accumulatePower(
      A from, int fromAt, int step, double p, double[] sums, int at, int count);

  /** to[toAt + i] = from[fromAt + i], rounded to the element type. */
  abstract void store(double[] from, int fromAt, A to, int toAt, int count);

  /** to[toAt + i] = from[fromAt + i], widened. */
  abstract void load(A from, int fromAt, double[] to, int toAt, int count);

  /**
   * to[toAt + i · step] += factors[at + i] · sign(x) · |x|^(p - 1) with x = from[toAt + i · step].
   */
  abstract void scatterPower(
      A from, double[] factors, int at, double p, A to, int toAt, int step, int count);

  abstract double sum(A array, int from, int count);

  /** to[toAt + i · toStep] = from[fromAt + i · fromStep]. */
  abstract void spread(A from, int fromAt, int fromStep, A to, int toAt, int toStep, int count);

  /** to[toAt + i · toStep] = from[fromAt + offsets[i]]. */
  abstract void pick(A from, int fromAt, int[] offsets, A to, int toAt, int toStep);

  /** to[toAt + i] += from[at], one and the same element. */
  abstract void addElement(A from, int at, A to, int toAt, int count);

  /** to[toAt + i] += from[fromAt + i] · factor[at]. */
  abstract void addProduct(A from, int fromAt, A factor, int at, A to, int toAt, int count);

  /** Negative elements become 0; NaN stays. */
  abstract void rectify(A array, int at, int count);

  /** Elements of the gradient become 0 where those of the rectified output are not positive. */
  abstract void mask(A output, int outputAt, A gradient, int at, int count);

  /** Whether all elements are finite. */
  final boolean isFinite(A array, int at, int count) {
    return staysFinite(array, at, count, 1);
  }

  /** Whether all elements are finite when multiplied by a number. */
  abstract boolean staysFinite(A array, int at, int count, float factor);

  /**
   * Adam's learning rate with its corrections of the moments' bias, rounded like ND4J's; ε where
   * they make it 0, infinite or NaN.
   */
  abstract double adamRate(double rate, double beta1, double beta2, double epsilon, int iteration);

  /** {@link AdamKernel}'s formulas for the first elements of three arrays. */
  abstract void adam(
      A gradient,
      A mean,
      A square,
      int count,
      double corrected,
      double beta1,
      double beta2,
      double epsilon);

  /** Σ array[at + i], of a block that is short enough for sums in the element type. */
  abstract double blockSum(A array, int at, int count);

  /** Σ (array[at + i] - shift)², likewise. */
  abstract double blockSquares(A array, int at, int count, double shift);

  /** A number as the element type has it. */
  abstract double rounded(double value);

  /** Σ a[at + i] · (b[at + i] - shift), the shift rounded, likewise. */
  abstract double blockProducts(A a, A b, int at, int count, double shift);

  /** array[at + i] = (array[at + i] - center) · factor + offset. */
  abstract void scaleAndShift(
      A array, int at, int count, double center, double factor, double offset);

  /** a[at + i] = factor · a[at + i] + slope · (b[at + i] - center) + offset. */
  abstract void combine(
      A a, A b, int at, int count, double center, double factor, double slope, double offset);

  /** One element, widened. */
  abstract double get(A array, int at);

  /** One element, rounded. */
  abstract void set(A array, int at, double value);

  /** Winograd's transforms for tiles of so many outputs on each axis. */
  abstract WinogradTransforms<A> winograd(int outputs);

  /** Fourier transforms of rows and columns of these lengths. */
  abstract FftPlan<A> fft(int rowLength, int columnLength);

  /** The fastest inner loops there are on this machine. */
  abstract Microkernel<A> microkernel();

  /** The fastest loops over pooling windows there are on this machine. */
  abstract PoolLoops<A> poolLoops(PoolTables tables, double[] divisors);

  /**
   * C = op(A) · op(B) + beta · C for row-major matrices; op(A) is m × k, op(B) is k × n, and ld is
   * the distance between rows as stored.
   */
  abstract void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      Pointer a,
      long aAt,
      int lda,
      Pointer b,
      long bAt,
      int ldb,
      double beta,
      Pointer c,
      long cAt,
      int ldc);
}
