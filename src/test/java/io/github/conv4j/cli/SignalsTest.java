package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.testing.SignalSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class SignalsTest {
  private static final String SLOW = "1000";

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void firstSignalStopsTheRunWhereNothingIsHalfWritten(String signal, int exitCode)
      throws Exception {
    ProcessRun.Started started =
        ProcessRun.startJava(List.of(), Map.of(), ProgressDemo.class, SLOW);
    awaitReady(started);

    SignalSender.send(signal, started.process());

    ProcessRun run = started.end();
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).containsSubsequence("interrupted; stopping", "nothing is half written");
  }

  @Test
  void secondSignalStopsARunThatDoesNotListen(@TempDir Path folder) throws Exception {
    Path half = Files.writeString(folder.resolve("half.part"), "half");
    ProcessRun.Started started =
        ProcessRun.startJava(
            List.of(), Map.of(), ProgressDemo.class, SLOW, "deaf", half.toString());
    awaitReady(started);

    SignalSender.send("INT", started.process());
    assertThat(started.process().waitFor(2, TimeUnit.SECONDS)).isFalse();
    SignalSender.send("INT", started.process());

    ProcessRun run = started.end();
    assertThat(run.exitCode()).isEqualTo(130);
    assertThat(run.err()).doesNotContain("half written");
    assertThat(half).doesNotExist();
  }

  /** The demonstration prints a line once it listens to signals. */
  private static void awaitReady(ProcessRun.Started started) throws IOException {
    assertThat(started.process().inputReader().readLine()).isEqualTo("ready");
  }
}
