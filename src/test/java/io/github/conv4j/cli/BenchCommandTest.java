package io.github.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functional: real processes are timed, and nothing is asserted about how fast they are. */
class BenchCommandTest {

  @TempDir private Path folder;

  private static ProcessRun bench(String... arguments) throws Exception {
    String[] words = new String[arguments.length + 1];
    words[0] = "bench";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return ProcessRun.conv4j(Map.of(), words);
  }

  @Test
  void rejectsRoundsBelowOne() throws Exception {
    ProcessRun run = bench("--rounds", "0");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--rounds").contains("found 0").doesNotContain("Exception");
  }

  @Test
  void rejectsUnknownStageAndNamesThoseThereAre() throws Exception {
    ProcessRun run = bench("--only", "speed");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsIgnoringCase("layers").contains("speed");
  }

  @Test
  void rejectsUnknownAlgorithm() throws Exception {
    ProcessRun run = bench("--algorithm", "magic");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("winograd-2").contains("\"magic\"");
  }

  @Test
  void rejectsMoreThreadsThanProcessors() throws Exception {
    ProcessRun run = bench("--threads", "100000");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--threads").contains("100000");
  }

  @Test
  void timesTheMemoryOfTwoContendersAndSaysWhoIsMissing() throws Exception {
    ProcessRun run = bench("--quick", "--only", "memory", "--no-peers", "--out", folder.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    assertThat(json.path("leftOut").toString()).contains("PyTorch", "--no-peers");
    assertThat(json.path("memory")).hasSize(2);
    assertThat(json.at("/memory/0/contender").asText()).isEqualTo("conv4j");
    assertThat(json.at("/memory/0/peakMemoryMiB").asDouble()).isPositive();
    assertThat(json.path("ratios")).isEmpty();
    assertThat(Files.readString(folder.resolve("bench.html")))
        .contains("Peak memory", "built-in, tuned");
    assertThat(run.out()).contains("Peak memory").contains("Report");
  }
}
