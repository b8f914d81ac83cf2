package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Gallery;
import io.github.conv4j.result.Histogram;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.Picture;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.Ratio;
import io.github.conv4j.result.Verdict;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

  private static final String HOSTILE =
      "\"'></style></title></svg><script>alert(1)</script><img src=x onerror=alert(2)>&\u0000\u202E";

  private static Document parse(CompareReport report) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new InputSource(new StringReader(HtmlReport.render(report))));
  }

  private static List<Element> elements(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<Element> withClass(Document page, String tag, String style) {
    return elements(page, tag).stream()
        .filter(element -> List.of(element.getAttribute("class").split(" ")).contains(style))
        .toList();
  }

  private static String text(Document page) {
    return page.getDocumentElement().getTextContent();
  }

  /** The pages lie in target/sample-report, to be opened in a browser. */
  @Test
  void samplesAreWellFormedAndSmall() throws Exception {
    for (String name : List.of("pass", "fail", "large", "bare")) {
      ReportSample sample =
          switch (name) {
            case "pass" -> ReportSample.lenet();
            case "fail" -> ReportSample.failed();
            case "large" -> ReportSample.large();
            default -> ReportSample.bare();
          };
      CompareReport report = sample.build();
      HtmlReport.write(report, Path.of("target", "sample-report", name + ".html"));

      assertThat(parse(report).getDocumentElement().getTagName()).isEqualTo("html");
      assertThat(HtmlReport.render(report).getBytes(StandardCharsets.UTF_8).length)
          .as(name)
          .isLessThan(1_500_000);
    }
  }

  @Test
  void namesAreUniqueAndLinksLeadSomewhere() throws Exception {
    for (ReportSample sample : List.of(ReportSample.failed(), ReportSample.bare())) {
      Document page = parse(sample.build());
      Set<String> ids = new HashSet<>();
      for (Element element : elements(page, "*")) {
        if (element.hasAttribute("id")) {
          assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
        }
      }
      for (Element element : elements(page, "*")) {
        if (element.getAttribute("href").startsWith("#")) {
          assertThat(ids).contains(element.getAttribute("href").substring(1));
        }
      }
    }
  }

  @Test
  void needsNothingFromOutside() throws Exception {
    String html = HtmlReport.render(ReportSample.lenet().build());
    Document page = parse(ReportSample.lenet().build());

    for (Element element : elements(page, "*")) {
      for (String attribute : List.of("src", "href", "action", "data", "poster", "srcset")) {
        if (element.hasAttribute(attribute)) {
          assertThat(element.getAttribute(attribute)).matches("(?s)(#|data:).*");
        }
      }
    }
    assertThat(html).doesNotContain("@import").doesNotContain("url(").doesNotContain("https://");
    assertThat(html.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http://");
  }

  @Test
  void escapesEveryTextFromOutside() throws Exception {
    ReportSample sample = ReportSample.failed();
    sample.command = HOSTILE;
    sample.cpu = HOSTILE;
    sample.settings.put(HOSTILE, HOSTILE);
    sample.settings.put("data", HOSTILE);
    sample.swaps.add(new LayerSwap(HOSTILE, HOSTILE, HOSTILE, false, HOSTILE));
    sample.checks.add(Check.atMost(HOSTILE, HOSTILE, 2, 1, HOSTILE));
    sample.checks.add(Check.skipped(HOSTILE, HOSTILE, HOSTILE));
    sample.layerErrors.add(
        new LayerErrors(
            HOSTILE,
            HOSTILE,
            new ErrorStats(1, 1, 1, 2, 1, 0, new Histogram(-8, 4, 0, List.of()))));
    sample.files.add(new OutputFile(HOSTILE, HOSTILE, 1, HOSTILE));
    sample.classes.set(3, HOSTILE);
    Picture picture = new Picture(HOSTILE, 1, 1, new float[] {1});
    sample.galleries.add(new Gallery(HOSTILE, HOSTILE, List.of(picture), List.of(picture)));

    String html = HtmlReport.render(sample.build());
    Document page = parse(sample.build());

    assertThat(html).doesNotContain("<script>alert").doesNotContain("<img src=x");
    assertThat(html).doesNotContain("\u0000").doesNotContain("\u202E");
    assertThat(elements(page, "script")).hasSize(1);
    for (Element element : elements(page, "*")) {
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        assertThat(attributes.item(i).getNodeName()).doesNotStartWith("on");
      }
    }
    String shown = HOSTILE.replace('\u0000', '\uFFFD').replace('\u202E', '\uFFFD');
    assertThat(text(page).split(java.util.regex.Pattern.quote(shown), -1).length - 1)
        .as("times that the hostile text is shown as text")
        .isGreaterThan(20);
  }

  @Test
  void describesEveryDrawingOrHidesItFromReaders() throws Exception {
    for (Element svg : elements(parse(ReportSample.failed().build()), "svg")) {
      boolean inside = svg.getParentNode().getNodeName().matches("svg|g");
      boolean hidden = svg.getAttribute("aria-hidden").equals("true");
      boolean described =
          svg.getAttribute("role").equals("img") && !svg.getAttribute("aria-label").isBlank();
      assertThat(inside || hidden || described).as(svg.getAttribute("class")).isTrue();
    }
  }

  @Test
  void givesEveryTableACaptionAndEveryHeadingCellAScope() throws Exception {
    Document page = parse(ReportSample.failed().build());
    for (Element table : elements(page, "table")) {
      assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1);
    }
    for (Element heading : elements(page, "th")) {
      assertThat(heading.getAttribute("scope")).isIn("row", "col");
    }
  }

  @Test
  void saysThePassInOneSentence() throws Exception {
    assertThat(elements(parse(ReportSample.lenet().build()), "h1").get(0).getTextContent())
        .isEqualTo(
            "PASS: The handwritten network is the same function as the built-in one,"
                + " and trains 3.1 times as fast.");
  }

  @Test
  void doesNotClaimSpeedThatWasNotMeasured() {
    ReportSample sample = ReportSample.lenet();
    sample.ratio = new Ratio(Double.NaN, Double.NaN);
    assertThat(Words.outcome(sample.build())).doesNotContain("trains");
    sample.ratio = new Ratio(0.82, 1);
    assertThat(Words.outcome(sample.build())).endsWith("trains at 0.82 times its speed");
    sample.ratio = new Ratio(1.004, 1);
    assertThat(Words.outcome(sample.build())).endsWith("trains as fast");
  }

  @Test
  void doesNotClaimEqualityWithoutChecks() {
    ReportSample sample = ReportSample.lenet();
    sample.checks.add(Check.skipped("export", "export/onnx", "Not on the class path."));
    assertThat(Words.outcome(sample.build())).contains("in every check that could be made");
    assertThat(Words.outcome(ReportSample.bare().build())).doesNotContain("same function");
  }

  @Test
  void putsFailuresFirstAndUnfoldsThem() throws Exception {
    ReportSample sample = ReportSample.large();
    sample.verdict = Verdict.FAIL;
    sample.checks.add(Check.atMost("export", "export/broken", 2, 1, "Too large."));
    Document page = parse(sample.build());

    Element first = withClass(page, "details", "group").get(0);
    assertThat(first.getAttribute("class")).isEqualTo("group fail");
    assertThat(first.getAttribute("open")).isEqualTo("open");
    Element row = (Element) first.getElementsByTagName("tbody").item(0).getFirstChild();
    assertThat(row.getAttribute("class")).isEqualTo("fail");
    assertThat(row.getTextContent()).startsWith("FAILexport/broken");
    assertThat(withClass(page, "ul", "failures").get(0).getTextContent())
        .isEqualTo("export/broken: measured 2, allowed ≤\u00A01. Too large.");
    assertThat(elements(page, "h1").get(0).getTextContent()).startsWith("FAIL: 1 of 208 checks");
    assertThat(withClass(page, "details", "pass")).noneMatch(group -> group.hasAttribute("open"));
  }

  @Test
  void showsSkippedChecksAsNeitherPassedNorFailed() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.checks.add(Check.skipped("export", "export/onnx", "ONNX Runtime is missing."));
    Document page = parse(sample.build());

    assertThat(text(page)).contains("0 failed, 1 skipped").contains("ONNX Runtime is missing.");
    assertThat(withClass(page, "details", "skipped")).hasSize(1);
    assertThat(withClass(page, "svg", "bound")).isEmpty();
  }

  @Test
  void drawsCurvesOfOnePoint() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.builtinLosses.add(2.3);
    sample.customLosses.add(2.3);
    sample.lossDifference.add(1e-7);
    sample.accuracies.add(new Point(1, 0.5));
    Document page = parse(sample.build());

    List<Element> curves =
        elements(page, "path").stream().filter(path -> path.hasAttribute("data-name")).toList();
    assertThat(curves).hasSize(5);
    assertThat(curves)
        .allSatisfy(path -> assertThat(path.getAttribute("d")).matches("M[\\d.]+ [\\d.]+h0"));
    assertThat(text(page)).contains("Built-in: one value, 2.30");
  }

  @Test
  void leavesGapsWhereLossesAreNotFinite() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.builtinLosses.addAll(List.of(1.0, 0.9, 0.8, 0.7, 0.6));
    sample.customLosses.addAll(List.of(1.0, 0.9, Double.NaN, Double.POSITIVE_INFINITY, 0.6));
    sample.lossDifference.addAll(List.of(0.0, 0.0, Double.NaN, Double.POSITIVE_INFINITY, 0.0));
    Document page = parse(sample.build());

    Element custom = withClass(page, "path", "custom").get(1);
    assertThat(custom.getAttribute("d").chars().filter(letter -> letter == 'M')).hasSize(2);
    assertThat(text(page))
        .contains("2 values are not finite and left out, the first at iteration 3")
        .contains("No difference of the losses is a finite number above 0");
    assertThat(HtmlReport.render(sample.build())).doesNotContain("NaN%").doesNotContain("NaN ");
  }

  @Test
  void saysThatEqualLossesAreEqual() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.lossDifference.addAll(List.of(0.0, 0.0, 0.0));
    assertThat(text(parse(sample.build()))).contains("equal bit for bit in all 3 iterations");
  }

  @Test
  void writesCountsOfFewClassesAndDrawsMany() throws Exception {
    for (int side : new int[] {1, 10, 20}) {
      ReportSample sample = ReportSample.bare();
      sample.confusion(side, 10_000);
      Document page = parse(sample.build());
      List<Element> tables = withClass(page, "table", "confusion");
      assertThat(tables).hasSize(2);
      assertThat(tables.get(0).getElementsByTagName("tr").getLength()).isEqualTo(side + 1);
    }
    ReportSample many = ReportSample.bare();
    many.confusion(100, 10_000);
    Document page = parse(many.build());
    assertThat(withClass(page, "table", "confusion")).isEmpty();
    assertThat(withClass(page, "figure", "confusion-map")).hasSize(2);
    many.confusion(300, 10_000);
    assertThat(text(parse(many.build()))).contains("300 classes, too many to draw");
  }

  @Test
  void labelsClassesWithoutNamesByIndex() throws Exception {
    ReportSample sample = ReportSample.bare();
    sample.confusion(3, 300);
    sample.classes.clear();
    sample.classes.add("aeroplane");
    Document page = parse(sample.build());
    assertThat(withClass(page, "table", "confusion").get(0).getTextContent())
        .contains("aeroplane12");
  }

  @Test
  void cutsGalleriesThatWouldMakeThePageTooLarge() throws Exception {
    Document page = parse(ReportSample.large().build());
    int characters = 0;
    for (Element picture : elements(page, "img")) {
      characters += picture.getAttribute("src").length();
      assertThat(picture.getAttribute("alt")).matches(".+, (built-in|handwritten)");
    }
    assertThat(characters).isBetween(100_000, 450_000);
    assertThat(text(page)).containsPattern("Shown: \\d+ of 64\\.");
  }

  @Test
  void leavesOutTheSectionOfPicturesWhenThereAreNone() throws Exception {
    assertThat(HtmlReport.render(ReportSample.bare().build())).doesNotContain("#pictures");
  }
}
