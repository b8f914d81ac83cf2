package io.github.conv4j.report;

import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.NetworkResult;
import java.util.List;

/** Training and inference rates and memory of both twins as bars. */
final class SpeedSection {

  private SpeedSection() {}

  /**
   * Writes the section.
   *
   * @param page page to write to
   * @param report the run
   */
  static void render(Markup page, CompareReport report) {
    NetworkResult builtin = report.builtin();
    NetworkResult custom = report.custom();
    Section.open(
        page,
        "speed",
        "Speed and memory",
        "Each network at the thread setting it is fastest with; rates are medians. The ratio is"
            + " handwritten over built-in: above 1 the handwritten network is faster.");
    page.open("div", "class", "panels");
    new BarChart(
            "Training",
            Numbers.times(report.ratio().train()),
            "longer is faster",
            List.of(
                rate(Words.BUILTIN, "builtin", builtin.trainImagesPerSecond(), training(builtin)),
                rate(Words.CUSTOM, "custom", custom.trainImagesPerSecond(), training(custom))))
        .render(page);
    new BarChart(
            "Inference",
            Numbers.times(report.ratio().inference()),
            "longer is faster",
            List.of(
                rate(
                    Words.BUILTIN,
                    "builtin",
                    builtin.inferenceImagesPerSecond(),
                    threads(builtin.inferenceThreads())),
                rate(
                    Words.CUSTOM,
                    "custom",
                    custom.inferenceImagesPerSecond(),
                    threads(custom.inferenceThreads()))))
        .render(page);
    new BarChart(
            "Peak memory",
            Numbers.times(custom.peakMemoryMiB() / builtin.peakMemoryMiB()),
            "shorter is better",
            List.of(
                memory(Words.BUILTIN, "builtin", builtin.peakMemoryMiB()),
                memory(Words.CUSTOM, "custom", custom.peakMemoryMiB())))
        .render(page);
    page.close("div").close("section");
  }

  private static BarChart.Bar rate(String name, String style, double rate, String remark) {
    return new BarChart.Bar(name, style, rate, Numbers.rate(rate), remark);
  }

  private static BarChart.Bar memory(String name, String style, double mebibytes) {
    return new BarChart.Bar(
        name, style, mebibytes, Numbers.memory(mebibytes), "resident memory of the process");
  }

  private static String training(NetworkResult network) {
    return threads(network.trainThreads()) + ", " + Numbers.duration(network.trainSeconds());
  }

  private static String threads(int threads) {
    return Words.counted(threads, "thread");
  }
}
