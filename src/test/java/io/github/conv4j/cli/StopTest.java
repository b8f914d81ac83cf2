package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.testing.SignalSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are stopped by signals, or by a disk that takes no more. */
@DisabledOnOs(OS.WINDOWS)
class StopTest {

  /** So that only the signal, or the end of an epoch, causes one. */
  private static final String SELDOM = "100000";

  @TempDir Path folder;

  @Test
  void signalsAndAFullDiskLeaveARunThatGoesOnBitIdentical() throws Exception {
    TrainingProcesses processes = new TrainingProcesses(folder);
    assertThat(processes.end(processes.start("undisturbed", SELDOM))).isZero();

    stop(processes, "TERM", 143, 5);
    stop(processes, "INT", 130, 30);
    assertThat(processes.log("stopped").lines())
        .filteredOn(line -> line.contains("stopped after step"))
        .hasSize(2)
        .allMatch(line -> line.contains("; go on with: conv4j train --resume "));
    fillDisk(processes);

    assertThat(processes.end(processes.start("stopped", SELDOM)))
        .as(processes.log("stopped"))
        .isZero();
    processes.requireSame("stopped", "undisturbed");
  }

  private void stop(TrainingProcesses processes, String signal, int code, long lines)
      throws Exception {
    Process process = processes.start("stopped", SELDOM);
    processes.awaitLines(process, "stopped", lines);
    long start = System.nanoTime();
    SignalSender.send(signal, process);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(processes.log("stopped")).isEqualTo(code);
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
    // What was trained is kept: the newest checkpoint is of the last line.
    long steps = steps(processes);
    assertThat(names(processes.run("stopped").resolve("checkpoints")))
        .contains(String.format("step-%09d.zip", steps));
  }

  private static long steps(TrainingProcesses processes) throws IOException {
    try (Stream<String> lines = Files.lines(processes.run("stopped").resolve("metrics.jsonl"))) {
      return lines.filter(line -> line.startsWith("{\"kind\":\"step\"")).count();
    }
  }

  /** No file may become larger than 16 KiB: metrics still fit, a checkpoint does not. */
  private void fillDisk(TrainingProcesses processes) throws Exception {
    Map<String, String> before = hashes(processes.run("stopped").resolve("checkpoints"));
    String already = processes.log("stopped");
    Process process =
        processes.start(
            List.of("bash", "-c", "ulimit -f 16; exec \"$@\"", "bash"), "stopped", SELDOM);

    assertThat(processes.end(process)).as(processes.log("stopped")).isEqualTo(4);

    String told = processes.log("stopped").substring(already.length());
    assertThat(told.lines()).filteredOn(line -> line.startsWith("conv4j: cannot write")).hasSize(1);
    assertThat(told)
        .contains(
            "File too large", "the run's last checkpoint is intact, go on with: conv4j train");
    assertThat(hashes(processes.run("stopped").resolve("checkpoints"))).isEqualTo(before);
  }

  private static Map<String, String> hashes(Path folder) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (String name : names(folder)) {
      hashes.put(name, WholeFile.sha256(folder.resolve(name)));
    }
    return hashes;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
