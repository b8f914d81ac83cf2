package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Ratio;
import io.github.conv4j.result.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {

  private static JsonNode tree(ReportSample sample) throws Exception {
    return new ObjectMapper().readTree(JsonReport.render(sample.build()));
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void hasTheKeysThatProgramsRelyOn() throws Exception {
    JsonNode report = tree(ReportSample.failed());

    assertThat(report.get("verdict").textValue()).isEqualTo("fail");
    JsonNode check = report.get("checks").get(7);
    assertThat(check.get("name").textValue()).isEqualTo("gradient/conv2/W");
    assertThat(check.get("group").textValue()).isEqualTo("gradient");
    assertThat(check.get("verdict").textValue()).isEqualTo("fail");
    assertThat(check.get("measured").doubleValue()).isEqualTo(3.72);
    assertThat(check.get("allowed").doubleValue()).isEqualTo(1);
    assertThat(check.get("bound").textValue()).isEqualTo("atMost");
    for (String network : List.of("builtin", "custom")) {
      JsonNode result = report.get("networks").get(network);
      assertThat(result.get("accuracy").isNumber()).isTrue();
      assertThat(result.get("trainImagesPerSecond").isNumber()).isTrue();
      assertThat(result.get("inferenceImagesPerSecond").isNumber()).isTrue();
      assertThat(result.get("peakMemoryMiB").isNumber()).isTrue();
      assertThat(result.get("parameters").longValue()).isEqualTo(431_080);
      assertThat(result.get("lossHistory")).hasSize(938);
      assertThat(result.get("confusion")).hasSize(10);
      assertThat(result.get("accuracyHistory").get(0).get("iteration").doubleValue()).isEqualTo(1);
    }
    assertThat(report.get("ratio").get("train").doubleValue()).isEqualTo(3.114);
    assertThat(report.get("ratio").get("inference").doubleValue()).isEqualTo(1.423);
    assertThat(report.get("environment").get("cores").intValue()).isEqualTo(2);
    assertThat(report.get("environment").get("variables").get("OMP_NUM_THREADS").textValue())
        .isEqualTo("2");
  }

  @Test
  void keepsItsKeysInOrderAndHoldsNoPictures() throws Exception {
    assertThat(keys(tree(ReportSample.lenet())))
        .containsExactly(
            "verdict",
            "started",
            "seconds",
            "command",
            "settings",
            "environment",
            "networks",
            "ratio",
            "checks",
            "swaps",
            "layerErrors",
            "noiseFloor",
            "lossDifference",
            "classes",
            "files");
    assertThat(keys(tree(ReportSample.lenet()).get("settings")))
        .startsWith("data", "network", "epochs", "batch");
    assertThat(JsonReport.render(ReportSample.lenet().build()))
        .isEqualTo(JsonReport.render(ReportSample.lenet().build()));
  }

  @Test
  void holdsWhatTheRecordsHold() throws Exception {
    JsonNode report = tree(ReportSample.lenet());

    assertThat(report.get("swaps").get(4).get("replaced").booleanValue()).isFalse();
    assertThat(report.get("swaps").get(4).get("reason").textValue()).contains("no convolution");
    JsonNode errors = report.get("layerErrors").get(1);
    assertThat(errors.get("quantity").textValue()).isEqualTo("dW");
    assertThat(errors.get("histogram").get("counts")).hasSize(40);
    assertThat(report.get("files").get(0).get("sha256").textValue()).hasSize(64);
    assertThat(report.get("seconds").doubleValue()).isEqualTo(151.4);
    assertThat(report.get("noiseFloor")).hasSize(938);
    assertThat(report.get("lossDifference").get(0).doubleValue()).isZero();
  }

  @Test
  void writesNullForWhatIsNotFinite() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.verdict = Verdict.SKIPPED;
    sample.checks.add(Check.skipped("export", "export/onnx", "Missing."));
    sample.ratio = new Ratio(Double.NaN, Double.POSITIVE_INFINITY);
    sample.lossDifference.addAll(List.of(1.0, Double.NaN, Double.NEGATIVE_INFINITY));
    JsonNode report = tree(sample);

    assertThat(report.get("verdict").textValue()).isEqualTo("skipped");
    assertThat(report.get("checks").get(0).get("measured").isNull()).isTrue();
    assertThat(report.get("checks").get(0).get("bound").textValue()).isEqualTo("none");
    assertThat(report.get("ratio").get("train").isNull()).isTrue();
    assertThat(report.get("ratio").get("inference").isNull()).isTrue();
    assertThat(report.get("lossDifference").toString()).isEqualTo("[1.0,null,null]");
  }

  @Test
  void writesTheFileAsUtf8WithoutLeavings(@TempDir Path folder) throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.command = "compare --out größe";
    Path file = folder.resolve("new").resolve("report.json");
    JsonReport.write(sample.build(), file);
    JsonReport.write(sample.build(), file);

    assertThat(Files.readString(file)).contains("größe").endsWith("}\n").doesNotContain("\r");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }
}
