package io.github.conv4j.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.bench.Contender.Conditions;
import io.github.conv4j.machine.ChildJvm;
import io.github.conv4j.result.BenchReport.KernelScore;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ops by themselves under JMH, which comes with the peers. */
final class KernelStage {

  private static final String MAIN = "io.github.conv4j.bench.peers.KernelBenchmarks";
  private static final Pattern PROGRESS = Pattern.compile("Run progress: (\\d+)[.,]\\d+%");

  private final ProgressListener progress;
  private final Interruption interruption;

  KernelStage(ProgressListener progress, Interruption interruption) {
    this.progress = progress;
    this.interruption = interruption;
  }

  /**
   * Runs JMH in a process of its own, which starts one more per benchmark.
   *
   * @param classPath class path with JMH on it
   * @param quick whether few and short iterations are enough
   * @param algorithm label of the algorithm
   * @param folder folder for the result
   * @return the scores
   * @throws HostLost if JMH failed
   */
  List<KernelScore> run(String classPath, boolean quick, String algorithm, Path folder)
      throws HostLost, IOException {
    Path result = folder.resolve("jmh.json");
    progress.start("kernels under JMH", 100, "percent");
    try (ChildJvm child =
        new ChildJvm(
            MAIN,
            classPath,
            List.of("-Dorg.nd4j.log.initialization=false"),
            List.of(result.toString(), Boolean.toString(quick), algorithm))) {
      ProcessBuilder builder = child.builder().redirectErrorStream(true);
      Variables.apply(Conditions.TUNED, builder.environment());
      Process process = builder.start();
      Thread watcher = new Thread(() -> killWhenInterrupted(process), "conv4j-bench-jmh-watcher");
      watcher.setDaemon(true);
      watcher.start();
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          Matcher matcher = PROGRESS.matcher(line);
          if (matcher.find()) {
            progress.step(Long.parseLong(matcher.group(1)), Map.of());
          }
        }
      } finally {
        Processes.kill(process);
      }
      interruption.check();
      progress.step(100, Map.of());
    } finally {
      progress.finish();
    }
    if (!Files.exists(result)) {
      throw new HostLost("JMH wrote no result");
    }
    return scores(new ObjectMapper().readTree(result.toFile()));
  }

  private void killWhenInterrupted(Process process) {
    while (process.isAlive()) {
      if (interruption.isRequested()) {
        Processes.kill(process);
        return;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Reads JMH's own format. */
  static List<KernelScore> scores(JsonNode results) {
    List<KernelScore> scores = new ArrayList<>();
    for (JsonNode result : results) {
      String name = result.path("benchmark").asText();
      StringBuilder benchmark = new StringBuilder(name.substring(name.lastIndexOf('.') + 1));
      result.path("params").forEach(value -> benchmark.append(' ').append(value.asText()));
      JsonNode metric = result.path("primaryMetric");
      int samples = 0;
      for (JsonNode fork : metric.path("rawData")) {
        samples += fork.size();
      }
      JsonNode error = metric.path("scoreError");
      scores.add(
          new KernelScore(
              benchmark.toString(),
              metric.path("score").asDouble(),
              error.isNumber() ? error.asDouble() : Double.NaN,
              metric.path("scoreUnit").asText(),
              samples));
    }
    return scores;
  }
}
