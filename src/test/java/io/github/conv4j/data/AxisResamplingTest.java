package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AxisResamplingTest {

  @Test
  void copiesAnAxisOfTheSameSize() {
    assertThat(resample(3, 1, 4, 9)).containsExactly(1, 4, 9);
  }

  @Test
  void averagesTheCoveredAreaWhenItShrinks() {
    assertThat(resample(2, 1, 3, 5, 9)).containsExactly(2, 7);
    // Each target covers 1.5 elements: (3 + 0.5 · 6) / 1.5 and (0.5 · 6 + 12) / 1.5.
    assertThat(resample(2, 3, 6, 12)).containsExactly(4, 10);
  }

  @Test
  void interpolatesBetweenCentresWhenItGrows() {
    assertThat(resample(4, 0, 8)).containsExactly(0, 2, 6, 8);
    assertThat(resample(3, 5)).containsExactly(5, 5, 5);
  }

  @Test
  void weightsSumToOneForAllSizes() {
    for (int source = 1; source <= 40; source++) {
      for (int target = 1; target <= 40; target++) {
        float[] ones = new float[source];
        Arrays.fill(ones, 1);
        for (float value : resample(target, ones)) {
          assertThat(value).as("%d to %d", source, target).isCloseTo(1, within(1e-6f));
        }
      }
    }
  }

  private static float[] resample(int target, float... source) {
    AxisResampling axis = AxisResampling.of(source.length, target);
    float[] result = new float[axis.size()];
    for (int t = 0; t < result.length; t++) {
      result[t] = axis.apply(t, source, 0, 1);
    }
    return result;
  }
}
