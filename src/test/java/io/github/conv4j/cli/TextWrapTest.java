package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextWrapTest {

  @Test
  void breaksAtSpacesAndFillsLinesToTheWidth() {
    assertThat(TextWrap.wrap("aa bb cc dd", 5)).containsExactly("aa bb", "cc dd");
    assertThat(TextWrap.wrap("aa bb cc dd", 4)).containsExactly("aa", "bb", "cc", "dd");
  }

  @Test
  void givesTooLongAWordItsOwnLine() {
    assertThat(TextWrap.wrap("a /very/long/path b", 6))
        .containsExactly("a", "/very/long/path", "b");
  }

  @Test
  void keepsAnEmptyTextAsOneLine() {
    assertThat(TextWrap.wrap("", 6)).containsExactly("");
  }
}
