package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import io.github.conv4j.result.ModelPart;
import io.github.conv4j.result.ModelSummary;
import io.github.conv4j.result.PartKind;
import java.io.StringReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class InspectOutputsTest {

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  private static ModelSummary summary(FileFinding... findings) {
    return new ModelSummary(
        "models/x.zip",
        "ONNX",
        "graph of 2 nodes",
        12_345,
        "0123456789abcdef".repeat(4),
        List.of(
            new ModelPart(
                "in",
                "Input",
                PartKind.INPUT,
                List.of(),
                List.of(-1L, 3L, 8L, 8L),
                0,
                0,
                768,
                0,
                ""),
            new ModelPart(
                HOSTILE,
                "Conv",
                PartKind.CONVOLUTION,
                List.of("in"),
                List.of(-1L, 4L, 8L, 8L),
                112,
                448,
                1024,
                55_296,
                HOSTILE),
            new ModelPart(
                "odd",
                "Odd",
                PartKind.OTHER,
                List.of(HOSTILE, "later"),
                List.of(),
                5,
                20,
                -1,
                -1,
                "")),
        List.of("odd"),
        Map.of(HOSTILE, HOSTILE),
        List.of(findings),
        List.of("more with --size"));
  }

  private static void requireWellFormed(String html) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html.substring(html.indexOf("<html")))));
    assertThat(html).doesNotContain(HOSTILE).doesNotContain("NaN");
  }

  @Test
  void thePageShowsTheNetworkAndEscapesItsNames() throws Exception {
    String html = InspectHtml.render(summary(new FileFinding(Severity.NOTE, HOSTILE)));
    requireWellFormed(html);
    assertThat(html)
        .contains("SAFE TO LOAD", "4×8×8", "3×8×8", "≥ 55,296", "href=\"#part-1\"", "id=\"part-1\"")
        .contains("class=\"box convolution\"", "More with --size.");
  }

  @Test
  void aDangerousFileIsSaidToBeNotSafe() throws Exception {
    String html = InspectHtml.render(summary(new FileFinding(Severity.DANGER, HOSTILE)));
    requireWellFormed(html);
    assertThat(html).contains("NOT SAFE").doesNotContain("SAFE TO LOAD");
  }

  @Test
  void emptyAndLargeNetworksHaveAPage() throws Exception {
    ModelSummary one = summary();
    for (List<ModelPart> parts :
        List.of(List.<ModelPart>of(), Collections.nCopies(3000, one.parts().get(0)))) {
      String html =
          InspectHtml.render(
              new ModelSummary(
                  "f",
                  "ONNX",
                  "graph",
                  1,
                  one.sha256(),
                  parts,
                  List.of(),
                  Map.of(),
                  List.of(),
                  List.of()));
      requireWellFormed(html);
      assertThat(html).doesNotContain("class=\"network\"");
    }
  }

  @Test
  void jsonHasNullForWhatIsNotKnown() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(InspectJson.render(summary(new FileFinding(Severity.BROKEN, "torn"))));
    assertThat(json.path("safe").asBoolean(true)).isFalse();
    assertThat(json.path("verdict").asText()).isEqualTo("not usable: torn");
    assertThat(json.path("totals").path("operations").asLong()).isEqualTo(55_296);
    JsonNode odd = json.path("parts").path(2);
    assertThat(odd.path("operations").isNull()).isTrue();
    assertThat(odd.path("shape").isNull()).isTrue();
    assertThat(json.path("parts").path(0).path("shape").path(0).isNull()).isTrue();
    assertThat(json.path("parts").path(0).path("shape").path(1).asInt()).isEqualTo(3);
  }
}
