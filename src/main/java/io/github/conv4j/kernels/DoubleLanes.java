package io.github.conv4j.kernels;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** Rows and matrix products of {@code double}. */
public final class DoubleLanes extends Lanes<double[]> {

  /** The only instance. */
  public static final DoubleLanes INSTANCE = new DoubleLanes();

  /** A pointer that is set anew for every call of native code, so that no call makes one. */
  private static final class Cursor extends DoublePointer {

    Cursor at(Pointer memory, long element) {
      address = memory.address() + element * Double.BYTES;
      return this;
    }
  }

  private final ThreadLocal<Cursor[]> cursors =
      ThreadLocal.withInitial(() -> new Cursor[] {new Cursor(), new Cursor(), new Cursor()});

  /** Elements that are copied by way of buffers. */
  private static final int MOST_ELEMENTS = AddressSpace.REACH / Double.BYTES;

  private final ThreadLocal<AddressSpace<DoubleBuffer>> memory =
      ThreadLocal.withInitial(() -> new AddressSpace<>(ByteBuffer::asDoubleBuffer));

  private DoubleLanes() {}

  @Override
  int bytes() {
    return Double.BYTES;
  }

  @Override
  double[] newArray(int length) {
    return new double[length];
  }

  @Override
  int length(double[] array) {
    return array.length;
  }

  @Override
  Pointer allocate(long elements) {
    return new DoublePointer(elements);
  }

  @Override
  void read(Pointer from, long at, double[] to, int toAt, int count) {
    long address = from.address() + at * Double.BYTES;
    if (count <= MOST_ELEMENTS) {
      memory.get().at(address).get(AddressSpace.offset(address) / Double.BYTES, to, toAt, count);
    } else {
      cursors.get()[0].at(from, at).get(to, toAt, count);
    }
    Reference.reachabilityFence(from);
  }

  @Override
  void write(double[] from, int fromAt, Pointer to, long at, int count) {
    long address = to.address() + at * Double.BYTES;
    if (count <= MOST_ELEMENTS) {
      memory
          .get()
          .at(address)
          .put(AddressSpace.offset(address) / Double.BYTES, from, fromAt, count);
    } else {
      cursors.get()[0].at(to, at).put(from, fromAt, count);
    }
    Reference.reachabilityFence(to);
  }

  @Override
  void copy(Pointer from, long fromAt, Pointer to, long toAt, long count) {
    Cursor[] cursor = cursors.get();
    Pointer.memcpy(cursor[0].at(to, toAt), cursor[1].at(from, fromAt), count * bytes());
    Reference.reachabilityFence(from);
    Reference.reachabilityFence(to);
  }

  @Override
  void fill(double[] array, int from, int to, double value) {
    Arrays.fill(array, from, to, value);
  }

