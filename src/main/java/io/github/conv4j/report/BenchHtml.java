package io.github.conv4j.report;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.Measurement;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Writes {@code bench.html}: a benchmark as one page for people, built like the page of {@link
 * HtmlReport}: one file, no request, no script for its content.
 */
public final class BenchHtml {

  private static final String LAYERS = "layers";
  private static final String NETWORKS = "networks";
  private static final String SCALING = "scaling";
  private static final String THREADS = "scaling.threads";

  private final BenchReport report;
  private final Markup page = new Markup();

  private BenchHtml(BenchReport report) {
    this.report = report;
  }

  /**
   * Writes the page as UTF-8, whole or not at all.
   *
   * @param report what to show
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(BenchReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The page as HTML text that is also well-formed XML.
   *
   * @param report what to show
   * @return the text
   */
  public static String render(BenchReport report) {
    return new BenchHtml(report).page();
  }

  private String page() {
    page.trusted("<!DOCTYPE html>\n");
    page.open("html", "lang", "en");
    HtmlReport.head(page, "conv4j bench", sentence());
    page.open("body");
    page.open("div", "class", "frame");
    contents();
    page.open("main");
    heading();
    leftOut();
    layers();
    networks();
    accuracyAndMemory();
    scaling();
    peak();
    kernels();
    run();
    page.close("main").close("div");
    page.open("script").trusted(HtmlReport.resource("report.js")).close("script");
    page.close("body").close("html");
    return page.finish();
  }

  private void contents() {
    page.open("nav", "class", "contents", "aria-label", "Contents");
    page.leaf("a", "conv4j bench", "href", "#top", "class", "home");
    page.open("ol");
    if (has(LAYERS)) {
      HtmlReport.link(page, "layers", "Layers");
    }
    if (has(NETWORKS)) {
      HtmlReport.link(page, "networks", "Networks");
    }
    if (!report.accuracy().isEmpty() || !report.memory().isEmpty()) {
      HtmlReport.link(page, "whole", "Accuracy and memory");
    }
    if (has(SCALING)) {
      HtmlReport.link(page, "scaling", "As the work grows");
    }
    if (!report.fractionOfPeak().isEmpty()) {
      HtmlReport.link(page, "peak", "Against the limit");
    }
    if (!report.kernels().isEmpty()) {
      HtmlReport.link(page, "kernels", "Kernels");
    }
    HtmlReport.link(page, "run", "Machine");
    HtmlReport.link(page, "reading", "How to read this");
    page.close("ol").close("nav");
  }

  private String sentence() {
    Double builtin = report.ratios().get("lenet.train.builtin");
    if (builtin != null) {
      return "LeNet trains " + Numbers.twoDigits(builtin) + " times as fast as built-in";
    }
    Double layers = report.ratios().get("layers.builtin");
    return layers == null
        ? Words.counted(report.measurements().size(), "measurement")
        : "Layers take " + Numbers.twoDigits(1 / layers) + " of the built-in layers’ time";
  }

  private void heading() {
    page.open("header", "id", "top", "class", "verdict");
    page.open("h1").leaf("span", sentence() + ".", "class", "sentence").close("h1");
    StringBuilder circumstances = new StringBuilder();
    report.settings().forEach((name, value) -> circumstances.append(name + " " + value + " · "));
    circumstances.append(report.started());
    circumstances.append(" · took ").append(Numbers.duration(report.seconds()));
    page.leaf("p", circumstances.toString(), "class", "circumstances");
    page.open("div", "class", "tiles even");
    tile("Layers, against built-in", "layers.builtin", "geometric mean");
    tile("LeNet training, against built-in", "lenet.train.builtin", "batch 64");
    tile("LeNet training, against PyTorch", "lenet.train.pytorch", "batch 64");
    tile("LeNet inference, against ONNX Runtime", "lenet.inference.onnxruntime", "batch 64");
    page.close("div").close("header");
  }

  private void tile(String of, String key, String under) {
    Double ratio = report.ratios().get(key);
    if (ratio == null) {
      return;
    }
    page.open("div", "class", "tile").leaf("p", of, "class", "of");
    page.leaf("p", Numbers.times(ratio), "class", "big");
    page.open("p", "class", "under").leaf("span", under + "; above 1 ours is faster").close("p");
    page.close("div");
  }

