package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void writesThreeSignificantDigits() {
    assertThat(Numbers.people(0.0316227)).isEqualTo("0.0316");
    assertThat(Numbers.people(3.14159)).isEqualTo("3.14");
    assertThat(Numbers.people(1234.56)).isEqualTo("1,230");
    assertThat(Numbers.people(-0.5)).isEqualTo("−0.500");
    assertThat(Numbers.people(0)).isEqualTo("0");
    assertThat(Numbers.people(431_080)).isEqualTo("431,080");
    assertThat(Numbers.people(0.99999)).isEqualTo("1.00");
  }

  @Test
  void writesPowersOfTenForVerySmallAndVeryLarge() {
    assertThat(Numbers.people(3.14e-7)).isEqualTo("3.14\u00A0×\u00A010⁻⁷");
    assertThat(Numbers.people(9.999e-5)).isEqualTo("1.00\u00A0×\u00A010⁻⁴");
    assertThat(Numbers.people(6.02e23)).isEqualTo("6.02\u00A0×\u00A010²³");
    assertThat(Numbers.people(999_999.9)).isEqualTo("1.00\u00A0×\u00A010⁶");
  }

  @Test
  void namesWhatIsNotFinite() {
    assertThat(Numbers.people(Double.NaN)).isEqualTo("not a number");
    assertThat(Numbers.people(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
    assertThat(Numbers.percent(Double.NaN)).isEqualTo("not measured");
    assertThat(Numbers.rate(Double.NaN)).isEqualTo("not measured");
    assertThat(Numbers.times(Double.POSITIVE_INFINITY)).isEqualTo("not measured");
  }

  @Test
  void tellsNumbersApartThatAreCompared() {
    assertThat(Numbers.apartFrom(0.97996, 0.98)).isEqualTo("0.97996");
    assertThat(Numbers.apartFrom(0.5, 0.98)).isEqualTo("0.500");
    assertThat(Numbers.apartFrom(1.00001, 1)).isEqualTo("1.00001");
    assertThat(Numbers.apartFrom(Double.NaN, 1)).isEqualTo("not a number");
    assertThat(Numbers.apartFrom(Double.POSITIVE_INFINITY, 1)).isEqualTo("∞");
  }

  @Test
  void dropsZerosOfChosenNumbers() {
    assertThat(Numbers.withoutTrailingZeros("0.00500")).isEqualTo("0.005");
    assertThat(Numbers.withoutTrailingZeros("1.00\u00A0×\u00A010⁻⁵")).isEqualTo("10⁻⁵");
    assertThat(Numbers.withoutTrailingZeros("1.50\u00A0×\u00A010⁻⁵"))
        .isEqualTo("1.5\u00A0×\u00A010⁻⁵");
    assertThat(Numbers.withoutTrailingZeros("10,000")).isEqualTo("10,000");
  }

  @Test
  void addsUnits() {
    assertThat(Numbers.percent(0.98925)).isEqualTo("98.93%");
    assertThat(Numbers.times(3.114)).isEqualTo("3.11×");
    assertThat(Numbers.rate(4565.2)).isEqualTo("4,570 images/s");
    assertThat(Numbers.rate(12.34)).isEqualTo("12.3 images/s");
    assertThat(Numbers.memory(812.4)).isEqualTo("812 MiB");
    assertThat(Numbers.memory(1270)).isEqualTo("1.24 GiB");
    assertThat(Numbers.size(512)).isEqualTo("512 bytes");
    assertThat(Numbers.size(1761)).isEqualTo("1.72 KiB");
    assertThat(Numbers.size(3_461_201)).isEqualTo("3.30 MiB");
    assertThat(Numbers.duration(41.23)).isEqualTo("41.2 s");
    assertThat(Numbers.duration(151.4)).isEqualTo("2 min 31 s");
    assertThat(Numbers.duration(59.97)).isEqualTo("1 min 0 s");
    assertThat(Numbers.duration(3_840)).isEqualTo("1 h 4 min");
  }

  @Test
  void doesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Numbers.people(12_345.5)).isEqualTo("12,300");
      assertThat(Numbers.percent(0.5)).isEqualTo("50.00%");
      assertThat(Numbers.coordinate(12.346)).isEqualTo("12.35");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void writesCoordinatesWithoutExponents() {
    assertThat(Numbers.coordinate(1e-9)).isEqualTo("0");
    assertThat(Numbers.coordinate(100)).isEqualTo("100");
    assertThat(Numbers.coordinate(-2.5)).isEqualTo("-2.5");
    assertThat(Numbers.share(0.125)).isEqualTo("12.5%");
  }
}
