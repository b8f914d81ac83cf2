package io.github.conv4j.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisGeometryTest {

  private static final Padding NONE = Padding.VALID;

  @ParameterizedTest(name = "{0} with kernel {1}, stride {2}, padding {3} gives {4}")
  @CsvSource({
    "32, 5, 1, 2, 32", "28, 3, 1, 0, 26", "6, 3, 1, 0, 4", "5, 3, 1, 1, 5",
    "5, 3, 1, 0, 3", "7, 3, 2, 4, 7", "5, 5, 1, 2, 5", "28, 2, 2, 0, 14",
    "5, 2, 2, 0, 2", "7, 3, 3, 0, 2", "1, 1, 1, 0, 1", "3, 3, 5, 0, 1",
    "4, 1, 3, 0, 2", "224, 7, 2, 3, 112", "5, 4, 1, 2, 6", "1, 3, 1, 1, 1"
  })
  void roundsDownTheOutputSize(int input, int kernel, int stride, int padding, int output) {
    Axis axis = AxisGeometry.of(kernel, stride, Padding.explicit(padding)).resolve(input);

    assertThat(axis).isEqualTo(new Axis(input, output, kernel, stride, 1, padding, padding));
  }

  @ParameterizedTest(name = "{0} with kernel {1}, stride {2}, padding {3}+{4} gives {5}")
  @CsvSource({
    "4, 2, 1, 0, 1, 4",
    "4, 2, 1, 1, 0, 4",
    "4, 4, 1, 2, 1, 4",
    "6, 4, 2, 1, 2, 3",
    "5, 3, 2, 0, 2, 3",
    "2, 5, 1, 3, 0, 1"
  })
  void addsBothSidesOfAsymmetricPadding(
      int input, int kernel, int stride, int before, int after, int output) {
    Axis axis = AxisGeometry.of(kernel, stride, Padding.explicit(before, after)).resolve(input);

    assertThat(axis).isEqualTo(new Axis(input, output, kernel, stride, 1, before, after));
  }

  @ParameterizedTest(name = "{0} with kernel {1}, dilation {2}, padding {3} gives {4}")
  @CsvSource({"7, 3, 2, 0, 3", "7, 3, 3, 0, 1", "5, 2, 3, 0, 2", "5, 3, 2, 2, 5", "4, 1, 9, 0, 4"})
  void dilationWidensTheKernel(int input, int kernel, int dilation, int padding, int output) {
    AxisGeometry geometry =
        new AxisGeometry(kernel, 1, dilation, Padding.explicit(padding), Rounding.FLOOR);

    assertThat(geometry.outputSize(input)).isEqualTo(output);
    assertThat(geometry.effectiveKernel()).isEqualTo((kernel - 1) * dilation + 1);
  }

  @ParameterizedTest(name = "SAME: {0} with kernel {1}, stride {2}, dilation {3} gives {4}")
  @CsvSource({
    "5, 3, 1, 1, 5, 1, 1",
    "28, 5, 1, 1, 28, 2, 2",
    "4, 2, 1, 1, 4, 0, 1",
    "5, 4, 1, 1, 5, 1, 2",
    "5, 3, 2, 1, 3, 1, 1",
    "6, 3, 2, 1, 3, 0, 1",
    "6, 2, 2, 1, 3, 0, 0",
    "7, 2, 2, 1, 4, 0, 1",
    "7, 2, 3, 1, 3, 0, 1",
    "5, 3, 1, 2, 5, 2, 2",
    "5, 2, 1, 3, 5, 1, 2",
    "224, 7, 2, 1, 112, 2, 3",
    "1, 4, 2, 1, 1, 1, 2",
  })
  void samePutsTheOddElementAtTheEnd(
      int input, int kernel, int stride, int dilation, int output, int before, int after) {
    AxisGeometry geometry =
        new AxisGeometry(kernel, stride, dilation, Padding.SAME, Rounding.FLOOR);

    assertThat(geometry.resolve(input))
        .isEqualTo(new Axis(input, output, kernel, stride, dilation, before, after));
  }

  @ParameterizedTest(name = "{0} with kernel {1}, stride {2} gives {3}")
  @CsvSource({"6, 1, 3, 2", "7, 1, 3, 3", "3, 1, 3, 1", "6, 2, 4, 2", "5, 1, 5, 1"})
  void sameNeverPadsNegatively(int input, int kernel, int stride, int output) {
    Axis axis = AxisGeometry.of(kernel, stride, Padding.SAME).resolve(input);

    assertThat(axis).isEqualTo(new Axis(input, output, kernel, stride, 1, 0, 0));
  }

  @ParameterizedTest(name = "FULL: {0} with kernel {1}, stride {2}, dilation {3} gives {4}")
  @CsvSource({
    "5, 3, 1, 1, 7, 2",
    "3, 5, 1, 1, 7, 4",
    "1, 1, 1, 1, 1, 0",
    "4, 2, 1, 1, 5, 1",
    "5, 3, 2, 1, 4, 2",
    "5, 3, 1, 2, 9, 4"
  })
  void fullKeepsEveryPartialOverlap(
      int input, int kernel, int stride, int dilation, int output, int padding) {
    AxisGeometry geometry =
        new AxisGeometry(kernel, stride, dilation, Padding.FULL, Rounding.FLOOR);

    assertThat(geometry.resolve(input))
        .isEqualTo(new Axis(input, output, kernel, stride, dilation, padding, padding));
  }

  @ParameterizedTest(name = "CEIL: {0} with kernel {1}, stride {2}, padding {3}+{4} gives {5}")
  @CsvSource({
    // The incomplete last window starts inside the input: kept.
    "3, 2, 2, 0, 0, 2",
    "5, 2, 2, 0, 0, 3",
    "8, 3, 2, 0, 0, 4",
    "10, 3, 3, 0, 0, 4",
    // Nothing incomplete: the same as rounding down.
    "6, 2, 2, 0, 0, 3",
    "7, 3, 2, 0, 0, 3",
    // It would start behind the input: dropped.
    "4, 1, 3, 0, 0, 2",
    "3, 1, 3, 0, 0, 1",
    "2, 2, 3, 0, 1, 1",
    "3, 2, 3, 0, 1, 1",
    // Start 4 = input 3 + leading 1, which is already trailing padding: dropped, start 3: kept.
    "3, 2, 4, 1, 1, 1",
    "3, 2, 2, 1, 0, 2",
    "3, 3, 3, 1, 1, 2",
    "4, 2, 4, 1, 1, 2",
  })
  void ceilKeepsTheLastWindowOnlyIfItStartsInside(
      int input, int kernel, int stride, int before, int after, int output) {
    AxisGeometry geometry =
        new AxisGeometry(kernel, stride, 1, Padding.explicit(before, after), Rounding.CEIL);

    assertThat(geometry.outputSize(input)).isEqualTo(output);
  }

  @Test
  void ceilAppliesToDilatedAndFullWindowsToo() {
    assertThat(new AxisGeometry(3, 2, 2, NONE, Rounding.CEIL).outputSize(8)).isEqualTo(3);
    assertThat(new AxisGeometry(3, 2, 2, NONE, Rounding.FLOOR).outputSize(8)).isEqualTo(2);
    assertThat(new AxisGeometry(3, 4, 1, Padding.FULL, Rounding.CEIL).outputSize(4)).isEqualTo(2);
    assertThat(new AxisGeometry(3, 4, 1, Padding.FULL, Rounding.CEIL).outputSize(6)).isEqualTo(2);
    assertThat(new AxisGeometry(3, 4, 1, Padding.FULL, Rounding.CEIL).outputSize(7)).isEqualTo(3);
  }

  @Test
  void validPaddingIsExplicitZero() {
    for (int kernel = 1; kernel <= 4; kernel++) {
      assertThat(AxisGeometry.of(kernel, 2, Padding.VALID).resolve(9))
          .isEqualTo(AxisGeometry.of(kernel, 2, Padding.explicit(0)).resolve(9));
    }
  }

  /** Counts of the exhaustive grid in the numerical policy, found there by another program. */
  @Test
  void exhaustiveGridAgreesWithCountingWindowsOneByOne() {
    int fits = 0;
    int rejected = 0;
    int notExact = 0;
    int withEmptyWindow = 0;
    for (int n = 1; n <= 7; n++) {
      for (int k = 1; k <= 7; k++) {
        for (int s = 1; s <= 3; s++) {
          for (int d = 1; d <= 2; d++) {
            for (int p = 0; p <= 2; p++) {
              AxisGeometry geometry =
                  new AxisGeometry(k, s, d, Padding.explicit(p), Rounding.FLOOR);
              int size = n;
              int windows = 0;
              while (windows * s + (k - 1) * d < n + 2 * p) {
                windows++;
              }
              if (windows == 0) {
                rejected++;
                assertThatIllegalArgumentException().isThrownBy(() -> geometry.resolve(size));
                continue;
              }
              fits++;
              Axis axis = geometry.resolve(n);
              assertThat(axis.output()).as("%s on %d", geometry, n).isEqualTo(windows);
              if ((n + 2 * p - (k - 1) * d - 1) % s != 0) {
                notExact++;
              }
              boolean empty = false;
              for (int o = 0; o < windows; o++) {
                empty |= axis.countInside(o) == 0;
              }
              withEmptyWindow += empty ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(fits).isEqualTo(546);
    assertThat(rejected).isEqualTo(336);
    assertThat(notExact).isEqualTo(192);
    assertThat(withEmptyWindow).isEqualTo(109);
  }

  @Test
  void exhaustiveSameGridHasTheSizeThatItsNamePromises() {
    int asymmetric = 0;
    int wouldBeNegative = 0;
    for (int n = 1; n <= 7; n++) {
      for (int k = 1; k <= 7; k++) {
        for (int s = 1; s <= 3; s++) {
          for (int d = 1; d <= 2; d++) {
            Axis axis = new AxisGeometry(k, s, d, Padding.SAME, Rounding.FLOOR).resolve(n);
            assertThat(axis.output()).isEqualTo((int) Math.ceil((double) n / s));
            assertThat(axis.after() - axis.before()).isBetween(0, 1);
            int total = (axis.output() - 1) * s + (k - 1) * d + 1 - n;
            assertThat(axis.before() + axis.after()).isEqualTo(Math.max(0, total));
            asymmetric += axis.before() != axis.after() ? 1 : 0;
            wouldBeNegative += total < 0 ? 1 : 0;
          }
        }
      }
    }
    assertThat(asymmetric).isEqualTo(91);
    assertThat(wouldBeNegative).isEqualTo(16);
  }

  @ParameterizedTest(name = "({0}, {1}, {2}) needs padding {3}")
  @CsvSource({
    "7, 3, 1, 1",
    "7, 3, 2, 4",
    "5, 5, 1, 2",
    "5, 3, 1, 1",
    "6, 4, 1, 1.5",
    "6, 2, 1, 0.5",
    "32, 5, 1, 2",
    "1, 1, 7, 0"
  })
  void solvesForThePaddingThatKeepsTheSize(int input, int kernel, int stride, double padding) {
    assertThat(AxisGeometry.paddingThatKeepsSize(input, kernel, stride)).isEqualTo(padding);
  }

  @Test
  void solvedPaddingKeepsTheSizeWhenSplitUnevenly() {
    for (int n = 1; n <= 9; n++) {
      for (int k = 1; k <= 5; k++) {
        for (int s = 1; s <= 3; s++) {
          double each = AxisGeometry.paddingThatKeepsSize(n, k, s);
          Padding padding = Padding.explicit((int) Math.floor(each), (int) Math.ceil(each));
          assertThat(AxisGeometry.of(k, s, padding).outputSize(n)).isEqualTo(n);
        }
      }
    }
  }

  @Test
  void solvedPaddingDoesNotOverflow() {
    assertThat(AxisGeometry.paddingThatKeepsSize(1_000_000, 3, 1_000_000))
        .isEqualTo((1e6 * 999_999 - 1e6 + 3) / 2);
  }

  @Test
  void rejectsWindowLargerThanThePaddedInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(6, 1, Padding.explicit(1, 0)).resolve(4))
        .withMessage(
            "window does not fit: expected an effective kernel of at most 5"
                + " (input 4 + padding 1 + 0), found 6;"
                + " use a smaller kernel or dilation, or more padding");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AxisGeometry(3, 1, 2, NONE, Rounding.CEIL).resolve(4))
        .withMessageContaining("at most 4")
        .withMessageContaining("found 5");
  }

  @Test
  void rejectsSizesBelowOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(0, 1, NONE))
        .withMessage("kernel: expected 1 or more, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(1, -2, NONE))
        .withMessage("stride: expected 1 or more, found -2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AxisGeometry(1, 1, 0, NONE, Rounding.FLOOR))
        .withMessage("dilation: expected 1 or more, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(1, 1, NONE).resolve(0))
        .withMessage("input size: expected 1 or more, found 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.paddingThatKeepsSize(0, 1, 1))
        .withMessage("input size: expected 1 or more, found 0");
  }

  @Test
  void rejectsMissingPaddingOrRounding() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AxisGeometry(1, 1, 1, null, Rounding.FLOOR))
        .withMessage("axis geometry: expected padding and rounding, found null, FLOOR");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AxisGeometry(1, 1, 1, NONE, null))
        .withMessageContaining("null");
  }

  @Test
  void rejectsEffectiveKernelBeyondInt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AxisGeometry(70_000, 1, 70_000, NONE, Rounding.FLOOR))
        .withMessage(
            "effective kernel: expected (kernel - 1) * dilation + 1 below 2^31, found 4899930001"
                + " (kernel 70000, dilation 70000); use a smaller kernel or dilation");
  }

  @Test
  void rejectsPositionsBeyondInt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(1, 1, Padding.explicit(Integer.MAX_VALUE)).resolve(1))
        .withMessage(
            "axis too long: expected input + padding + effective kernel + dilation below 2^31,"
                + " found 1 + 2147483647 + 2147483647 + 1 + 1; use smaller sizes");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new AxisGeometry(1, 1, Integer.MAX_VALUE, Padding.explicit(2), Rounding.FLOOR)
                    .resolve(1))
        .withMessageStartingWith("axis too long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(3, 1, Padding.SAME).resolve(Integer.MAX_VALUE))
        .withMessageStartingWith("axis too long");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AxisGeometry.of(1 << 30, 1, Padding.FULL).resolve(1 << 20))
        .withMessageStartingWith("axis too long");
  }

  @Test
  void largeStridesDoNotOverflow() {
    AxisGeometry ceil = new AxisGeometry(2, 1 << 30, 1, NONE, Rounding.CEIL);

    assertThat(ceil.outputSize(1_500_000_000)).isEqualTo(2);
    assertThat(ceil.outputSize((1 << 30) + 1)).isEqualTo(2);
    assertThat(ceil.outputSize(1 << 30)).isEqualTo(1);
    assertThat(new AxisGeometry(2, 2_000_000_000, 1, NONE, Rounding.CEIL).outputSize(2_000_000_000))
        .isEqualTo(1);
    assertThat(AxisGeometry.of(1, 1 << 30, Padding.SAME).outputSize(2_000_000_000)).isEqualTo(2);
  }
}
