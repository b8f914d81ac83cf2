package io.github.conv4j.kernels;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Rows and matrix products of {@code float}. */
public final class FloatLanes extends Lanes<float[]> {

  /** The only instance. */
  public static final FloatLanes INSTANCE = new FloatLanes();

  /** A pointer that is set anew for every call of native code, so that no call makes one. */
  private static final class Cursor extends FloatPointer {

    Cursor at(Pointer memory, long element) {
      address = memory.address() + element * Float.BYTES;
      return this;
    }
  }

  private final ThreadLocal<Cursor[]> cursors =
      ThreadLocal.withInitial(() -> new Cursor[] {new Cursor(), new Cursor(), new Cursor()});

  /** Elements that are copied by way of buffers. */
  private static final int MOST_ELEMENTS = AddressSpace.REACH / Float.BYTES;

  private final ThreadLocal<AddressSpace<FloatBuffer>> memory =
      ThreadLocal.withInitial(() -> new AddressSpace<>(ByteBuffer::asFloatBuffer));

  private FloatLanes() {}

  @Override
  int bytes() {
    return Float.BYTES;
  }

  @Override
  float[] newArray(int length) {
    return new float[length];
  }

  @Override
  int length(float[] array) {
    return array.length;
  }

  @Override
  Pointer allocate(long elements) {
    return new FloatPointer(elements);
  }

  @Override
  void read(Pointer from, long at, float[] to, int toAt, int count) {
    long address = from.address() + at * Float.BYTES;
    if (count <= MOST_ELEMENTS) {
      memory.get().at(address).get(AddressSpace.offset(address) / Float.BYTES, to, toAt, count);
    } else {
      cursors.get()[0].at(from, at).get(to, toAt, count);
    }
    Reference.reachabilityFence(from);
  }

