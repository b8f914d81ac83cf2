package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What kernels keep does not grow with the number of shapes that a program has seen. */
class RetentionTest {

  private static final int SHAPES = 300;
  private static final int SMALLEST = 5;
  private static final int BATCH = 9;
  private static final int MOST_CHANNELS = 8;
  private static final int SIZES = 20;
  private static final long MEBIBYTE = 1L << 20;
  private static final long MOST_HEAP = 48 * MEBIBYTE;
  private static final long MOST_NATIVE = 16 * MEBIBYTE;

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void threeHundredShapesLeaveLittleBehind(Algorithm algorithm) {
    long largest = (long) BATCH * MOST_CHANNELS * (SMALLEST + SIZES) * (SMALLEST + SIZES);
    try (FloatPointer x = new FloatPointer(largest).fill(0);
        FloatPointer w = new FloatPointer(MOST_CHANNELS * MOST_CHANNELS * 9L).fill(0);
        FloatPointer y = new FloatPointer(largest).fill(0);
        FloatPointer dx = new FloatPointer(largest).fill(0);
        FloatPointer dw = new FloatPointer(MOST_CHANNELS * MOST_CHANNELS * 9L).fill(0)) {
      run(0, algorithm, x, w, y, dx, dw);
      long heap = usedHeap();
      long outside = Pointer.totalBytes();

      for (int shape = 0; shape < SHAPES; shape++) {
        run(shape, algorithm, x, w, y, dx, dw);
      }

      assertThat(usedHeap() - heap).as("heap").isLessThan(MOST_HEAP);
      assertThat(Pointer.totalBytes() - outside).as("off heap").isLessThan(MOST_NATIVE);
    }
  }

  private static void run(
      int shape,
      Algorithm algorithm,
      FloatPointer x,
      FloatPointer w,
      FloatPointer y,
      FloatPointer dx,
      FloatPointer dw) {
    int size = SMALLEST + shape % SIZES;
    int channels = 1 + shape / SIZES % MOST_CHANNELS;
    int filters = 1 + shape / SIZES / MOST_CHANNELS * 3 % MOST_CHANNELS;
    Window window = WindowGeometry.square(3, 1, Padding.explicit(1)).resolve(size, size);
    ConvolutionKernel<float[]> kernel =
        Convolutions.of(
            FloatLanes.INSTANCE,
            window,
            BATCH,
            channels,
            filters,
            Orientation.CROSS_CORRELATION,
            algorithm);
    kernel.forward(BATCH, x, w, null, false, y);
    kernel.backward(BATCH, x, w, null, y, dx, dw, null);
  }

  private static long usedHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
