package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTraitsTest {
  private static final Map<String, String> BOTH_TERMINALS =
      Map.of(
          "conv4j.stdout.tty", "true",
          "conv4j.stderr.tty", "true",
          "conv4j.columns", "120",
          "native.encoding", "UTF-8");

  private static TerminalTraits detect(
      Map<String, String> environment, Map<String, String> properties) {
    return TerminalTraits.detect(environment::get, properties::get);
  }

  @Test
  void takesWhatTheLauncherFoundOut() {
    TerminalTraits traits = detect(Map.of("TERM", "xterm"), BOTH_TERMINALS);

    assertThat(traits.outIsTerminal()).isTrue();
    assertThat(traits.errIsTerminal()).isTrue();
    assertThat(traits.columns()).isEqualTo(120);
    assertThat(traits.colour()).isTrue();
    assertThat(traits.unicode()).isTrue();
  }

  @Test
  void assumesNoTerminalWithoutTheLauncher() {
    TerminalTraits traits = detect(Map.of(), Map.of());

    assertThat(traits.outIsTerminal()).isFalse();
    assertThat(traits.errIsTerminal()).isFalse();
    assertThat(traits.columns()).isEqualTo(80);
    assertThat(traits.unicode()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_COLOR, 1, true, false",
    "NO_COLOR, '', true, true",
    "CI, true, false, false",
    "CI, false, true, true",
    "TERM, dumb, false, false"
  })
  void obeysTheEnvironment(String name, String value, boolean redraws, boolean colours) {
    TerminalTraits traits = detect(Map.of(name, value), BOTH_TERMINALS);

    assertThat(traits.errIsTerminal()).isEqualTo(redraws);
    assertThat(traits.colour()).isEqualTo(colours);
  }

  @ParameterizedTest
  @CsvSource({"0, 80", "-1, 80", "wide, 80", "'', 80", "10, 40", "200, 200"})
  void survivesStrangeWidths(String given, int columns) {
    assertThat(detect(Map.of(), Map.of("conv4j.columns", given)).columns()).isEqualTo(columns);
  }

  @Test
  void drawsInAsciiWhereTheEncodingHasNoLines() {
    assertThat(detect(Map.of(), Map.of("native.encoding", "ANSI_X3.4-1968")).unicode()).isFalse();
    assertThat(detect(Map.of(), Map.of("native.encoding", "no such thing")).unicode()).isFalse();
  }
}
