package io.github.conv4j.cli;

import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A benchmark as tables on the terminal. */
final class BenchTables {

  private static final int MOST_COLUMNS = 6;

  private final Terminal terminal;

  BenchTables(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(BenchReport report) {
    stage(report, "layers", "forward+backward, ms", 1e3);
    stage(report, "networks", "images/s", 0);
    ratios(report);
    for (BenchReport.TimeToAccuracy time : report.accuracy()) {
      terminal.println(
          Terminal.format(
              "%.2f %% on MNIST from a cold start: %s %.1f s (%,d images; %.2f s before the first)",
              100 * time.reached(),
              time.contender(),
              time.seconds(),
              time.images(),
              time.startSeconds()));
    }
    for (BenchReport.PeakMemory memory : report.memory()) {
      terminal.println(
          Terminal.format(
              "Peak memory, %s: %s %,.0f MiB",
              memory.task(), memory.contender(), memory.mebibytes()));
    }
    for (BenchReport.KernelScore kernel : report.kernels()) {
      terminal.println(
          Terminal.format(
              "JMH %s: %,.1f ± %,.1f %s",
              kernel.benchmark(), kernel.score(), kernel.error(), kernel.unit()));
    }
    terminal.println("");
    report.leftOut().forEach(terminal::println);
    if (!report.slowerThanBuiltin().isEmpty()) {
      terminal.println(
          "Slower than the tuned built-in layer: " + String.join("; ", report.slowerThanBuiltin()));
    }
    terminal.println(
        Terminal.format("%d measurements; %.0f s", report.measurements().size(), report.seconds()));
  }

  /** A row per task, a column per contender; scale 0 shows images per second. */
  private void stage(BenchReport report, String stage, String unit, double scale) {
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
    if (rows.isEmpty()) {
      return;
    }
    List<String> shown = contenders.subList(0, Math.min(MOST_COLUMNS, contenders.size()));
    ResultTable table = new ResultTable();
    List<String> heading = new ArrayList<>(List.of(unit));
    heading.addAll(shown);
    table.row(heading.toArray(String[]::new));
    rows.forEach(
        (task, row) -> {
          List<String> cells = new ArrayList<>(List.of(task));
          shown.forEach(contender -> cells.add(cell(row.get(contender), scale)));
          table.row(cells.toArray(String[]::new));
        });
    terminal.println("");
    table.lines().forEach(terminal::println);
  }

  private static String cell(Measurement measurement, double scale) {
    if (measurement == null) {
      return "-";
    }
    return scale == 0
        ? Terminal.format("%,.0f", measurement.imagesPerSecond())
        : Terminal.format("%.3f", measurement.total().median() * scale);
  }

  private void ratios(BenchReport report) {
    terminal.println("");
    if (!report.ratios().isEmpty()) {
      ratioTable(report.ratioTable()).lines().forEach(terminal::println);
      terminal.println("");
    }
    if (!report.fractionOfPeak().isEmpty()) {
      ResultTable table =
          new ResultTable().row("share of sgemm's speed", "forward", "backward", "both");
      report
          .fractionOfPeak()
          .forEach(
              (task, share) ->
                  table.row(
                      task,
                      percent(share.forward()),
                      percent(share.backward()),
                      percent(share.both())));
      table.lines().forEach(terminal::println);
      terminal.println("");
    }
  }

  private static ResultTable ratioTable(Map<String, Map<String, Double>> rows) {
    List<String> contenders =
        rows.values().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
    List<String> heading = new ArrayList<>(List.of("their time / ours"));
    heading.addAll(contenders);
    ResultTable table = new ResultTable().row(heading.toArray(String[]::new));
    rows.forEach(
        (name, row) -> {
          List<String> cells = new ArrayList<>(List.of(name));
          contenders.forEach(
              contender -> {
                Double ratio = row.get(contender);
                cells.add(ratio == null ? "-" : Terminal.format("%.2fx", ratio));
              });
          table.row(cells.toArray(String[]::new));
        });
    return table;
  }

  private static String percent(double share) {
    return Terminal.format("%.0f %%", 100 * share);
  }
}
