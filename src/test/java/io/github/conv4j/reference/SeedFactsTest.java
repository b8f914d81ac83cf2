package io.github.conv4j.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that the introductory texts work out by hand, from the reference loops. */
class SeedFactsTest {

  @ParameterizedTest
  @MethodSource("io.github.conv4j.reference.WorkedExamples#convolutions")
  void convolutionMatchesWorkByHand(WorkedExamples.ConvolutionExample example) {
    Tensor4 input = Tensor4.plane(example.input());
    Window window = example.geometry().resolve(input.h(), input.w());
    Tensor4 expected = Tensor4.plane(example.expected());

    Bounded output =
        ReferenceConvolution.forward(
            input, Tensor4.plane(example.kernel()), null, window, 1, example.flipped());

    assertThat(output.value()).containsExactly(expected.values());
    assertThat(List.of(window.height().output(), window.width().output()))
        .containsExactly(expected.h(), expected.w());
  }

  @ParameterizedTest
  @MethodSource("io.github.conv4j.reference.WorkedExamples#poolings")
  void poolingMatchesWorkByHand(WorkedExamples.PoolingExample example) {
    Tensor4 input = Tensor4.plane(example.input());
    Window window = example.geometry().resolve(input.h(), input.w());
    Tensor4 expected = Tensor4.plane(example.expected());

    assertThat(ReferencePooling.forward(input, window, example.kind(), 2).value())
        .containsExactly(expected.values());
    assertThat(List.of(window.height().output(), window.width().output()))
        .containsExactly(expected.h(), expected.w());
  }

  @Test
  void oneDimensionalFormsMatchWorkByHand() {
    double[] f = {1, 2, 3, 4, 5};
    double[] g = {1, 0, -1};

    assertThat(Sequences.validCrossCorrelation(f, g)).containsExactly(-2, -2, -2);
    assertThat(Sequences.fullConvolution(f, g)).containsExactly(1, 2, 2, 2, 2, -4, -5);
  }

  @Test
  void convolutionCommutesAndCrossCorrelationDoesNot() {
    double[][] f = {{1, 2, 3}, {4, 5, 6}};
    double[][] g = {{2, -1}, {0, 3}, {7, 1}};

    assertThat(full(f, g, true)).containsExactly(full(g, f, true));
    assertThat(full(f, g, false)).isNotEqualTo(full(g, f, false));
    assertThat(Sequences.fullConvolution(new double[] {1, 2, 3}, new double[] {4, 5}))
        .containsExactly(Sequences.fullConvolution(new double[] {4, 5}, new double[] {1, 2, 3}))
        .containsExactly(4, 13, 22, 15);
  }

  private static double[] full(double[][] input, double[][] kernel, boolean flipped) {
    Tensor4 x = Tensor4.plane(input);
    Tensor4 w = Tensor4.plane(kernel);
    Window window =
        new WindowGeometry(
                AxisGeometry.of(w.h(), 1, Padding.FULL), AxisGeometry.of(w.w(), 1, Padding.FULL))
            .resolve(x.h(), x.w());
    return ReferenceConvolution.forward(x, w, null, window, 1, flipped).value();
  }

  @Test
  void oneMapPerFilterWhateverTheDepthOfTheInput() {
    Window window = WindowGeometry.square(3, 1, Padding.VALID).resolve(5, 5);
    Tensor4 rgb = TestTensors.integers(1, 1, 3, 5, 5);
    Tensor4 fiveFilters = TestTensors.integers(2, 5, 3, 3, 3);
    Tensor4 grey = TestTensors.integers(3, 1, 1, 5, 5);
    Tensor4 thirtyTwoFilters = TestTensors.integers(4, 32, 1, 3, 3);

    assertThat(ReferenceConvolution.forward(rgb, fiveFilters, null, window, 1, false).value())
        .hasSize(5 * 3 * 3);
    assertThat(ReferenceConvolution.forward(grey, thirtyTwoFilters, null, window, 1, false).value())
        .hasSize(32 * 3 * 3);
  }

  /**
   * ŷ = w · x = 5 for label 6: dL/dŷ = 2 (ŷ - 6) = -2 and dL/dw = -2 x; one step lowers the loss.
   */
  @Test
  void smallestBackwardPass() {
    Window window = WindowGeometry.square(1, 1, Padding.VALID).resolve(1, 1);
    Tensor4 x = new Tensor4(new double[] {1, 2}, 1, 2, 1, 1);
    Tensor4 w = new Tensor4(new double[] {3, 1}, 1, 2, 1, 1);
    double prediction = ReferenceConvolution.forward(x, w, null, window, 1, false).value()[0];
    double slope = 2 * (prediction - 6);
    Tensor4 dy = new Tensor4(new double[] {slope}, 1, 1, 1, 1);
    double[] dw = ReferenceConvolution.weightGradient(x, w, dy, window, 1, false).value();

    assertThat(prediction).isEqualTo(5);
    assertThat(slope).isEqualTo(-2);
    assertThat(dw).containsExactly(-2, -4);

    double rate = 0.0625;
    Tensor4 stepped = new Tensor4(new double[] {3 - rate * dw[0], 1 - rate * dw[1]}, 1, 2, 1, 1);
    double after = ReferenceConvolution.forward(x, stepped, null, window, 1, false).value()[0];
    assertThat(after).isEqualTo(5.625);
    assertThat((after - 6) * (after - 6)).isLessThan(1);
  }

  @Test
  void aDenseLayerIsAConvolutionWithAKernelAsLargeAsTheImage() {
    Window window = WindowGeometry.square(28, 1, Padding.VALID).resolve(28, 28);
    Tensor4 dense = Tensor4.zeros(1_000, 1, 28, 28);
    double[] bias = new double[1_000];
    Tensor4 filters = Tensor4.zeros(32, 1, 3, 3);

    assertThat(dense.values()).hasSize(784_000);
    assertThat(
            ReferenceConvolution.forward(Tensor4.zeros(1, 1, 28, 28), dense, bias, window, 1, false)
                .value())
        .hasSize(1_000);
    assertThat(filters.values().length + filters.n()).isEqualTo(3 * 3 * 1 * 32 + 32);
  }

  @Test
  void poolingDefaultsToWindowsSideBySide() {
    Window window = WindowGeometry.square(2, 2, Padding.VALID).resolve(28, 28);

    assertThat(window.outputSize()).isEqualTo(14 * 14);
    double[] ones = new double[28 * 28];
    Arrays.fill(ones, 1);
    assertThat(
            ReferencePooling.forward(new Tensor4(ones, 1, 1, 28, 28), window, PoolKind.SUM, 2)
                .value())
        .containsOnly(4);
  }
}