  private void leftOut() {
    report.leftOut().forEach(sentence -> page.leaf("p", sentence, "class", "lead"));
  }

  private void layers() {
    if (!has(LAYERS)) {
      return;
    }
    Section.open(
        page,
        "layers",
        "Layers",
        "Milliseconds of forward and backward pass together: medians over the rounds, with forward"
            + " + backward below and the quartiles and threads under the pointer. b is the batch,"
            + " c input channels, i the side of the image, f filters, k the window, s stride, p"
            + " padding.");
    table(LAYERS, this::layerCell);
    ratios("Their time over ours, geometric mean", true);
    if (!report.slowerThanBuiltin().isEmpty()) {
      page.leaf(
          "p",
          "Slower than the tuned built-in layer: "
              + String.join("; ", report.slowerThanBuiltin())
              + ".",
          "class",
          "lead");
    }
    page.close("section");
  }

  private interface Cell {
    void write(Measurement measurement);
  }

  private void table(String stage, Cell cell) {
    Map<String, Map<String, Measurement>> rows = new LinkedHashMap<>();
    List<String> contenders = new ArrayList<>();
    for (Measurement measurement : report.measurements()) {
      if (measurement.stage().equals(stage) && measurement.images() > 0) {
        rows.computeIfAbsent(measurement.task(), key -> new LinkedHashMap<>())
            .put(measurement.contender(), measurement);
        if (!contenders.contains(measurement.contender())) {
          contenders.add(measurement.contender());
        }
      }
    }
    openTable(stage, contenders);
    rows.forEach(
        (task, row) -> {
          page.open("tr").open("th", "scope", "row").leaf("code", task).close("th");
          for (String contender : contenders) {
            Measurement measurement = row.get(contender);
            if (measurement == null) {
              page.leaf("td", "–", "class", "number");
            } else {
              page.open("td", "class", "number", "title", details(measurement));
              cell.write(measurement);
              page.close("td");
            }
          }
          page.close("tr");
        });
    page.close("tbody").close("table").close("div");
  }

  /** A table with a column per contender, up to its first row. */
  private void openTable(String name, List<String> contenders) {
    Section.scroll(page, name);
    page.open("table", "class", "grid bench").open("thead").open("tr");
    Section.column(page, "", "words");
    contenders.forEach(id -> Section.column(page, title(id), "number"));
    page.close("tr").close("thead").open("tbody");
  }

  private void layerCell(Measurement measurement) {
    page.leaf("strong", milliseconds(measurement.total().median()));
    page.empty("br");
    page.leaf(
        "small",
        milliseconds(measurement.forward().median())
            + " + "
            + milliseconds(measurement.backward().median()));
  }

  private void networkCell(Measurement measurement) {
    page.leaf("strong", Numbers.perSecond(measurement.imagesPerSecond()));
  }

  private static String details(Measurement measurement) {
    Spread total = measurement.total();
    return milliseconds(total.lower())
        + " to "
        + milliseconds(total.upper())
        + " ms (quartiles of "
        + Words.counted(measurement.rounds(), "round")
        + "), "
        + (measurement.threads() == 0
            ? "its own choice of threads"
            : Words.counted(measurement.threads(), "thread"));
  }

  private static String milliseconds(double seconds) {
    return Numbers.people(seconds * 1e3);
  }

  private void ratios(String heading, boolean ofLayers) {
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>(report.ratioTable());
    rows.keySet().removeIf(row -> row.equals(LAYERS) != ofLayers);
    if (rows.isEmpty()) {
      return;
    }
    List<String> contenders =
        rows.values().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
    page.leaf("h3", heading);
    openTable(heading, contenders);
    rows.forEach(
        (name, row) -> {
          page.open("tr").open("th", "scope", "row").leaf("code", name).close("th");
          for (String contender : contenders) {
            Double ratio = row.get(contender);
            page.leaf("td", ratio == null ? "–" : Numbers.times(ratio), "class", "number");
          }
          page.close("tr");
        });
    page.close("tbody").close("table").close("div");
  }

