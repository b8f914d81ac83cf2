package io.github.conv4j.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void countsElementsOfADilatedPaddedWindow() {
    // Positions -3 -1 1 | -1 1 3 | 1 3 5 | 3 5 7 over the elements 0 … 4 and trailing padding 5 6
    // 7.
    Axis axis = new Axis(5, 4, 3, 2, 2, 3, 3);

    assertThat(axis.start(0)).isEqualTo(-3);
    assertThat(axis.start(3)).isEqualTo(3);
    assertThat(List.of(axis.firstInside(0), axis.endInside(0), axis.countInside(0)))
        .containsExactly(2, 3, 1);
    assertThat(List.of(axis.firstInside(1), axis.endInside(1), axis.countInside(1)))
        .containsExactly(1, 3, 2);
    assertThat(List.of(axis.firstInside(2), axis.endInside(2), axis.countInside(2)))
        .containsExactly(0, 2, 2);
    assertThat(List.of(axis.firstInside(3), axis.endInside(3), axis.countInside(3)))
        .containsExactly(0, 1, 1);
    assertThat(axis.countPadded(3)).isEqualTo(3);
  }

  @Test
  void overhangOfCeilIsNeitherInsideNorPadding() {
    // Windows start at -1, 2, 5; elements 0 … 5, trailing padding 6; the last one lacks position 7.
    Axis axis = new AxisGeometry(3, 3, 1, Padding.explicit(1, 1), Rounding.CEIL).resolve(6);

    assertThat(axis.output()).isEqualTo(3);
    assertThat(axis.countInside(2)).isEqualTo(1);
    assertThat(axis.countPadded(2)).isEqualTo(2);
    assertThat(axis.countPadded(0)).isEqualTo(3);
    assertThat(axis.countInside(0)).isEqualTo(2);
  }

  @Test
  void agreesWithLookingAtEveryPosition() {
    int windows = 0;
    for (AxisGeometry geometry : geometries()) {
      for (int n = 1; n <= 6; n++) {
        if (!fits(geometry, n)) {
          continue;
        }
        Axis axis = geometry.resolve(n);
        for (int k = 0; k < axis.kernel(); k++) {
          assertThat(axis.firstOutput(k)).isBetween(0, axis.output());
          assertThat(axis.endOutput(k)).isBetween(0, axis.output());
        }
        for (int o = 0; o < axis.output(); o++) {
          windows++;
          int inside = 0;
          int padded = 0;
          for (int k = 0; k < axis.kernel(); k++) {
            int position = o * axis.stride() - axis.before() + k * axis.dilation();
            boolean isInside = position >= 0 && position < n;
            inside += isInside ? 1 : 0;
            padded += position < n + axis.after() ? 1 : 0;
            assertThat(k >= axis.firstInside(o) && k < axis.endInside(o))
                .as("%s window %d element %d", axis, o, k)
                .isEqualTo(isInside);
            assertThat(o >= axis.firstOutput(k) && o < axis.endOutput(k))
                .as("%s element %d window %d", axis, k, o)
                .isEqualTo(isInside);
          }
          assertThat(axis.countInside(o)).as("%s window %d", axis, o).isEqualTo(inside);
          assertThat(axis.countPadded(o)).as("%s window %d", axis, o).isEqualTo(padded);
          assertThat(axis.firstInside(o)).isBetween(0, axis.kernel());
          assertThat(axis.endInside(o)).isBetween(0, axis.kernel());
        }
      }
    }
    assertThat(windows).isGreaterThan(5_000);
  }

  private static boolean fits(AxisGeometry geometry, int input) {
    Padding padding = geometry.padding();
    return switch (padding.kind()) {
      case SAME, FULL -> true;
      case VALID, EXPLICIT ->
          geometry.effectiveKernel() <= input + padding.before() + padding.after();
    };
  }

  private static List<AxisGeometry> geometries() {
    List<Padding> paddings =
        List.of(
            Padding.VALID,
            Padding.SAME,
            Padding.FULL,
            Padding.explicit(1),
            Padding.explicit(2, 0),
            Padding.explicit(0, 3),
            Padding.explicit(5));
    List<AxisGeometry> geometries = new ArrayList<>();
    for (Padding padding : paddings) {
      for (Rounding rounding : Rounding.values()) {
        for (int kernel = 1; kernel <= 4; kernel++) {
          for (int stride = 1; stride <= 4; stride++) {
            for (int dilation = 1; dilation <= 3; dilation++) {
              geometries.add(new AxisGeometry(kernel, stride, dilation, padding, rounding));
            }
          }
        }
      }
    }
    return geometries;
  }

  @Test
  void largestStrideDoesNotOverflow() {
    Axis axis = AxisGeometry.of(3, Integer.MAX_VALUE, Padding.explicit(2)).resolve(5);

    assertThat(List.of(axis.firstOutput(0), axis.endOutput(0))).containsExactly(1, 1);
    assertThat(List.of(axis.firstOutput(2), axis.endOutput(2))).containsExactly(0, 1);
  }

  @Test
  void knowsTheIdentityWindow() {
    assertThat(new Axis(5, 5, 1, 1, 1, 0, 0).isIdentity()).isTrue();
    assertThat(new Axis(5, 5, 1, 1, 4, 0, 0).isIdentity()).isTrue();
    assertThat(new Axis(5, 3, 1, 2, 1, 0, 0).isIdentity()).isFalse();
    assertThat(new Axis(5, 5, 3, 1, 1, 1, 1).isIdentity()).isFalse();
    assertThat(new Axis(5, 6, 1, 1, 1, 1, 0).isIdentity()).isFalse();
    assertThat(new Axis(5, 6, 1, 1, 1, 0, 1).isIdentity()).isFalse();
  }

  @Test
  void rejectsImpossibleNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Axis(0, 1, 1, 1, 1, 0, 0))
        .withMessage(
            "axis: expected input, output, kernel, stride and dilation of 1 or more,"
                + " found [0, 1, 1, 1, 1]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Axis(1, 1, 1, 1, 0, 0, 0))
        .withMessageContaining("[1, 1, 1, 1, 0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Axis(1, 1, 1, 1, 1, -1, 0))
        .withMessage("axis: expected padding of 0 or more, found before=-1, after=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Axis(5, 4, 2, 3, 1, 1, 2))
        .withMessage(
            "axis: expected the last window to start in the padded input of 8 elements,"
                + " found start 9");
  }
}
