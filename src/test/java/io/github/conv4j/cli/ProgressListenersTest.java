package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.ProgressListener;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressListenersTest {
  private long nanoseconds = 1_000;

  private void seconds(double seconds) {
    nanoseconds += Math.round(seconds * 1e9);
  }

  @Test
  void logsOneLineForEachTenth() {
    Screen screen = Screen.piped();
    ProgressListener progress = new ProgressAsLines(screen.terminal(), () -> nanoseconds);

    progress.start("train", 100, "images");
    for (int done = 1; done <= 100; done++) {
      seconds(2);
      progress.step(done, Map.of());
    }
    progress.finish();

    assertThat(screen.err().lines()).hasSize(10);
    assertThat(screen.err().lines().findFirst().orElseThrow())
        .isEqualTo("conv4j: train   10/100 images  10%  0.5 images/s  ETA 3:00");
    assertThat(screen.err()).endsWith("100/100 images  100%  0.5 images/s  in 3:20\n");
  }

  @Test
  void logsOnlyTheEndOfAFastTask() {
    Screen screen = Screen.piped();
    ProgressListener progress = new ProgressAsLines(screen.terminal(), () -> nanoseconds);

    progress.start("train", 100, "images");
    for (int done = 1; done <= 100; done++) {
      seconds(0.001);
      progress.step(done, Map.of());
    }
    progress.finish();
    progress.finish();

    assertThat(screen.err().lines()).hasSize(1);
  }

  @Test
  void breaksTheSilenceOfASlowTask() {
    Screen screen = Screen.piped();
    ProgressListener progress = new ProgressAsLines(screen.terminal(), () -> nanoseconds);

    progress.start("train", 1_000, "images");
    for (int done = 1; done <= 60; done++) {
      seconds(1);
      progress.step(done, Map.of());
    }

    assertThat(screen.err().lines()).hasSize(2);
  }

  @Test
  void redrawsOneLineOnATerminalAndKeepsTheLast() {
    Screen screen = Screen.interactive(80, false);
    ProgressListener progress = new ProgressOnTerminal(screen.terminal());

    progress.start("train", 50, "images");
    progress.step(50, Map.of("loss", 0.5));
    progress.finish();
    progress.finish();

    assertThat(screen.err()).startsWith("\r\033[Ktrain").endsWith("loss 0.500\n");
    assertThat(screen.err().chars().filter(c -> c == '\n')).hasSize(1);
    assertThat(screen.out()).isEmpty();
  }

  @Test
  void printsMessagesWithoutLeavingPartsOfTheBar() {
    Screen screen = Screen.interactive(80, false);

    screen.terminal().redraw("half a bar");
    screen.terminal().message("something\nhappened");

    assertThat(screen.err()).isEqualTo("\r\033[Khalf a bar\r\033[Kconv4j: something happened\n");
  }

  @Test
  void isSilentWhenAskedToBe() {
    Screen screen = Screen.interactive(80, false);

    assertThat(screen.run("doctor", "--quiet", "--json")).isZero();

    assertThat(screen.err()).isEmpty();
  }
}
