package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExampleOrderTest {

  @Test
  void keepsFileOrderInEveryEpoch() {
    assertThat(ExampleOrder.asInFile().indices(4, 0)).containsExactly(0, 1, 2, 3);
    assertThat(ExampleOrder.asInFile().indices(4, 7)).containsExactly(0, 1, 2, 3);
  }

  /** Expected values from a separate program after the definitions of java.util.Random. */
  @Test
  void givesTheSamePermutationOnEveryMachine() {
    assertThat(ExampleOrder.shuffledBy(42).indices(10, 0))
        .containsExactly(7, 9, 4, 1, 5, 6, 3, 0, 8, 2);
    assertThat(ExampleOrder.shuffledBy(42).indices(10, 1))
        .containsExactly(1, 6, 0, 9, 5, 4, 2, 3, 8, 7);
    assertThat(ExampleOrder.shuffledBy(0).indices(10, 0))
        .containsExactly(7, 1, 6, 2, 8, 4, 3, 0, 9, 5);
  }

  @Test
  void givesEveryExampleExactlyOnce() {
    int[] indices = ExampleOrder.shuffledBy(3).indices(1000, 5);
    Arrays.sort(indices);
    assertThat(indices).containsExactly(IntStream.range(0, 1000).toArray());
  }

  @Test
  void doesNotRepeatAnotherSeedsEpochs() {
    assertThat(ExampleOrder.shuffledBy(1).indices(100, 1))
        .isNotEqualTo(ExampleOrder.shuffledBy(2).indices(100, 0));
  }
}
