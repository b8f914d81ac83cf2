package io.github.conv4j.reference;

import io.github.conv4j.geometry.Window;
import java.util.Random;

/** Test data: reproducible integers and fractions. */
final class TestTensors {

  private TestTensors() {}

  /** Integers from -8 to 8. */
  static Tensor4 integers(long seed, int n, int c, int h, int w) {
    Random random = new Random(seed);
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = random.nextInt(17) - 8;
    }
    return tensor;
  }

  /** Integers that are all different, in random order. */
  static Tensor4 distinctIntegers(long seed, int n, int c, int h, int w) {
    Random random = new Random(seed);
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    double[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      int other = random.nextInt(i + 1);
      values[i] = values[other];
      values[other] = i - values.length / 2;
    }
    return tensor;
  }

  /** Fractions from -1 to 1 that no short binary number equals. */
  static Tensor4 fractions(long seed, int n, int c, int h, int w) {
    Random random = new Random(seed);
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    for (int i = 0; i < tensor.values().length; i++) {
      tensor.values()[i] = 2 * random.nextDouble() - 1;
    }
    return tensor;
  }

  static Tensor4 output(double[] values, int images, int channels, Window window) {
    return new Tensor4(values, images, channels, window.height().output(), window.width().output());
  }

  static Tensor4 like(Tensor4 shape, double[] values) {
    return new Tensor4(values, shape.n(), shape.c(), shape.h(), shape.w());
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
