package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageShapeTest {

  @Test
  void showsItselfAsAnArrayShape() {
    assertThat(new ImageShape(3, 32, 28)).hasToString("[3,32,28]");
  }

  @ParameterizedTest
  @CsvSource({"2,28,28", "0,28,28", "1,0,28", "1,28,-1"})
  void rejectsImpossibleSizes(int channels, int height, int width) {
    assertThatThrownBy(() -> new ImageShape(channels, height, width))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("found [" + channels + "," + height + "," + width + "]");
  }
}
