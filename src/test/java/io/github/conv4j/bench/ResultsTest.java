package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

  @TempDir private Path folder;

  @Test
  void differenceIsAShareOfTheLargestValue() {
    double difference =
        Results.difference(Map.of("y", new float[] {1, -9.5f}), Map.of("y", new float[] {1, -10}));

    assertThat(difference).isCloseTo(0.05, within(1e-6));
  }

  @Test
  void neverAcceptsWhatIsMissingOrNotANumber() {
    Map<String, float[]> right = Map.of("y", new float[] {1, 2});

    assertThat(Results.difference(Map.of(), right)).isInfinite();
    assertThat(Results.difference(Map.of("y", new float[] {1}), right)).isInfinite();
    assertThat(Results.difference(Map.of("y", new float[] {Float.NaN, 2}), right)).isInfinite();
  }

  @Test
  void survivesTheFile() throws Exception {
    Path file = folder.resolve("outputs");
    Results.write(Map.of("dX", new float[] {1.5f, -0f, 3}), file);

    assertThat(Results.read(file).get("dX")).containsExactly(1.5f, -0f, 3);
  }
}
