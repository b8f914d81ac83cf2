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
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings that are killed with SIGKILL at random moments, while starting, between and within
 * steps, and while a checkpoint is written, and resumed each time, end bit for bit as one that was
 * never disturbed. The system property {@code conv4j.kills} sets the number of kills.
 */
@DisabledOnOs(OS.WINDOWS)
class KillTest {

  private static final int KILLS = Integer.getInteger("conv4j.kills", 20);
  private static final int KILLS_PER_RUN = 10;
  private static final int STEPS = 120;
  private static final int STARTING_MILLISECONDS = 4000;
  private static final long LIMIT_SECONDS = 120;

  @TempDir Path folder;
  private String data;
  private String network;

  @Test
  void killedAndResumedRunsEndBitIdentical() throws Exception {
    data = TinyImages.write(folder.resolve("tiny"), 16, 240, 40).toString();
    network = DropoutNetwork.save(folder.resolve("network.zip")).toString();
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> undisturbed = two.submit(() -> start("undisturbed").waitFor());
      List<Future<Integer>> killed = new ArrayList<>();
      for (int done = 0; done < KILLS; done += KILLS_PER_RUN) {
        int run = killed.size();
        int kills = Math.min(KILLS_PER_RUN, KILLS - done);
        killed.add(two.submit(() -> killAndResume("killed" + run, kills, new Random(run))));
      }
      assertThat(undisturbed.get()).isZero();
      int kills = 0;
      for (int run = 0; run < killed.size(); run++) {
        kills += get(killed.get(run));
        requireSame("killed" + run);
      }
      assertThat(kills).isEqualTo(KILLS);
    } finally {
      two.shutdownNow();
    }
  }

  private static int get(Future<Integer> run) throws Exception {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private int killAndResume(String run, int kills, Random random) throws Exception {
    int done = 0;
    while (done < kills) {
      long before = lines(run);
      if (before >= STEPS) {
        break;
      }
      Process process = start(run);
      awaitMoment(process, run, before, (STEPS - before) / (kills - done), random);
      if (process.isAlive()) {
        done++;
      }
      process.destroyForcibly();
      process.waitFor();
    }
    Process last = start(run);
    assertThat(last.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(last.exitValue()).as(() -> log(run)).isZero();
    return done;
  }

  /** A moment in the start of the process, or one soon after some more steps. */
  private void awaitMoment(Process process, String run, long before, long share, Random random)
      throws Exception {
    if (random.nextInt(5) == 0) {
      process.waitFor(random.nextInt(STARTING_MILLISECONDS), TimeUnit.MILLISECONDS);
      return;
    }
    long lines = before + 1 + random.nextInt((int) Math.max(1, share));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    // The checkpoint that it resumes from may lie before: wait until it has begun to train.
    while (process.isAlive() && lines(run) < lines && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    process.waitFor(random.nextInt(20), TimeUnit.MILLISECONDS);
  }

  private long lines(String run) throws IOException {
    Path metrics = folder.resolve("runs").resolve(run).resolve("metrics.jsonl");
    if (!Files.exists(metrics)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(metrics)) {
      return lines.count();
    }
  }

  /** Begins the run, or goes on with it if it exists. */
  private Process start(String run) throws IOException {
    Path runs = folder.resolve("runs");
    List<String> words = new ArrayList<>(List.of("train", "--quiet", "--runs", runs.toString()));
    if (Files.exists(runs.resolve(run))) {
      words.addAll(List.of("--resume", run));
    } else {
      words.addAll(List.of("--name", run, "--data", data, "--model", network, "--epochs", "6"));
      words.addAll(List.of("--batch", "12", "--threads", "1", "--checkpoint-every", "3"));
      words.addAll(List.of("--out", folder.resolve(run + ".zip").toString()));
    }
    List<String> command = new ArrayList<>();
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

  private String log(String run) {
    try {
      return Files.readString(folder.resolve(run + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void requireSame(String run) throws IOException {
    assertThat(folder.resolve(run + ".zip"))
        .as(run + ": weights, updater and counters")
        .hasSameBinaryContentAs(folder.resolve("undisturbed.zip"));
    assertThat(metrics(run)).as(run + ": metrics").isEqualTo(metrics("undisturbed"));
    assertThat(metrics(run)).hasSize(STEPS + 6);
    try (Stream<Path> files = Files.walk(folder.resolve("runs").resolve(run))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".part"))
          .contains("result.json", "best.zip", "step-000000120.zip");
    }
  }

  /** The lines without the times. */
  private List<JsonNode> metrics(String run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    Path file = folder.resolve("runs").resolve(run).resolve("metrics.jsonl");
    for (String line : Files.readAllLines(file)) {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(line);
      node.remove(List.of("seconds", "imagesPerSecond"));
      lines.add(node);
    }
    return lines;
  }
}
