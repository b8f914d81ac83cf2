package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.result.Check;
import org.junit.jupiter.api.Test;

class BoundBarTest {

  private static Check atMost(double measured, double allowed) {
    return Check.atMost("group", "name", measured, allowed, "detail");
  }

  private static Check atLeast(double measured, double allowed) {
    return Check.atLeast("group", "name", measured, allowed, "detail");
  }

  @Test
  void saysHowMuchOfAnUpperBoundIsUsed() {
    assertThat(BoundBar.words(atMost(0.12, 1))).isEqualTo("12% of the bound");
    assertThat(BoundBar.words(atMost(0.99999, 1))).isEqualTo("99.999% of the bound");
    assertThat(BoundBar.words(atMost(1, 1))).isEqualTo("exactly the bound");
    assertThat(BoundBar.words(atMost(1e-9, 1))).isEqualTo("under 0.01% of the bound");
    assertThat(BoundBar.words(atMost(3.72, 1))).isEqualTo("3.72× the bound");
  }

  @Test
  void saysHowALowerBoundIsKept() {
    assertThat(BoundBar.words(atLeast(0.9893, 0.98))).isEqualTo("1.01× what is asked");
    assertThat(BoundBar.words(atLeast(0.49, 0.98))).isEqualTo("0.500× what is asked");
    assertThat(BoundBar.used(atLeast(0.49, 0.98))).isEqualTo(2, within(1e-12));
  }

  @Test
  void treatsABoundOfZeroAsExact() {
    assertThat(BoundBar.words(atMost(0, 0))).isEqualTo("exact");
    assertThat(BoundBar.words(atMost(1e-9, 0))).isEqualTo("must be 0");
    assertThat(BoundBar.used(atMost(1e-9, 0))).isInfinite();
  }

  @Test
  void hasNoShareForWhatIsNotANumberOrNegative() {
    assertThat(BoundBar.used(atMost(Double.NaN, 1))).isNaN();
    assertThat(BoundBar.words(atMost(Double.NaN, 1))).isEqualTo("outside the bound");
    assertThat(BoundBar.words(atMost(-2, -1))).isEqualTo("within the bound");
    assertThat(BoundBar.words(Check.skipped("group", "name", "why"))).isEqualTo("not measured");
  }

  @Test
  void marksTheBoundWhereAFullBarEnds() {
    assertThat(BoundBar.position(1)).isEqualTo(BoundBar.BOUND);
    assertThat(BoundBar.position(0)).isZero();
    assertThat(BoundBar.position(1e-30)).isZero();
    assertThat(BoundBar.position(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(BoundBar.position(2)).isGreaterThan(BoundBar.BOUND);
  }
}
