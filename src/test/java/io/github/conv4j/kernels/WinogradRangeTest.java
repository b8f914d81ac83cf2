package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers near the end of the range, where the transforms overflow and the result does not. */
class WinogradRangeTest {

  private static final int BATCH = 9;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 3;
  private static final int SIZE = 7;

  @ParameterizedTest
  @CsvSource({
    "WINOGRAD_2, 3e38, 1e-3, false",
    "WINOGRAD_2, 3e38, 1e-3, true",
    "WINOGRAD_2, 1e37, 2, false",
    "WINOGRAD_4, 3e38, 1e-3, false",
    "WINOGRAD_4, 1e36, 3, true"
  })
  void overflowOnTheWayIsNoOverflow(
      Algorithm algorithm, float image, float weight, boolean rectify) {
    Window window = WindowGeometry.square(3, 1, Padding.explicit(1)).resolve(SIZE, SIZE);
    float[] x = alternating(BATCH * CHANNELS * SIZE * SIZE, image);
    float[] w = alternating(FILTERS * CHANNELS * 9, weight);

    float[] expected = forward(Algorithm.IM2COL, window, x, w, rectify);
    float[] actual = forward(algorithm, window, x, w, rectify);

    float largest = 0;
    for (float value : expected) {
      assertThat(Float.isFinite(value)).isTrue();
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(largest).isPositive();
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4 * largest));
    }
  }

  /** Signs that differ from tap to tap, so that window sums stay small. */
  private static float[] alternating(int count, float size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i * 7 % 5 < 2 ? size : -size) * (1 - i % 3 * 0.25f);
    }
    return values;
  }

  private static float[] forward(
      Algorithm algorithm, Window window, float[] x, float[] w, boolean rectify) {
    float[] y = new float[BATCH * FILTERS * window.outputSize()];
    Arrays.fill(y, 7);
    try (FloatPointer in = new FloatPointer(x);
        FloatPointer weights = new FloatPointer(w);
        FloatPointer out = new FloatPointer(y)) {
      Convolutions.of(
              FloatLanes.INSTANCE,
              window,
              BATCH,
              CHANNELS,
              FILTERS,
              Orientation.CROSS_CORRELATION,
              algorithm)
          .forward(BATCH, in, weights, null, rectify, out);
      out.get(y);
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(names = {"WINOGRAD_2", "WINOGRAD_4", "DIRECT"})
  void oneImageThatIsNotFiniteLeavesOtherGradients(Algorithm algorithm) {
    Window window = WindowGeometry.square(3, 1, Padding.explicit(1)).resolve(SIZE, SIZE);
    float[] x = alternating(CHANNELS * SIZE * SIZE, 1);
    x[SIZE * SIZE] = Float.NaN;
    float[] w = alternating(FILTERS * CHANNELS * 9, 1);
    float[] dy = alternating(FILTERS * window.outputSize(), 1);

    float[][] expected = gradients(Algorithm.IM2COL, window, x, w, dy);
    float[][] actual = gradients(algorithm, window, x, w, dy);

    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).usingComparatorWithPrecision(1e-3f).containsExactly(expected[i]);
    }
    assertThat(actual[0]).doesNotContain(Float.NaN);
    assertThat(actual[1]).contains(Float.NaN);
  }

  private static float[][] gradients(
      Algorithm algorithm, Window window, float[] x, float[] w, float[] dy) {
    float[][] gradients = {new float[x.length], new float[w.length], new float[FILTERS]};
    try (FloatPointer in = new FloatPointer(x);
        FloatPointer weights = new FloatPointer(w);
        FloatPointer out = new FloatPointer(dy);
        FloatPointer dx = new FloatPointer(gradients[0]);
        FloatPointer dw = new FloatPointer(gradients[1]);
        FloatPointer db = new FloatPointer(gradients[2])) {
      Convolutions.of(
              FloatLanes.INSTANCE,
              window,
              1,
              CHANNELS,
              FILTERS,
              Orientation.CROSS_CORRELATION,
              algorithm)
          .backward(1, in, weights, null, out, dx, dw, db);
      dx.get(gradients[0]);
      dw.get(gradients[1]);
      db.get(gradients[2]);
    }
    return gradients;
  }
}
