package io.github.conv4j.kernels;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.lang.ref.Reference;
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
    cursors.get()[0].at(from, at).get(to, toAt, count);
    Reference.reachabilityFence(from);
  }

  @Override
  void write(float[] from, int fromAt, Pointer to, long at, int count) {
    cursors.get()[0].at(to, at).put(from, fromAt, count);
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
  PoolLoops<float[]> poolLoops() {
    return Microkernels.FLOAT_POOLING;
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
