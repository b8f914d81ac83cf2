package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {

  private static List<String> labels(Scale scale) {
    return scale.ticks().stream().map(Scale.Tick::label).toList();
  }

  @Test
  void putsRoundTicksOnALinearAxis() {
    assertThat(labels(Scale.linear(0, 938, 5, "")))
        .containsExactly("0", "200", "400", "600", "800");
    assertThat(labels(Scale.linear(0, 10_000, 5, "")))
        .containsExactly("0", "2,000", "4,000", "6,000", "8,000", "10,000");
  }

  @Test
  void widensAnAxisToWholeTicks() {
    Scale scale = Scale.widened(97.31, 98.93, 5, "%");
    assertThat(scale.low()).isEqualTo(97, within(1e-9));
    assertThat(scale.high()).isEqualTo(99, within(1e-9));
    assertThat(labels(scale)).containsExactly("97.0%", "97.5%", "98.0%", "98.5%", "99.0%");
  }

  @Test
  void showsNegativeTicks() {
    assertThat(labels(Scale.widened(-1.2, 0.9, 4, ""))).containsExactly("−2", "−1", "0", "1");
  }

  @Test
  void givesRoomToASingleValue() {
    for (double value : new double[] {0, 1, -3, 1e-12, 431_080}) {
      Scale scale = Scale.widened(value, value, 5, "");
      assertThat(scale.high()).isGreaterThan(scale.low());
      assertThat(scale.fraction(value)).isBetween(0.1, 0.9);
      assertThat(scale.ticks()).hasSizeBetween(2, 9);
    }
    Scale scale = Scale.logarithmic(0.3, 0.3, 5);
    assertThat(scale.fraction(0.3)).isBetween(0.1, 0.9);
  }

  @Test
  void placesLinearAndLogarithmicValues() {
    assertThat(Scale.linear(10, 20, 5, "").fraction(12.5)).isEqualTo(0.25);
    assertThat(Scale.logarithmic(0.01, 100, 5).fraction(1)).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void drawsWhatLiesOutsideAtTheNearerEnd() {
    assertThat(Scale.linear(0, 1, 5, "").fraction(-4)).isZero();
    assertThat(Scale.linear(0, 1, 5, "").fraction(4)).isEqualTo(1);
    assertThat(Scale.logarithmic(0.01, 1, 5).fraction(0)).isZero();
  }

  @Test
  void putsOneTwoFiveOnAShortLogarithmicAxis() {
    Scale scale = Scale.logarithmic(0.024, 2.89, 5);
    assertThat(scale.low()).isEqualTo(0.02, within(1e-12));
    assertThat(scale.high()).isEqualTo(5, within(1e-12));
    assertThat(labels(scale)).containsExactly("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5");
  }

  @Test
  void putsPowersOfTenOnALongOne() {
    assertThat(labels(Scale.logarithmic(1e-12, 1e-2, 5)))
        .containsExactly("10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01");
    assertThat(Scale.logarithmic(Double.MIN_VALUE, Double.MAX_VALUE, 5).ticks())
        .hasSizeBetween(3, 8);
  }
}
