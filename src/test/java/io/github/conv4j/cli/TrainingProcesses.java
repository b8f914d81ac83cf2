package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.data.TinyImages;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Trainings in processes of their own, 120 steps in 6 epochs, of a small network with dropout. */
final class TrainingProcesses {

  static final int STEPS = 120;
  static final int EPOCHS = 6;
  static final long LIMIT_SECONDS = 120;

  private final Path folder;
  private final String data;
  private final String network;

  TrainingProcesses(Path folder) throws IOException {
    this.folder = folder;
    data = TinyImages.write(folder.resolve("tiny"), 16, 240, 40).toString();
    network = DropoutNetwork.save(folder.resolve("network.zip")).toString();
  }

  Path run(String run) {
    return folder.resolve("runs").resolve(run);
  }

  /** Begins the run, or goes on with it if it exists. */
  Process start(String run, String checkpointEvery) throws IOException {
    return start(List.of(), run, checkpointEvery);
  }

  /** The same, by a command that starts the one it is given. */
  Process start(List<String> starter, String run, String checkpointEvery) throws IOException {
    Path runs = folder.resolve("runs");
    List<String> words = new ArrayList<>(List.of("train", "--quiet", "--runs", runs.toString()));
    if (Files.exists(runs.resolve(run))) {
      words.addAll(List.of("--resume", run));
    } else {
      words.addAll(List.of("--name", run, "--data", data, "--model", network));
      words.addAll(List.of("--epochs", Integer.toString(EPOCHS), "--batch", "12"));
      words.addAll(List.of("--threads", "1", "--checkpoint-every", checkpointEvery));
      words.addAll(List.of("--out", folder.resolve(run + ".zip").toString()));
    }
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add(Main.class.getName());
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    ProcessRun.clean(builder.environment());
    builder.environment().putAll(Map.of("CLASSPATH", ProcessRun.classPath()));
    File log = folder.resolve(run + ".log").toFile();
    return builder
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .redirectError(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  /** Waits for a process to end. */
  int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** What the processes of a run have printed. */
  String log(String run) throws IOException {
    return Files.readString(folder.resolve(run + ".log"));
  }

  long lines(String run) throws IOException {
    Path metrics = run(run).resolve("metrics.jsonl");
    if (!Files.exists(metrics)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(metrics)) {
      return lines.count();
    }
  }

  /** Waits until the metrics have some lines. */
  void awaitLines(Process process, String run, long lines) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (process.isAlive() && lines(run) < lines && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
  }

  void requireSame(String run, String undisturbed) throws IOException {
    assertThat(folder.resolve(run + ".zip"))
        .as(run + ": weights, updater and counters")
        .hasSameBinaryContentAs(folder.resolve(undisturbed + ".zip"));
    assertThat(metrics(run)).as(run + ": metrics").isEqualTo(metrics(undisturbed));
    assertThat(metrics(run)).hasSize(STEPS + EPOCHS);
    try (Stream<Path> files = Files.walk(run(run))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".part"))
          .contains("result.json", "best.zip", "step-000000120.zip");
    }
  }

  /** The lines without the times. */
  private List<JsonNode> metrics(String run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run(run).resolve("metrics.jsonl"))) {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(line);
      node.remove(List.of("seconds", "imagesPerSecond"));
      lines.add(node);
    }
    return lines;
  }
}