  private void networks() {
    if (!has(NETWORKS)) {
      return;
    }
    Section.open(
        page,
        "networks",
        "Networks",
        "Images per second, medians over the rounds, on images that are in memory already.");
    table(NETWORKS, this::networkCell);
    ratios("Their time over ours", false);
    page.close("section");
  }

  private void accuracyAndMemory() {
    if (report.accuracy().isEmpty() && report.memory().isEmpty()) {
      return;
    }
    Section.open(
        page,
        "whole",
        "Accuracy and memory",
        "Seconds from the start of a process to that accuracy on the 10,000 test images of MNIST;"
            + " largest resident memory of a process that trains LeNet.");
    page.open("div", "class", "panels");
    if (!report.accuracy().isEmpty()) {
      new BarChart(
              "Time to accuracy",
              Numbers.duration(report.accuracy().get(0).seconds()),
              "shorter is better",
              report.accuracy().stream()
                  .map(
                      time ->
                          new BarChart.Bar(
                              title(time.contender()),
                              style(time.contender()),
                              time.seconds(),
                              Numbers.duration(time.seconds()),
                              Numbers.percent(time.reached())
                                  + " after "
                                  + Numbers.whole(time.images())
                                  + " images"))
                  .toList())
          .render(page);
    }
    if (!report.memory().isEmpty()) {
      new BarChart(
              "Peak memory",
              Numbers.memory(report.memory().get(0).mebibytes()),
              "shorter is better",
              report.memory().stream()
                  .map(
                      memory ->
                          new BarChart.Bar(
                              title(memory.contender()),
                              style(memory.contender()),
                              memory.mebibytes(),
                              Numbers.memory(memory.mebibytes()),
                              memory.task()))
                  .toList())
          .render(page);
    }
    page.close("div").close("section");
  }

  private void scaling() {
    if (!has(SCALING)) {
      return;
    }
    Section.open(
        page,
        "scaling",
        "As the work grows",
        "Convolution 3×3, forward and backward, one size growing while the others stay. Both axes"
            + " are logarithmic where sizes double.");
    growth("batch", "c32 i32 f32", 'b', SCALING, Measurement::images);
    growth("channels", "b16 i32", 'c', SCALING, m -> size(m, 'c'));
    growth("image side", "b16 c32 f32", 'i', SCALING, m -> size(m, 'i'));
    growth("threads", "b16 c32 i32 f32", 't', THREADS, Measurement::threads);
    page.close("section");
  }

  /** The number behind a letter of a layer's line. */
  private static int size(Measurement measurement, char letter) {
    for (String word : measurement.task().split(" ")) {
      if (word.charAt(0) == letter && word.length() > 1 && Character.isDigit(word.charAt(1))) {
        return Integer.parseInt(word.substring(1));
      }
    }
    return 0;
  }

