package io.github.conv4j.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class WindowGeometryTest {

  private static final AxisGeometry HEIGHT =
      new AxisGeometry(3, 2, 1, Padding.explicit(1, 0), Rounding.FLOOR);
  private static final AxisGeometry WIDTH = new AxisGeometry(2, 1, 3, Padding.SAME, Rounding.CEIL);

  @Test
  void axesDoNotMixUp() {
    Window window = new WindowGeometry(HEIGHT, WIDTH).resolve(8, 5);

    assertThat(window.height()).isEqualTo(new Axis(8, 4, 3, 2, 1, 1, 0));
    assertThat(window.width()).isEqualTo(new Axis(5, 5, 2, 1, 3, 1, 2));
    assertThat(window.inputSize()).isEqualTo(40);
    assertThat(window.outputSize()).isEqualTo(20);
    assertThat(window.kernelSize()).isEqualTo(6);
  }

  @Test
  void squareUsesOneAxisTwice() {
    WindowGeometry geometry = WindowGeometry.square(2, 3, Padding.FULL);

    assertThat(geometry.height()).isEqualTo(AxisGeometry.of(2, 3, Padding.FULL));
    assertThat(geometry.width()).isEqualTo(geometry.height());
  }

  @Test
  void identityNeedsBothAxes() {
    AxisGeometry point = AxisGeometry.of(1, 1, Padding.VALID);
    AxisGeometry pair = AxisGeometry.of(2, 1, Padding.VALID);

    assertThat(new WindowGeometry(point, point).resolve(4, 3).isIdentity()).isTrue();
    assertThat(new WindowGeometry(point, pair).resolve(4, 3).isIdentity()).isFalse();
    assertThat(new WindowGeometry(pair, point).resolve(4, 3).isIdentity()).isFalse();
  }

  @Test
  void rejectionNamesTheAxis() {
    WindowGeometry geometry = WindowGeometry.square(4, 1, Padding.VALID);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry.resolve(3, 9))
        .withMessageStartingWith("height: window does not fit: expected an effective kernel of")
        .withMessageContaining("at most 3")
        .withMessageContaining("found 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry.resolve(9, 3))
        .withMessageStartingWith("width: window does not fit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry.resolve(0, 9))
        .withMessage("height: input size: expected 1 or more, found 0");
  }

  @Test
  void rejectsMissingAxes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowGeometry(HEIGHT, null))
        .withMessageStartingWith("window geometry: expected two axes, found AxisGeometry[")
        .withMessageEndingWith(", null");
    assertThatIllegalArgumentException().isThrownBy(() -> new WindowGeometry(null, WIDTH));
  }

  @Test
  void refusesPlanesLargerThanAnArray() {
    Window window = WindowGeometry.square(1, 1, Padding.VALID).resolve(100_000, 100_000);

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(window::inputSize);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(window::outputSize);
  }
}
