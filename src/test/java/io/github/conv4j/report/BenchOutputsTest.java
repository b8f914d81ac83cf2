package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.BenchReport.Contender;
import io.github.conv4j.result.BenchReport.KernelScore;
import io.github.conv4j.result.BenchReport.PeakMemory;
import io.github.conv4j.result.BenchReport.PeakShare;
import io.github.conv4j.result.BenchReport.TimeToAccuracy;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.Measurement;
import io.github.conv4j.result.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchOutputsTest {

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  private static BenchReport report() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratios.put("layers.builtin", 8.0);
    ratios.put("lenet.train.builtin", 7.5);
    ratios.put("lenet.inference.builtin", 10.0);
    ratios.put("lenet.inference.64.builtin", 10.0);
    ratios.put("lenet.inference.1.builtin", 4.0);
    ratios.put("lenet.inference.1.pytorch", 0.5);
    return new BenchReport(
        "2026-01-01T00:00:00Z",
        12,
        "scripts/conv4j bench",
        Map.of("extent", "quick"),
        List.of(
            new Contender("conv4j", "conv4j", "1", ""),
            new Contender("builtin", "built-in, tuned", "2", HOSTILE)),
        List.of("Left out: " + HOSTILE),
        List.of(
            layer("conv4j", 0.001),
            layer("builtin", 0.008),
            new Measurement(
                "networks",
                "infer lenet b64",
                "conv4j",
                1,
                3,
                new Spread(0.01, 0.009, 0.011),
                new Spread(2e-6, 1e-6, 3e-6),
                new Spread(0.01, 0.009, 0.011),
                64,
                0,
                0)),
        ratios,
        Map.of("conv b64 c20 i12 f50 k5 s1 p0", new PeakShare(0.8, 0.7, 0.75)),
        List.of(),
        List.of(new TimeToAccuracy("conv4j", 0.99, 0.991, 31, 60000, 2)),
        List.of(new PeakMemory("conv4j", "train lenet b64", 240)),
        List.of(new KernelScore("forward auto", 3, 0.5, "us/op", 5)),
        new Environment("1", "os", "cpu", 2, 1, "17", 1, "M2.1", "cpu", "blas", Map.of()));
  }

  private static Measurement layer(String contender, double seconds) {
    Spread half = new Spread(seconds / 2, seconds / 3, seconds);
    return new Measurement(
        "layers",
        "conv b64 c20 i12 f50 k5 s1 p0",
        contender,
        2,
        3,
        half,
        half,
        new Spread(seconds, seconds, seconds),
        64,
        1e9,
        1e-7);
  }

  @Test
  void theTableOfRatiosRepeatsNothing() {
    assertThat(report().ratioTable())
        .containsExactly(
            Map.entry("layers", Map.of("builtin", 8.0)),
            Map.entry("lenet.train", Map.of("builtin", 7.5)),
            Map.entry("lenet.inference.64", Map.of("builtin", 10.0)),
            Map.entry("lenet.inference.1", Map.of("builtin", 4.0, "pytorch", 0.5)));
  }

  @Test
  void thePageShowsAllThatWasMeasuredAndRunsNothingForeign() {
    String page = BenchHtml.render(report());

    assertThat(page)
        .contains("LeNet trains 7.5 times as fast", "lenet.inference.64", "lenet.inference.1")
        .contains("conv b64 c20 i12 f50 k5 s1 p0", "Time to accuracy", "Peak memory")
        .contains("forward auto")
        .doesNotContain(HOSTILE);
  }

  @Test
  void theFileHoldsTheRatiosByKey() throws Exception {
    JsonNode root = new ObjectMapper().readTree(BenchJson.render(report()));

    assertThat(root.get("ratios").get("lenet.inference.builtin").asDouble()).isEqualTo(10);
    assertThat(root.get("fractionOfSgemmPeak").size()).isEqualTo(1);
    JsonNode whole = root.get("measurements").get(2);
    assertThat(whole.has("forwardSeconds")).isFalse();
    assertThat(whole.get("imagesPerSecond").asDouble()).isEqualTo(6400);
    assertThat(root.get("measurements").get(1).has("backwardSeconds")).isTrue();
  }
}