  private void growth(
      String name, String fixed, char grows, String stage, ToIntFunction<Measurement> position) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (Measurement measurement : report.measurements()) {
      boolean member = measurement.stage().equals(stage);
      for (String word : fixed.split(" ")) {
        member &= measurement.task().contains(" " + word + " ");
      }
      // Channels grow together: as many filters.
      member &= grows != 'c' || size(measurement, 'c') == size(measurement, 'f');
      if (member) {
        curves
            .computeIfAbsent(measurement.contender(), key -> new ArrayList<>())
            .add(new Point(position.applyAsInt(measurement), measurement.total().median() * 1e3));
      }
    }
    if (curves.isEmpty()) {
      return;
    }
    List<LineChart.Series> series = new ArrayList<>();
    curves.forEach(
        (contender, points) -> {
          points.sort(Comparator.comparingDouble(Point::x));
          series.add(new LineChart.Series(title(contender), style(contender), points, true));
        });
    List<Point> all = curves.values().stream().flatMap(List::stream).toList();
    double lowX = all.stream().mapToDouble(Point::x).min().orElse(1);
    double highX = all.stream().mapToDouble(Point::x).max().orElse(1);
    double lowY = all.stream().mapToDouble(Point::y).min().orElse(1);
    double highY = all.stream().mapToDouble(Point::y).max().orElse(1);
    page.open("figure");
    page.leaf("h3", "By " + name);
    new LineChart(
            "Time by " + name,
            "Milliseconds per forward and backward pass, a curve per contender.",
            name,
            "milliseconds",
            "ms",
            grows == 't' ? Scale.linear(lowX, highX, 6, "") : Scale.logarithmic(lowX, highX, 6),
            Scale.logarithmic(lowY, highY, 5),
            series,
            false)
        .render(page);
    page.leaf("figcaption", "Fixed: " + fixed + ", k3 s1 p1.").close("figure");
  }

  private void peak() {
    if (report.fractionOfPeak().isEmpty()) {
      return;
    }
    Section.open(
        page,
        "peak",
        "Against the limit",
        "Speed of large convolutions, counted in the operations of the direct algorithm, as a share"
            + " of the speed of a product of two 1024×1024 matrices measured in this run. An"
            + " algorithm that needs fewer operations can exceed 100 %.");
    Section.scroll(page, "Share of the limit");
    page.open("table", "class", "grid bench").open("thead").open("tr");
    Section.column(page, "", "words");
    List.of("Forward", "Backward", "Both").forEach(name -> Section.column(page, name, "number"));
    page.close("tr").close("thead").open("tbody");
    report
        .fractionOfPeak()
        .forEach(
            (task, share) -> {
              page.open("tr").open("th", "scope", "row").leaf("code", task).close("th");
              for (double value : new double[] {share.forward(), share.backward(), share.both()}) {
                page.leaf("td", Numbers.twoDigits(100 * value) + " %", "class", "number");
              }
              page.close("tr");
            });
    page.close("tbody").close("table").close("div").close("section");
  }

  private void kernels() {
    if (report.kernels().isEmpty()) {
      return;
    }
    Section.open(
        page, "kernels", "Kernels", "The ops by themselves under JMH, mean time per call.");
    Section.scroll(page, "Kernels");
    page.open("table", "class", "grid bench").open("tbody");
    for (BenchReport.KernelScore kernel : report.kernels()) {
      page.open("tr").open("th", "scope", "row").leaf("code", kernel.benchmark()).close("th");
      page.leaf(
          "td",
          Numbers.people(kernel.score())
              + (Double.isFinite(kernel.error()) ? " ± " + Numbers.people(kernel.error()) : "")
              + " "
              + kernel.unit(),
          "class",
          "number");
      page.close("tr");
    }
    page.close("tbody").close("table").close("div").close("section");
  }

  private void run() {
    Section.open(page, "run", "Machine", "");
    RunSection.machine(page, report.environment());
    page.leaf("h3", "Who took part");
    page.open("dl", "class", "reading");
    for (BenchReport.Contender contender : report.contenders()) {
      RunSection.term(
          page, contender.title(), contender.version() + "; " + contender.conditions() + ".");
    }
    page.close("dl");
    page.leaf("h3", "Repeat this run");
    page.open("pre", "class", "command").leaf("code", report.command()).close("pre");
    page.close("section");
    Section.open(page, "reading", "How to read this page", "");
    page.open("dl", "class", "reading");
    RunSection.term(
        page,
        "In turns",
        "Each contender has a process of its own; in each round each runs for a short slice while"
            + " the others wait without using a processor.");
    RunSection.term(
        page,
        "The same",
        "Before anything is timed, outputs and gradients are held against ours, from the same"
            + " numbers. Who differs is left out.");
    RunSection.term(
        page,
        "Native op",
        "ND4J’s own op called with arrays that are there, without a layer around it, which favours"
            + " it over ours.");
    RunSection.term(page, "For programs", "bench.json holds every number of this page and more.");
    page.close("dl").close("section");
  }

  private boolean has(String stage) {
    return report.measurements().stream()
        .anyMatch(measurement -> measurement.stage().equals(stage) && measurement.images() > 0);
  }

  private String title(String id) {
    return report.contenders().stream()
        .filter(contender -> contender.id().equals(id))
        .map(BenchReport.Contender::title)
        .findFirst()
        .orElse(id);
  }

  private static String style(String contender) {
    return switch (contender) {
      case BenchReport.OURS -> "custom";
      case "builtin" -> "builtin";
      case "pytorch" -> "peer";
      default -> "other";
    };
  }
}