  @Override
  void gather(double[] from, int fromAt, int fromStep, double[] to, int toAt, int count) {
    if (fromStep == 1) {
      System.arraycopy(from, fromAt, to, toAt, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i] = from[fromAt + i * fromStep];
      }
    }
  }

  @Override
  void scatterAdd(double[] from, int fromAt, double[] to, int toAt, int toStep, int count) {
    if (toStep == 1) {
      add(from, fromAt, to, toAt, count);
    } else if (toStep == 2) {
      for (int i = 0; i < count; i++) {
        to[toAt + i * 2] += from[fromAt + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i * toStep] += from[fromAt + i];
      }
    }
  }

  @Override
  void add(double[] from, int fromAt, double[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  @Override
  void divide(double[] array, int at, double[] by, int byAt, int count) {
    for (int i = 0; i < count; i++) {
      array[at + i] /= by[byAt + i];
    }
  }

  @Override
  void accumulatePower(
      double[] from, int fromAt, int step, double p, double[] sums, int at, int count) {
    for (int i = 0; i < count; i++) {
      sums[at + i] += Power.of(Math.abs(from[fromAt + i * step]), p);
    }
  }

  @Override
  void store(double[] from, int fromAt, double[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i];
    }
  }

  @Override
  void load(double[] from, int fromAt, double[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i];
    }
  }

  @Override
  void scatterPower(
      double[] from,
      double[] factors,
      int at,
      double p,
      double[] to,
      int toAt,
      int step,
      int count) {
    for (int i = 0; i < count; i++) {
      double x = from[toAt + i * step];
      if (x != 0) {
        to[toAt + i * step] += factors[at + i] * Math.signum(x) * Power.of(Math.abs(x), p - 1);
      }
    }
  }

  @Override
  double sum(double[] array, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += array[i];
    }
    return sum;
  }

  @Override
  void spread(
      double[] from, int fromAt, int fromStep, double[] to, int toAt, int toStep, int count) {
    if (fromStep == 1 && toStep == 2) {
      // Written out: the compiler sees through constant steps only.
      for (int i = 0; i < count; i++) {
        to[toAt + i * 2] = from[fromAt + i];
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toAt + i * toStep] = from[fromAt + i * fromStep];
    }
  }

  @Override
  void pick(double[] from, int fromAt, int[] offsets, double[] to, int toAt, int toStep) {
    for (int i = 0; i < offsets.length; i++) {
      to[toAt + i * toStep] = from[fromAt + offsets[i]];
    }
  }

  @Override
  void addElement(double[] from, int at, double[] to, int toAt, int count) {
    double value = from[at];
    for (int i = 0; i < count; i++) {
      to[toAt + i] += value;
    }
  }

  @Override
  void addProduct(
      double[] from, int fromAt, double[] factor, int at, double[] to, int toAt, int count) {
    double value = factor[at];
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i] * value;
    }
  }

  @Override
  void rectify(double[] array, int at, int count) {
    for (int i = at; i < at + count; i++) {
      array[i] = Math.max(0, array[i]);
    }
  }

  @Override
  void mask(double[] output, int outputAt, double[] gradient, int at, int count) {
    for (int i = 0; i < count; i++) {
      gradient[at + i] = output[outputAt + i] > 0 ? gradient[at + i] : 0;
    }
  }

  @Override
  boolean staysFinite(double[] array, int at, int count, float factor) {
    double zero = 0;
    for (int i = at; i < at + count; i++) {
      zero += array[i] * factor * 0;
    }
    return zero == 0;
  }

  @Override
  double adamRate(double rate, double beta1, double beta2, double epsilon, int iteration) {
    double power1 = Math.pow(beta1, iteration + 1.0);
    double power2 = Math.pow(beta2, iteration + 1.0);
    double corrected = rate * Math.sqrt(1 - power2) / (1 - power1);
    return corrected == 0 || !Double.isFinite(corrected) ? epsilon : corrected;
  }

  @Override
  void adam(
      double[] gradient,
      double[] mean,
      double[] square,
      int count,
      double corrected,
      double beta1,
      double beta2,
      double epsilon) {
    double rate = corrected;
    double b1 = beta1;
    double b2 = beta2;
    double e = epsilon;
    for (int i = 0; i < count; i++) {
      double g = gradient[i];
      double m = b1 * mean[i] + g * (1 - b1);
      double v = b2 * square[i] + g * g * (1 - b2);
      mean[i] = m;
      square[i] = v;
      gradient[i] = m * rate / (Math.sqrt(v) + e);
    }
  }

  @Override
  double blockSum(double[] array, int at, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = at;
    int end = at + count;
    for (; i <= end - 8; i += 8) {
      s0 += array[i];
      s1 += array[i + 1];
      s2 += array[i + 2];
      s3 += array[i + 3];
      s4 += array[i + 4];
      s5 += array[i + 5];
      s6 += array[i + 6];
      s7 += array[i + 7];
    }
    for (; i < end; i++) {
      s0 += array[i];
    }
    return (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  double blockSquares(double[] array, int at, int count, double shift) {
    double mu = shift;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = at;
    int end = at + count;
    for (; i <= end - 8; i += 8) {
      s0 += (array[i] - mu) * (array[i] - mu);
      s1 += (array[i + 1] - mu) * (array[i + 1] - mu);
      s2 += (array[i + 2] - mu) * (array[i + 2] - mu);
      s3 += (array[i + 3] - mu) * (array[i + 3] - mu);
      s4 += (array[i + 4] - mu) * (array[i + 4] - mu);
      s5 += (array[i + 5] - mu) * (array[i + 5] - mu);
      s6 += (array[i + 6] - mu) * (array[i + 6] - mu);
      s7 += (array[i + 7] - mu) * (array[i + 7] - mu);
    }
    for (; i < end; i++) {
      s0 += (array[i] - mu) * (array[i] - mu);
    }
    return (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  double rounded(double value) {
    return value;
  }

  @Override
  double blockProducts(double[] a, double[] b, int at, int count, double shift) {
    double mu = shift;
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = at;
    int end = at + count;
    for (; i <= end - 8; i += 8) {
      s0 += a[i] * (b[i] - mu);
      s1 += a[i + 1] * (b[i + 1] - mu);
      s2 += a[i + 2] * (b[i + 2] - mu);
      s3 += a[i + 3] * (b[i + 3] - mu);
      s4 += a[i + 4] * (b[i + 4] - mu);
      s5 += a[i + 5] * (b[i + 5] - mu);
      s6 += a[i + 6] * (b[i + 6] - mu);
      s7 += a[i + 7] * (b[i + 7] - mu);
    }
    for (; i < end; i++) {
      s0 += a[i] * (b[i] - mu);
    }
    return (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  void scaleAndShift(
      double[] array, int at, int count, double center, double factor, double offset) {
    double c = center;
    double f = factor;
    double o = offset;
    for (int i = at; i < at + count; i++) {
      array[i] = (array[i] - c) * f + o;
    }
  }

  @Override
  void combine(
      double[] a,
      double[] b,
      int at,
      int count,
      double center,
      double factor,
      double slope,
      double offset) {
    double c = center;
    double f = factor;
    double s = slope;
    double o = offset;
    for (int i = at; i < at + count; i++) {
      a[i] = f * a[i] + s * (b[i] - c) + o;
    }
  }

  @Override
  double get(double[] array, int at) {
    return array[at];
  }

  @Override
  void set(double[] array, int at, double value) {
    array[at] = value;
  }

  @Override
  WinogradTransforms<double[]> winograd(int outputs) {
    return new LoopWinogradTransforms<>(this, outputs);
  }

  @Override
  FftPlan<double[]> fft(int rowLength, int columnLength) {
    return new DoubleFftPlan(rowLength, columnLength);
  }

  @Override
  Microkernel<double[]> microkernel() {
    return Microkernels.DOUBLE;
  }

  @Override
  PoolLoops<double[]> poolLoops(PoolTables tables, double[] divisors) {
    return new DoublePoolLoops(tables, divisors);
  }

  @Override
  void gemm(
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
      int ldc) {
    Cursor[] cursor = cursors.get();
    cblas_dgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        1,
        cursor[0].at(a, aAt),
        lda,
        cursor[1].at(b, bAt),
        ldb,
        beta,
        cursor[2].at(c, cAt),
        ldc);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
  }
}
