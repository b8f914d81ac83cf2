package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.result.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void takesTheMiddleValueAndTheQuartiles() {
    assertThat(Statistics.spread(List.of(5.0, 1.0, 4.0, 2.0, 3.0))).isEqualTo(new Spread(3, 2, 4));
  }

  @Test
  void interpolatesBetweenNeighbours() {
    assertThat(Statistics.spread(List.of(1.0, 2.0, 3.0, 4.0)))
        .isEqualTo(new Spread(2.5, 1.75, 3.25));
  }

  @Test
  void saysThatNothingWasMeasured() {
    assertThat(Statistics.spread(List.of()).median()).isNaN();
    assertThat(Statistics.geometricMean(List.of())).isNaN();
  }

  @Test
  void twiceAsFastAndHalfAsFastCancel() {
    assertThat(Statistics.geometricMean(List.of(2.0, 0.5))).isCloseTo(1, within(1e-12));
    assertThat(Statistics.geometricMean(List.of(1.0, 8.0, 27.0))).isCloseTo(6, within(1e-12));
  }
}
