package io.github.conv4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images large enough to be cut into bands. Whole numbers, so that every sum is exact. */
class BandedConvolutionTest {

  private static final int BATCH = 17;
  private static final FloatLanes LANES = FloatLanes.INSTANCE;
  private static final Orientation ORIENTATION = Orientation.CROSS_CORRELATION;

  @ParameterizedTest
  @CsvSource({
    "32, 32, 3, 1, 1, 1, 48, 24",
    "90, 100, 7, 2, 1, 3, 3, 8",
    "60, 30, 5, 3, 1, 2, 40, 7",
    "24, 24, 3, 1, 2, 2, 64, 12",
    "60, 40, 2, 3, 1, 0, 32, 6",
    "80, 40, 1, 2, 1, 0, 20, 11",
    "40, 1, 3, 1, 1, 1, 200, 9",
    "12, 12, 5, 1, 1, 0, 20, 50",
    "16, 15, 9, 1, 1, 0, 12, 200",
    "17, 17, 9, 2, 1, 0, 12, 30",
    "31, 29, 3, 2, 2, 1, 9, 13",
    "30, 33, 2, 4, 1, 1, 10, 21",
    "45, 45, 3, 1, 1, 1, 3, 40"
  })
  void directGivesWhatTheColumnMatrixGives(
      int height, int width, int kernel, int stride, int dilation, int pad, int c, int f) {
    Axis vertical = axis(height, kernel, stride, dilation, pad);
    Axis horizontal = axis(width, width == 1 ? 1 : kernel, stride, dilation, width == 1 ? 0 : pad);
    Window window = new Window(vertical, horizontal);
    assertSame(
        window,
        c,
        f,
        neighbours -> new DirectConvolution<>(LANES, window, c, f, ORIENTATION, neighbours));
  }

  /** The transforms' factors are 1 and ½, so that these sums are exact, too. */
  @ParameterizedTest
  @CsvSource({
    "32, 32, 1, 48, 24",
    "33, 17, 0, 40, 35",
    "8, 8, 1, 64, 70",
    "64, 9, 2, 24, 12",
    "15, 16, 1, 3, 100",
    "5, 3, 1, 130, 7",
    "40, 1, 1, 200, 9",
    "9, 8, 1, 100, 90"
  })
  void winogradGivesWhatTheColumnMatrixGives(int height, int width, int pad, int c, int f) {
    Window window = new Window(axis(height, 3, 1, 1, pad), axis(width, 3, 1, 1, 1));
    assertSame(
        window,
        c,
        f,
        neighbours -> new WinogradConvolution<>(LANES, window, c, f, ORIENTATION, 2, neighbours));
  }

  private static void assertSame(
      Window window, int c, int f, Function<Neighbours, ConvolutionKernel<float[]>> maker) {
    List<float[]> expected =
        results(new Im2colConvolution<>(LANES, window, c, f, ORIENTATION), window, c, f);
    for (Neighbours neighbours : Neighbours.values()) {
      List<float[]> actual = results(maker.apply(neighbours), window, c, f);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(actual.get(i)).as("%s, array %s", neighbours, i).isEqualTo(expected.get(i));
      }
    }
  }

  private static Axis axis(int input, int kernel, int stride, int dilation, int pad) {
    int output = (input + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1;
    return new Axis(input, output, kernel, stride, dilation, pad, pad);
  }

  /** y, rectified, dL/dx and dL/dw. */
  private static List<float[]> results(
      ConvolutionKernel<float[]> convolution, Window window, int c, int f) {
    List<float[]> results = new ArrayList<>();
    int inputs = BATCH * c * window.inputSize();
    int outputs = BATCH * f * window.outputSize();
    int weights = f * c * window.kernelSize();
    try (FloatPointer x = new FloatPointer(wholeNumbers(inputs, 5));
        FloatPointer w = new FloatPointer(wholeNumbers(weights, 3));
        FloatPointer b = new FloatPointer(wholeNumbers(f, 7));
        FloatPointer y = new FloatPointer((long) outputs);
        FloatPointer dy = new FloatPointer(wholeNumbers(outputs, 4));
        FloatPointer dx = new FloatPointer((long) inputs);
        FloatPointer dw = new FloatPointer((long) weights)) {
      for (FloatPointer array : List.of(y, dx, dw)) {
        array.put(nan((int) array.capacity()));
      }
      convolution.forward(BATCH, x, w, b, true, y);
      convolution.backward(BATCH, x, w, y, dy, dx, dw, null);
      for (FloatPointer array : List.of(y, dx, dw)) {
        float[] values = new float[(int) array.capacity()];
        array.get(values);
        results.add(values);
      }
    }
    return results;
  }

  private static float[] nan(int count) {
    float[] numbers = new float[count];
    Arrays.fill(numbers, Float.NaN);
    return numbers;
  }

  private static float[] wholeNumbers(int count, int most) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (int) ((i * 2_654_435_761L >>> 13) % (2 * most + 1)) - most;
    }
    return numbers;
  }
}
