package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class ProgressTextTest {
  private static final BarStyle PLAIN = new BarStyle("=", "-", Ansi.OFF);

  private static ProgressSnapshot at(long done, double seconds, boolean finished) {
    return new ProgressSnapshot(
        "train custom", "images", done, 60_000, seconds, Map.of("loss", 0.2134), finished);
  }

  @Test
  void showsRateAndTimeLeft() {
    assertThat(ProgressText.line(at(15_000, 10, false)))
        .isEqualTo("train custom  15,000/60,000 images  25%  1,500 images/s  ETA 0:30  loss 0.213");
  }

  @Test
  void showsTimeTakenAtTheEnd() {
    assertThat(ProgressText.line(at(60_000, 3_725, true)))
        .isEqualTo("train custom  60,000/60,000 images  100%  16 images/s  in 1:02:05  loss 0.213");
  }

  @Test
  void claimsNoRateBeforeAnythingIsDone() {
    assertThat(ProgressText.line(at(0, 0, false)))
        .isEqualTo("train custom       0/60,000 images  0%  loss 0.213");
  }

  @Test
  void drawsTheBarInProportion() {
    assertThat(ProgressText.bar(at(15_000, 10, false), 150, PLAIN))
        .isEqualTo(
            "train custom  15,000/60,000  "
                + "=".repeat(10)
                + "-".repeat(30)
                + "   25%  1,500 images/s  ETA 0:30  loss 0.213");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 30, 40, 50, 60, 79, 119})
  void neverIsWiderThanTheTerminal(int width) {
    assertThat(ProgressText.bar(at(15_000, 10, false), width, PLAIN))
        .hasSizeLessThanOrEqualTo(width);
  }

  @Test
  void showsEverythingInEightyColumns() {
    assertThat(ProgressText.bar(at(15_000, 10, false), 79, PLAIN))
        .contains("=-")
        .endsWith("25%  1,500 images/s  ETA 0:30  loss 0.213");
  }

  @Test
  void writesVerySmallAndVeryLargeMeasuresWithExponents() {
    ProgressSnapshot snapshot =
        new ProgressSnapshot("t", "images", 0, 0, 0, Map.of("error", 2.5e-13), true);

    assertThat(ProgressText.line(snapshot)).endsWith("error 2.50e-13");
  }

  @Test
  void treatsAnEmptyTaskAsComplete() {
    assertThat(new ProgressSnapshot("t", "images", 0, 0, 0, Map.of(), false).percent())
        .isEqualTo(100);
  }
}
