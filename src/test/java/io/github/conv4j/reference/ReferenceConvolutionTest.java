package io.github.conv4j.reference;

import static io.github.conv4j.reference.TestTensors.dot;
import static io.github.conv4j.reference.TestTensors.fractions;
import static io.github.conv4j.reference.TestTensors.integers;
import static io.github.conv4j.reference.TestTensors.like;
import static io.github.conv4j.reference.TestTensors.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReferenceConvolutionTest {

  /** A convolution of two 7 × 5 images, 4 channels in and 6 out, on integers. */
  record Problem(
      String name, AxisGeometry height, AxisGeometry width, int groups, boolean flipped) {

    Window window() {
      return new WindowGeometry(height, width).resolve(7, 5);
    }

    Tensor4 x() {
      return integers(1, 2, 4, 7, 5);
    }

    Tensor4 w() {
      return integers(2, 6, 4 / groups, height.kernel(), width.kernel());
    }

    double[] b() {
      return integers(3, 1, 6, 1, 1).values();
    }

    Tensor4 dy() {
      return integers(4, 2, 6, window().height().output(), window().width().output());
    }

    Bounded forward(Tensor4 x, Tensor4 w, double[] b) {
      return ReferenceConvolution.forward(x, w, b, window(), groups, flipped);
    }

    Bounded inputGradient() {
      return ReferenceConvolution.inputGradient(x(), w(), dy(), window(), groups, flipped);
    }

    Bounded weightGradient() {
      return ReferenceConvolution.weightGradient(x(), w(), dy(), window(), groups, flipped);
    }

    /** The loss whose gradients are checked: Σ y · dy. */
    double loss(Tensor4 x, Tensor4 w, double[] b) {
      return dot(forward(x, w, b).value(), dy().values());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Problem> problems() {
    AxisGeometry two = AxisGeometry.of(2, 1, Padding.VALID);
    AxisGeometry three = AxisGeometry.of(3, 2, Padding.explicit(1));
    AxisGeometry four = AxisGeometry.of(4, 1, Padding.SAME);
    AxisGeometry dilated = new AxisGeometry(3, 1, 2, Padding.explicit(2, 1), Rounding.FLOOR);
    AxisGeometry full = AxisGeometry.of(3, 1, Padding.FULL);
    AxisGeometry ceil = new AxisGeometry(2, 2, 1, Padding.explicit(1, 0), Rounding.CEIL);
    AxisGeometry wide = AxisGeometry.of(1, 3, Padding.VALID);
    AxisGeometry emptyWindows = new AxisGeometry(2, 2, 2, Padding.explicit(5, 4), Rounding.FLOOR);
    return List.of(
        new Problem("valid_2x2", two, two, 1, false),
        new Problem("stride_2_pad_1_by_valid_2", three, two, 1, false),
        new Problem("same_even_kernel", four, four, 1, false),
        new Problem("dilated_asymmetric_pad", dilated, dilated, 1, false),
        new Problem("full_by_stride_2", full, three, 1, false),
        new Problem("ceil_overhang", ceil, ceil, 1, false),
        new Problem("kernel_1_stride_3", wide, wide, 1, false),
        new Problem("all_padding_windows", emptyWindows, two, 1, false),
        new Problem("two_groups", three, dilated, 2, false),
        new Problem("flipped", two, three, 1, true),
        new Problem("flipped_two_groups_dilated", dilated, full, 2, true));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void gradientsAreAdjointExactly(Problem problem) {
    double forward = problem.loss(problem.x(), problem.w(), null);

    assertThat(forward).isNotZero();
    assertThat(dot(problem.x().values(), problem.inputGradient().value())).isEqualTo(forward);
    assertThat(dot(problem.w().values(), problem.weightGradient().value())).isEqualTo(forward);
    assertThat(dot(problem.b(), ReferenceConvolution.biasGradient(problem.dy()).value()))
        .isEqualTo(problem.loss(problem.x(), problem.w(), problem.b()) - forward);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void gradientsEqualCentralDifferencesExactly(Problem problem) {
    Tensor4 x = problem.x();
    Tensor4 w = problem.w();
    double[] b = problem.b();

    assertThat(problem.inputGradient().value())
        .containsExactly(differences(x.values(), values -> problem.loss(like(x, values), w, b)));
    assertThat(problem.weightGradient().value())
        .containsExactly(differences(w.values(), values -> problem.loss(x, like(w, values), b)));
    assertThat(ReferenceConvolution.biasGradient(problem.dy()).value())
        .containsExactly(differences(b, values -> problem.loss(x, w, values)));
  }

  private static double[] differences(double[] at, Function<double[], Double> loss) {
    double[] slopes = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += 1;
      down[i] -= 1;
      slopes[i] = (loss.apply(up) - loss.apply(down)) / 2;
    }
    return slopes;
  }

  @ParameterizedTest
  @MethodSource("problems")
  void absoluteIsTheSameOperationOnAbsoluteValues(Problem problem) {
    Tensor4 x = absolute(problem.x());
    Tensor4 w = absolute(problem.w());
    Tensor4 dy = absolute(problem.dy());
    double[] b = absolute(problem.b());
    Window window = problem.window();

    assertThat(problem.forward(problem.x(), problem.w(), problem.b()).absolute())
        .containsExactly(problem.forward(x, w, b).value());
    assertThat(problem.inputGradient().absolute())
        .containsExactly(
            ReferenceConvolution.inputGradient(
                    x, w, dy, window, problem.groups(), problem.flipped())
                .value());
    assertThat(problem.weightGradient().absolute())
        .containsExactly(
            ReferenceConvolution.weightGradient(
                    x, w, dy, window, problem.groups(), problem.flipped())
                .value());
    assertThat(ReferenceConvolution.biasGradient(problem.dy()).absolute())
        .containsExactly(ReferenceConvolution.biasGradient(dy).value());
  }

  private static Tensor4 absolute(Tensor4 tensor) {
    return like(tensor, absolute(tensor.values()));
  }

  private static double[] absolute(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  /** With ones everywhere, absolute counts the products in each element. */
  @ParameterizedTest
  @MethodSource("problems")
  void termsAreAtLeastTheProductsInAnyElement(Problem problem) {
    Tensor4 x = ones(problem.x());
    Tensor4 w = ones(problem.w());
    Tensor4 dy = ones(problem.dy());
    double[] b = {1, 1, 1, 1, 1, 1};
    Window window = problem.window();
    int groups = problem.groups();

    for (Bounded result :
        List.of(
            problem.forward(x, w, b),
            ReferenceConvolution.inputGradient(x, w, dy, window, groups, problem.flipped()),
            ReferenceConvolution.weightGradient(x, w, dy, window, groups, problem.flipped()),
            ReferenceConvolution.biasGradient(dy))) {
      assertThat(Arrays.stream(result.value()).max().orElseThrow())
          .isLessThanOrEqualTo(result.terms());
    }
  }

  private static Tensor4 ones(Tensor4 shape) {
    double[] values = new double[shape.values().length];
    Arrays.fill(values, 1);
    return like(shape, values);
  }

  @Test
  void termsFollowThePolicy() {
    Window window =
        new WindowGeometry(
                AxisGeometry.of(5, 2, Padding.VALID),
                new AxisGeometry(3, 2, 2, Padding.VALID, Rounding.FLOOR))
            .resolve(11, 9);
    Tensor4 x = integers(1, 3, 4, 11, 9);
    Tensor4 w = integers(2, 6, 2, 5, 3);
    Tensor4 dy = integers(3, 3, 6, 4, 3);

    assertThat(ReferenceConvolution.forward(x, w, null, window, 2, false).terms())
        .isEqualTo(2 * 5 * 3 + 1);
    assertThat(ReferenceConvolution.inputGradient(x, w, dy, window, 2, false).terms())
        .isEqualTo(3 * 3 * 3);
    assertThat(ReferenceConvolution.weightGradient(x, w, dy, window, 2, false).terms())
        .isEqualTo(3 * 4 * 3);
    assertThat(ReferenceConvolution.biasGradient(dy).terms()).isEqualTo(3 * 4 * 3);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void flippingIsReversingTheKernelOnBothAxes(Problem problem) {
    Tensor4 reversed = reversed(problem.w());

    assertThat(
            ReferenceConvolution.forward(
                    problem.x(), reversed, null, problem.window(), problem.groups(), true)
                .value())
        .containsExactly(
            ReferenceConvolution.forward(
                    problem.x(), problem.w(), null, problem.window(), problem.groups(), false)
                .value());
  }

  private static Tensor4 reversed(Tensor4 w) {
    Tensor4 result = Tensor4.zeros(w.n(), w.c(), w.h(), w.w());
    for (int n = 0; n < w.n(); n++) {
      for (int c = 0; c < w.c(); c++) {
        for (int i = 0; i < w.h(); i++) {
          for (int j = 0; j < w.w(); j++) {
            result.values()[w.index(n, c, w.h() - 1 - i, w.w() - 1 - j)] = w.at(n, c, i, j);
          }
        }
      }
    }
    return result;
  }

  @Test
  void deltaKernelShiftsTheImage() {
    Tensor4 x = integers(1, 1, 1, 4, 5);
    Tensor4 delta = Tensor4.plane(new double[][] {{0, 0, 0}, {0, 0, 1}, {0, 0, 0}});
    Window window = WindowGeometry.square(3, 1, Padding.SAME).resolve(4, 5);

    double[] correlated = ReferenceConvolution.forward(x, delta, null, window, 1, false).value();
    double[] convolved = ReferenceConvolution.forward(x, delta, null, window, 1, true).value();

    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        assertThat(correlated[row * 5 + column])
            .isEqualTo(column < 4 ? x.at(0, 0, row, column + 1) : 0);
        assertThat(convolved[row * 5 + column])
            .isEqualTo(column > 0 ? x.at(0, 0, row, column - 1) : 0);
      }
    }
  }

  @Test
  void strideSamplesTheStrideOneResult() {
    Tensor4 x = integers(1, 2, 3, 9, 8);
    Tensor4 w = integers(2, 2, 3, 3, 2);
    Padding padding = Padding.explicit(1, 2);
    Window dense =
        new WindowGeometry(AxisGeometry.of(3, 1, padding), AxisGeometry.of(2, 1, padding))
            .resolve(9, 8);
    Window strided =
        new WindowGeometry(AxisGeometry.of(3, 2, padding), AxisGeometry.of(2, 3, padding))
            .resolve(9, 8);
    Tensor4 all =
        output(ReferenceConvolution.forward(x, w, null, dense, 1, false).value(), 2, 2, dense);
    Tensor4 some =
        output(ReferenceConvolution.forward(x, w, null, strided, 1, false).value(), 2, 2, strided);

    assertThat(List.of(some.h(), some.w())).containsExactly(5, 4);
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 2; c++) {
        for (int row = 0; row < some.h(); row++) {
          for (int column = 0; column < some.w(); column++) {
            assertThat(some.at(n, c, row, column)).isEqualTo(all.at(n, c, 2 * row, 3 * column));
          }
        }
      }
    }
  }

  @Test
  void dilationIsAKernelStuffedWithZeros() {
    Tensor4 x = integers(1, 2, 2, 9, 8);
    Tensor4 w = integers(2, 3, 2, 3, 2);
    Tensor4 stuffed = Tensor4.zeros(3, 2, 5, 4);
    for (int n = 0; n < 3; n++) {
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 2; j++) {
            stuffed.values()[stuffed.index(n, c, 2 * i, 3 * j)] = w.at(n, c, i, j);
          }
        }
      }
    }
    Padding padding = Padding.explicit(2, 1);
    Window dilated =
        new WindowGeometry(
                new AxisGeometry(3, 2, 2, padding, Rounding.FLOOR),
                new AxisGeometry(2, 2, 3, padding, Rounding.FLOOR))
            .resolve(9, 8);
    Window plain =
        new WindowGeometry(AxisGeometry.of(5, 2, padding), AxisGeometry.of(4, 2, padding))
            .resolve(9, 8);

    assertThat(ReferenceConvolution.forward(x, w, null, dilated, 1, false).value())
        .containsExactly(ReferenceConvolution.forward(x, stuffed, null, plain, 1, false).value());
  }

  @Test
  void paddingIsZerosAroundTheImage() {
    Tensor4 x = integers(1, 2, 2, 5, 4);
    Tensor4 w = integers(2, 3, 2, 3, 2);
    Tensor4 padded = Tensor4.zeros(2, 2, 8, 9);
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 2; c++) {
        for (int row = 0; row < 5; row++) {
          for (int column = 0; column < 4; column++) {
            padded.values()[padded.index(n, c, row + 2, column + 1)] = x.at(n, c, row, column);
          }
        }
      }
    }
    WindowGeometry explicit =
        new WindowGeometry(
            AxisGeometry.of(3, 2, Padding.explicit(2, 1)),
            AxisGeometry.of(2, 1, Padding.explicit(1, 4)));
    WindowGeometry valid =
        new WindowGeometry(
            AxisGeometry.of(3, 2, Padding.VALID), AxisGeometry.of(2, 1, Padding.VALID));

    assertThat(ReferenceConvolution.forward(x, w, null, explicit.resolve(5, 4), 1, false).value())
        .containsExactly(
            ReferenceConvolution.forward(padded, w, null, valid.resolve(8, 9), 1, false).value());
  }

  @Test
  void groupsAreABlockDiagonalKernel() {
    Tensor4 x = integers(1, 2, 4, 5, 5);
    Tensor4 w = integers(2, 6, 2, 3, 3);
    Tensor4 dense = Tensor4.zeros(6, 4, 3, 3);
    for (int n = 0; n < 6; n++) {
      int firstChannel = n < 3 ? 0 : 2;
      for (int c = 0; c < 2; c++) {
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            dense.values()[dense.index(n, firstChannel + c, i, j)] = w.at(n, c, i, j);
          }
        }
      }
    }
    Window window = WindowGeometry.square(3, 1, Padding.SAME).resolve(5, 5);

    assertThat(ReferenceConvolution.forward(x, w, null, window, 2, false).value())
        .containsExactly(ReferenceConvolution.forward(x, dense, null, window, 1, false).value());
  }

  @Test
  void asManyGroupsAsChannelsFilterEachChannelOnItsOwn() {
    Tensor4 colour = integers(1, 1, 3, 4, 4);
    double[] kernel = integers(2, 1, 1, 3, 3).values();
    double[] three = new double[27];
    for (int i = 0; i < 27; i++) {
      three[i] = kernel[i % 9];
    }
    Window window = WindowGeometry.square(3, 1, Padding.VALID).resolve(4, 4);
    double[] filtered =
        ReferenceConvolution.forward(colour, new Tensor4(three, 3, 1, 3, 3), null, window, 3, false)
            .value();

    for (int channel = 0; channel < 3; channel++) {
      double[] plane = Arrays.copyOfRange(colour.values(), channel * 16, channel * 16 + 16);
      assertThat(Arrays.copyOfRange(filtered, channel * 4, channel * 4 + 4))
          .containsExactly(
              ReferenceConvolution.forward(
                      new Tensor4(plane, 1, 1, 4, 4),
                      new Tensor4(kernel, 1, 1, 3, 3),
                      null,
                      window,
                      1,
                      false)
                  .value());
    }
  }

  @Test
  void imagesDoNotInfluenceEachOther() {
    Tensor4 x = fractions(1, 3, 2, 5, 4);
    Tensor4 w = fractions(2, 2, 2, 3, 3);
    Window window = WindowGeometry.square(3, 1, Padding.SAME).resolve(5, 4);
    double[] together = ReferenceConvolution.forward(x, w, null, window, 1, false).value();

    for (int image = 0; image < 3; image++) {
      Tensor4 alone =
          new Tensor4(Arrays.copyOfRange(x.values(), image * 40, image * 40 + 40), 1, 2, 5, 4);
      assertThat(Arrays.copyOfRange(together, image * 40, image * 40 + 40))
          .containsExactly(ReferenceConvolution.forward(alone, w, null, window, 1, false).value());
    }
  }

  @Test
  void transposingImageKernelAndWindowTransposesTheResult() {
    WindowGeometry geometry =
        new WindowGeometry(
            AxisGeometry.of(3, 2, Padding.explicit(1, 0)), AxisGeometry.of(2, 1, Padding.SAME));
    WindowGeometry swapped = new WindowGeometry(geometry.width(), geometry.height());
    Tensor4 x = integers(1, 2, 2, 7, 5);
    Tensor4 w = integers(2, 3, 2, 3, 2);
    Window window = geometry.resolve(7, 5);
    Tensor4 y =
        output(ReferenceConvolution.forward(x, w, null, window, 1, false).value(), 2, 3, window);

    assertThat(
            ReferenceConvolution.forward(
                    transposed(x), transposed(w), null, swapped.resolve(5, 7), 1, false)
                .value())
        .containsExactly(transposed(y).values());
  }

  private static Tensor4 transposed(Tensor4 tensor) {
    Tensor4 result = Tensor4.zeros(tensor.n(), tensor.c(), tensor.w(), tensor.h());
    for (int n = 0; n < tensor.n(); n++) {
      for (int c = 0; c < tensor.c(); c++) {
        for (int row = 0; row < tensor.h(); row++) {
          for (int column = 0; column < tensor.w(); column++) {
            result.values()[result.index(n, c, column, row)] = tensor.at(n, c, row, column);
          }
        }
      }
    }
    return result;
  }

  @Test
  void oneDimensionalFormsAreConvolutionsOfOneRow() {
    Tensor4 f = integers(1, 1, 1, 1, 9);
    Tensor4 g = integers(2, 1, 1, 1, 4);
    AxisGeometry row = AxisGeometry.of(1, 1, Padding.VALID);
    Window full = new WindowGeometry(row, AxisGeometry.of(4, 1, Padding.FULL)).resolve(1, 9);
    Window valid = new WindowGeometry(row, AxisGeometry.of(4, 1, Padding.VALID)).resolve(1, 9);

    assertThat(ReferenceConvolution.forward(f, g, null, full, 1, true).value())
        .containsExactly(Sequences.fullConvolution(f.values(), g.values()));
    assertThat(ReferenceConvolution.forward(f, g, null, valid, 1, false).value())
        .containsExactly(Sequences.validCrossCorrelation(f.values(), g.values()));
  }

  @Test
  void notANumberReachesOnlyTheWindowsThatHoldIt() {
    Tensor4 x = integers(1, 1, 1, 4, 4);
    x.values()[x.index(0, 0, 0, 0)] = Double.NaN;
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(4, 4);
    double[] y =
        ReferenceConvolution.forward(x, integers(2, 1, 1, 2, 2), null, window, 1, false).value();

    assertThat(y[0]).isNaN();
    assertThat(Arrays.stream(y).filter(Double::isNaN).count()).isEqualTo(1);
  }

  @Test
  void emptyBatchGivesEmptyOutputAndZeroGradients() {
    Tensor4 none = Tensor4.zeros(0, 1, 3, 3);
    Tensor4 w = integers(1, 2, 1, 2, 2);
    Tensor4 dy = Tensor4.zeros(0, 2, 2, 2);
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(3, 3);

    assertThat(ReferenceConvolution.forward(none, w, null, window, 1, false).value()).isEmpty();
    assertThat(ReferenceConvolution.weightGradient(none, w, dy, window, 1, false).value())
        .hasSize(8)
        .containsOnly(0);
    assertThat(ReferenceConvolution.biasGradient(dy).value()).containsExactly(0, 0);
  }

  @Test
  void rejectsSizesThatDoNotFitTogether() {
    Window window = WindowGeometry.square(2, 1, Padding.VALID).resolve(3, 4);
    Tensor4 x = integers(1, 1, 4, 3, 4);
    Tensor4 w = integers(2, 2, 4, 2, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferenceConvolution.forward(integers(1, 1, 4, 4, 3), w, null, window, 1, false))
        .withMessage(
            "input: expected planes of 3 x 4, for which the window was resolved,"
                + " found shape [1, 4, 4, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferenceConvolution.forward(x, integers(2, 2, 3, 2, 2), null, window, 1, false))
        .withMessage("weights: expected shape [2, 4, 2, 2], found [2, 3, 2, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ReferenceConvolution.forward(x, integers(2, 2, 4, 2, 3), null, window, 1, false))
        .withMessage("weights: expected shape [2, 4, 2, 2], found [2, 4, 2, 3]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.forward(x, w, null, window, 3, false))
        .withMessage("groups: expected a divisor of 4 input and 2 output channels, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.forward(x, w, null, window, 4, false))
        .withMessageContaining("found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.forward(x, w, null, window, 0, false))
        .withMessageContaining("found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.forward(x, w, new double[3], window, 1, false))
        .withMessage("bias: expected 2 values, one per output channel, found 3");
    Tensor4 wrong = integers(3, 1, 2, 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.inputGradient(x, w, wrong, window, 1, false))
        .withMessage("output gradient: expected shape [1, 2, 2, 3], found [1, 2, 2, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReferenceConvolution.weightGradient(x, w, wrong, window, 1, false))
        .withMessageContaining("found [1, 2, 2, 2]");
  }
}
