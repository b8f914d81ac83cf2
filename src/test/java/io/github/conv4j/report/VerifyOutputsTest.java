package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.conv4j.result.CaseFailure;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.CaseSummary.Outcome;
import io.github.conv4j.result.Deviation;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.GroupKind;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.Histogram;
import io.github.conv4j.result.PassGrid;
import io.github.conv4j.result.QuantityErrors;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.result.VerifyReport;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class VerifyOutputsTest {

  private static final String HOSTILE =
      "\"'></style></title></svg>]]><script>alert(1)</script><img src=x onerror=alert(2)>&\u0000";

  private static VerifyReport report(boolean failed) {
    List<CaseSummary> cases = new ArrayList<>();
    cases.add(new CaseSummary("conv a", Outcome.PASSED, "", 0.25));
    cases.add(new CaseSummary("conv b", Outcome.MISTRUSTED, "all equal", 0.5));
    cases.add(new CaseSummary("conv c", Outcome.DECLINED, "has no " + HOSTILE, 0));
    List<CaseFailure> failures = new ArrayList<>();
    if (failed) {
      cases.add(new CaseSummary(HOSTILE, Outcome.FAILED, "wrong " + HOSTILE, 1));
      failures.add(
          new CaseFailure(HOSTILE, "geometry", HOSTILE, "dX", "EXACT", "wrong " + HOSTILE, true));
    }
    GroupResult checks =
        new GroupResult(
            "the checks",
            "sensitivity",
            GroupKind.SENSITIVITY,
            true,
            List.of(
                new CaseSummary("kernel not flipped", Outcome.PASSED, "found by " + HOSTILE, 1)),
            1);
    GroupResult builtin =
        new GroupResult(
            "Deeplearning4j",
            "geometry",
            GroupKind.NUMBERS,
            false,
            List.of(new CaseSummary("max z", Outcome.FAILED, "crashed", 1)),
            1);
    ErrorStats errors =
        new ErrorStats(
            10,
            1e-6,
            1e-7,
            failed ? Double.POSITIVE_INFINITY : 0.5,
            2,
            4,
            new Histogram(-8, 4, 4, Collections.nCopies(40, 1L)));
    PassGrid.Cell cell = new PassGrid.Cell(3, failed ? 1 : 0, HOSTILE);
    return new VerifyReport(
        failed ? Verdict.FAIL : Verdict.PASS,
        "2026-01-02T03:04:05Z",
        61,
        "scripts/conv4j verify " + HOSTILE,
        Map.of("layer", HOSTILE),
        List.of(
            new GroupResult(HOSTILE, "geometry", GroupKind.NUMBERS, true, cases, 1.75),
            checks,
            builtin),
        failures,
        failed ? 7 : 0,
        List.of(new QuantityErrors(HOSTILE, "conv", "y", "FLOAT", "QUALITY", 3, errors, HOSTILE)),
        List.of(new Deviation("Deeplearning4j", HOSTILE, "so", 3, List.of(HOSTILE), "threw")),
        List.of(new PassGrid(HOSTILE, "conv", List.of(List.of(cell), List.of(cell)))),
        new Environment("1", "Linux", "cpu", 2, 1, "17", 1, "M2.1", "cpu", "blas", Map.of()));
  }

  private static Document parse(String text) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new InputSource(new StringReader(text)));
  }

  private static List<Element> elements(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void pageIsWellFormedAndHoldsNoForeignMarkup() throws Exception {
    for (boolean failed : new boolean[] {false, true}) {
      Document page = parse(VerifyHtml.render(report(failed)));

      assertThat(page.getDocumentElement().getTagName()).isEqualTo("html");
      assertThat(elements(page, "script")).hasSize(1);
      assertThat(elements(page, "img")).isEmpty();
      assertThat(page.getDocumentElement().getTextContent()).contains("<script>alert(1)");
    }
  }

  @Test
  void pageSaysTheVerdictFirstAndShowsFailures() throws Exception {
    Document page = parse(VerifyHtml.render(report(true)));

    assertThat(elements(page, "h1").get(0).getTextContent())
        .contains("FAIL")
        .contains("1 of 3 cases came out wrong");
    List<String> sections =
        elements(page, "section").stream().map(section -> section.getAttribute("id")).toList();
    assertThat(sections.get(0)).isEqualTo("failures");
    assertThat(sections).contains("groups", "sensitivity", "grids", "errors", "findings", "run");
    assertThat(page.getDocumentElement().getTextContent()).contains("and 7 more");
  }

  @Test
  void linksOfThePageLeadSomewhere() throws Exception {
    for (boolean failed : new boolean[] {false, true}) {
      Document page = parse(VerifyHtml.render(report(failed)));
      List<String> ids = elements(page, "*").stream().map(e -> e.getAttribute("id")).toList();
      elements(page, "a")
          .forEach(link -> assertThat(ids).contains(link.getAttribute("href").substring(1)));
    }
  }

  @Test
  void junitCountsWhatItLists() throws Exception {
    Document xml = parse(JUnitXml.render(report(true)));

    Element root = xml.getDocumentElement();
    assertThat(root.getTagName()).isEqualTo("testsuites");
    assertThat(root.getAttribute("tests")).isEqualTo("5");
    assertThat(root.getAttribute("failures")).isEqualTo("1");
    assertThat(elements(xml, "testsuite")).hasSize(2);
    for (Element suite : elements(xml, "testsuite")) {
      assertThat(suite.getAttribute("tests"))
          .isEqualTo("" + suite.getElementsByTagName("testcase").getLength());
      assertThat(suite.getAttribute("failures"))
          .isEqualTo("" + suite.getElementsByTagName("failure").getLength());
      assertThat(suite.getAttribute("skipped"))
          .isEqualTo("" + suite.getElementsByTagName("skipped").getLength());
    }
    assertThat(elements(xml, "failure").get(0).getAttribute("message")).startsWith("wrong ");
  }

  @Test
  void junitLeavesOutWhatDoesNotCount() throws Exception {
    assertThat(JUnitXml.render(report(false))).doesNotContain("Deeplearning4j");
  }

  @Test
  void jsonKeepsItsShape() throws Exception {
    JsonNode json = new ObjectMapper().readTree(VerifyJson.render(report(true)));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "verdict",
            "started",
            "seconds",
            "command",
            "settings",
            "environment",
            "groups",
            "failures",
            "furtherFailures",
            "findings",
            "errors",
            "grids");
    assertThat(json.get("verdict").asText()).isEqualTo("fail");
    JsonNode group = json.get("groups").get(0);
    assertThat(
            StreamSupport.stream(
                    List.of("cases", "passed", "failed", "mistrusted", "declined").spliterator(),
                    false)
                .map(key -> group.get(key).asInt()))
        .containsExactly(4, 1, 1, 1, 1);
    assertThat(json.get("failures").get(0).get("case").asText()).isEqualTo(HOSTILE);
    assertThat(json.get("furtherFailures").asInt()).isEqualTo(7);
    assertThat(json.get("errors").get(0).get("maxRatio").isNull()).isTrue();
    assertThat(json.get("findings").get(0).get("examples").get(0).asText()).isEqualTo(HOSTILE);
    assertThat(json.get("grids").get(0).get("cells").get(0).get(0).get("failed").asInt())
        .isEqualTo(1);
    assertThat(json.get("groups").get(1).get("checks").get(0).get("outcome").asText())
        .isEqualTo("passed");
  }
}
