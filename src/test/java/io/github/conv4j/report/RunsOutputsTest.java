package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.result.LearningRateReport;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.RunSummary;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RunsOutputsTest {

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  private static RunSummary run(String name, int epochs, double accuracy) {
    List<Point> losses = new ArrayList<>();
    List<Point> accuracies = new ArrayList<>();
    for (int i = 0; i < 500 * epochs; i++) {
      losses.add(new Point(i / 500.0, 2.0 / (i + 1)));
    }
    for (int epoch = 1; epoch <= epochs; epoch++) {
      accuracies.add(new Point(epoch, accuracy));
    }
    return new RunSummary(
        name,
        "2026-01-01T00:00:00Z",
        "lenet",
        HOSTILE,
        "handwritten",
        epochs == 0 ? "cut off" : "done",
        HOSTILE,
        epochs,
        3,
        500L * epochs,
        12,
        Double.NaN,
        epochs == 0 ? Double.NaN : 0.5,
        epochs == 0 ? Double.NaN : accuracy,
        epochs == 0 ? 0 : 1,
        epochs == 0 ? Double.NaN : accuracy,
        name.equals("two") ? "validation" : "test",
        epochs == 0 ? Double.NaN : accuracy - 0.01,
        1000,
        2,
        42,
        Map.of("--lr", name),
        losses,
        losses,
        accuracies);
  }

  private static void requireWellFormed(String html) throws Exception {
    String xml = html.substring(html.indexOf("<html"));
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
    assertThat(html).doesNotContain(HOSTILE);
  }

  @Test
  void thePageShowsCurvesResultsAndTheOptionsThatDiffer() throws Exception {
    String html = RunsHtml.render(List.of(run("one", 2, 0.9), run("two", 3, 0.95)));

    requireWellFormed(html);
    assertThat(html)
        .contains("2 runs, the best is two with 95.00%.")
        .contains("; on images held out from training for two. Test is", ">94.00%<")
        .contains("data-name=\"one\"", "data-name=\"two\"", "<code>--lr</code>")
        .doesNotContain("NaN");
  }

  @Test
  void runsWithoutAnEpochAndManyRunsCanBeShown() throws Exception {
    requireWellFormed(RunsHtml.render(List.of(run("new", 0, 0))));
    String many = RunsHtml.render(Collections.nCopies(11, run("x", 1, 0.5)));
    requireWellFormed(many);
    assertThat(many).contains("3 older runs").contains("run8").doesNotContain("run9");
  }

  @Test
  void meansOfLossesKeepTheirLevel() {
    List<Point> alternating = IntStream.range(0, 1000).mapToObj(i -> new Point(i, i % 2)).toList();
    List<Point> means = RunsHtml.means(alternating);
    assertThat(means).hasSize(200);
    assertThat(means.get(0)).isEqualTo(new Point(2, 0.4));
    assertThat(RunsHtml.means(List.of(new Point(1, 5)))).containsExactly(new Point(1, 5));
  }

  @Test
  void jsonHasNullWhereNothingIsKnown() throws Exception {
    JsonNode runs = new ObjectMapper().readTree(RunsJson.render(List.of(run("new", 0, 0)), true));
    assertThat(runs.get(0).get("accuracy").isNull()).isTrue();
    assertThat(runs.get(0).get("curves").get("loss")).isEmpty();
    assertThat(new ObjectMapper().readTree(RunsJson.render(List.of(), false))).isEmpty();
  }

  @Test
  void theSweepIsDrawnWithItsSuggestion() throws Exception {
    List<Point> losses =
        IntStream.range(0, 20).mapToObj(i -> new Point(Math.pow(10, i - 10), 20 - i)).toList();
    LearningRateReport report =
        new LearningRateReport(
            HOSTILE, "d", "t", "c", 64, 20, "at the end", losses, losses, 1e-3, 1e9);
    requireWellFormed(LearningRateHtml.render(report));
    assertThat(LearningRateHtml.render(report))
        .contains("Try a learning rate of about 0.001", "data-name=\"suggestion\"");
    assertThat(new ObjectMapper().readTree(LearningRateHtml.json(report)).get("points"))
        .hasSize(20);

    LearningRateReport nothing =
        new LearningRateReport(
            "n", "d", "t", "c", 64, 0, "at once", List.of(), List.of(), Double.NaN, Double.NaN);
    requireWellFormed(LearningRateHtml.render(nothing));
    assertThat(LearningRateHtml.render(nothing)).contains("No learning rate lowered the loss");
  }
}
