package io.github.conv4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.result.Histogram;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramChartTest {

  private static String render(Histogram histogram) {
    Markup page = new Markup();
    HistogramChart.over(List.of(histogram)).render(page, histogram, "label");
    return page.finish();
  }

  private static String path(String html, String style) {
    return html.replaceFirst("(?s).*class=\"" + style + "\" d=\"([^\"]*)\".*", "$1");
  }

  @Test
  void splitsTheBinsAtTheBound() {
    String html = render(new Histogram(-2, 1, 5, List.of(3L, 2L, 1L)));
    assertThat(path(html, "within").split("Z")).hasSize(2);
    assertThat(path(html, "outside").split("Z")).hasSize(1);
    assertThat(path(html, "outside")).isNotEmpty();
  }

  @Test
  void drawsNothingBeyondTheBoundWhenItIsKept() {
    String html = render(new Histogram(-2, 2, 0, List.of(3L, 2L, 1L, 9L)));
    assertThat(path(html, "outside")).isEmpty();
    assertThat(path(html, "zeros")).isEmpty();
  }

  @Test
  void showsASingleElementBesideAMillion() {
    String html = render(new Histogram(-2, 1, 1_000_000, List.of(0L, 0L, 1L)));
    double top = Double.parseDouble(path(html, "outside").replaceFirst(".*?V([\\d.]+)h.*", "$1"));
    assertThat(1000 - top).isGreaterThan(30);
  }

  @Test
  void sharesAnAxisThatHoldsAllBins() {
    HistogramChart chart =
        HistogramChart.over(
            List.of(
                new Histogram(-8, 4, 0, List.of(0L, 1L)),
                new Histogram(-1, 1, 0, List.of(0L, 0L, 0L, 1L))));
    assertThat(chart.lowestExponent()).isEqualTo(-8);
    assertThat(chart.highestExponent()).isEqualTo(3);
    assertThat(HistogramChart.over(List.of(new Histogram(0, 0, 0, List.of()))).highestExponent())
        .isEqualTo(1);
  }
}