  @Override
  void write(float[] from, int fromAt, Pointer to, long at, int count) {
    long address = to.address() + at * Float.BYTES;
    if (count <= MOST_ELEMENTS) {
      memory.get().at(address).put(AddressSpace.offset(address) / Float.BYTES, from, fromAt, count);
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
  void fill(float[] array, int from, int to, double value) {
    Arrays.fill(array, from, to, (float) value);
  }

  @Override
  void gather(float[] from, int fromAt, int fromStep, float[] to, int toAt, int count) {
    if (fromStep == 1) {
      System.arraycopy(from, fromAt, to, toAt, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[toAt + i] = from[fromAt + i * fromStep];
      }
    }
  }

  @Override
  void scatterAdd(float[] from, int fromAt, float[] to, int toAt, int toStep, int count) {
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
  void add(float[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  @Override
  void divide(float[] array, int at, float[] by, int byAt, int count) {
    for (int i = 0; i < count; i++) {
      array[at + i] /= by[byAt + i];
    }
  }

  @Override
  void accumulatePower(
      float[] from, int fromAt, int step, double p, double[] sums, int at, int count) {
    for (int i = 0; i < count; i++) {
      sums[at + i] += Power.of(Math.abs(from[fromAt + i * step]), p);
    }
  }

  @Override
  void store(double[] from, int fromAt, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = (float) from[fromAt + i];
    }
  }

  @Override
  void load(float[] from, int fromAt, double[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      to[toAt + i] = from[fromAt + i];
    }
  }

  @Override
  void scatterPower(
      float[] from, double[] factors, int at, double p, float[] to, int toAt, int step, int count) {
    for (int i = 0; i < count; i++) {
      float x = from[toAt + i * step];
      if (x != 0) {
        to[toAt + i * step] +=
            (float) (factors[at + i] * Math.signum(x) * Power.of(Math.abs(x), p - 1));
      }
    }
  }

  @Override
  double sum(float[] array, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += array[i];
    }
    return sum;
  }

  @Override
  void spread(float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep, int count) {
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
  void pick(float[] from, int fromAt, int[] offsets, float[] to, int toAt, int toStep) {
    for (int i = 0; i < offsets.length; i++) {
      to[toAt + i * toStep] = from[fromAt + offsets[i]];
    }
  }

  @Override
  void addElement(float[] from, int at, float[] to, int toAt, int count) {
    float value = from[at];
    for (int i = 0; i < count; i++) {
      to[toAt + i] += value;
    }
  }

  @Override
  void addProduct(
      float[] from, int fromAt, float[] factor, int at, float[] to, int toAt, int count) {
    float value = factor[at];
    for (int i = 0; i < count; i++) {
      to[toAt + i] += from[fromAt + i] * value;
    }
  }

  @Override
  void rectify(float[] array, int at, int count) {
    for (int i = at; i < at + count; i++) {
      array[i] = Math.max(0, array[i]);
    }
  }

  @Override
  void mask(float[] output, int outputAt, float[] gradient, int at, int count) {
    for (int i = 0; i < count; i++) {
      gradient[at + i] = output[outputAt + i] > 0 ? gradient[at + i] : 0;
    }
  }

  @Override
  boolean staysFinite(float[] array, int at, int count, float factor) {
    float zero = 0;
    for (int i = at; i < at + count; i++) {
      zero += array[i] * factor * 0;
    }
    return zero == 0;
  }

  @Override
  double adamRate(double rate, double beta1, double beta2, double epsilon, int iteration) {
    float power1 = (float) Math.pow((float) beta1, iteration + 1.0);
    float power2 = (float) Math.pow((float) beta2, iteration + 1.0);
    float corrected = (float) rate * (float) Math.sqrt(1 - power2) / (1 - power1);
    return corrected == 0 || !Float.isFinite(corrected) ? (float) epsilon : corrected;
  }

  @Override
  void adam(
      float[] gradient,
      float[] mean,
      float[] square,
      int count,
      double corrected,
      double beta1,
      double beta2,
      double epsilon) {
    float rate = (float) corrected;
    float b1 = (float) beta1;
    float b2 = (float) beta2;
    float e = (float) epsilon;
    for (int i = 0; i < count; i++) {
      float g = gradient[i];
      float m = b1 * mean[i] + g * (1 - b1);
      float v = b2 * square[i] + g * g * (1 - b2);
      mean[i] = m;
      square[i] = v;
      gradient[i] = m * rate / ((float) Math.sqrt(v) + e);
    }
  }

  @Override
  double blockSum(float[] array, int at, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
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
    return (double) (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  double blockSquares(float[] array, int at, int count, double shift) {
    float mu = (float) shift;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
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
    return (double) (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  double rounded(double value) {
    return (float) value;
  }

  @Override
  double blockProducts(float[] a, float[] b, int at, int count, double shift) {
    float mu = (float) shift;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
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
    return (double) (s0 + s1 + (s2 + s3)) + (s4 + s5 + (s6 + s7));
  }

  @Override
  void scaleAndShift(
      float[] array, int at, int count, double center, double factor, double offset) {
    float c = (float) center;
    float f = (float) factor;
    // What rounding takes from the center, the offset gives back.
    float o = (float) (offset + (c - center) * factor);
    for (int i = at; i < at + count; i++) {
      array[i] = (array[i] - c) * f + o;
    }
  }

  @Override
  void combine(
      float[] a,
      float[] b,
      int at,
      int count,
      double center,
      double factor,
      double slope,
      double offset) {
    float c = (float) center;
    float f = (float) factor;
    float s = (float) slope;
    float o = (float) (offset + (c - center) * slope);
    for (int i = at; i < at + count; i++) {
      a[i] = f * a[i] + s * (b[i] - c) + o;
    }
  }

  @Override
  double get(float[] array, int at) {
    return array[at];
  }

  @Override
  void set(float[] array, int at, double value) {
    array[at] = (float) value;
  }

  @Override
  WinogradTransforms<float[]> winograd(int outputs) {
    return Microkernels.floatWinograd(outputs);
  }

  @Override
  FftPlan<float[]> fft(int rowLength, int columnLength) {
    return new FloatFftPlan(rowLength, columnLength);
  }

  @Override
  Microkernel<float[]> microkernel() {
    return Microkernels.FLOAT;
  }

  @Override
  PoolLoops<float[]> poolLoops(PoolTables tables, double[] divisors) {
    return Microkernels.FLOAT_POOLING.create(tables, divisors);
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
    cblas_sgemm(
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
        (float) beta,
        cursor[2].at(c, cAt),
        ldc);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
  }
}
