package io.github.conv4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.Measurement;
import io.github.conv4j.result.Spread;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes {@code bench.json}: everything that a benchmark measured. As in {@link JsonReport} every
 * key is spelled out, numbers that are not finite are null, and keys keep their order. What was not
 * measured has no key.
 */
public final class BenchJson {

  private BenchJson() {}

  /**
   * Writes the report as UTF-8, whole or not at all.
   *
   * @param report what to write
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(BenchReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The report as indented JSON text that ends with a line feed.
   *
   * @param report what to write
   * @return the text
   */
  public static String render(BenchReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("started", report.started());
    JsonReport.number(root, "seconds", report.seconds());
    root.put("command", report.command());
    root.set("settings", JsonReport.strings(report.settings()));
    root.set("environment", JsonReport.environment(report.environment()));
    ObjectNode ratios = root.putObject("ratios");
    report.ratios().forEach((key, ratio) -> JsonReport.number(ratios, key, ratio));
    ObjectNode shares = root.putObject("fractionOfSgemmPeak");
    report
        .fractionOfPeak()
        .forEach(
            (task, share) -> {
              ObjectNode node = shares.putObject(task);
              JsonReport.number(node, "forward", share.forward());
              JsonReport.number(node, "backward", share.backward());
              JsonReport.number(node, "both", share.both());
            });
    report.slowerThanBuiltin().forEach(root.putArray("slowerThanBuiltin")::add);
    ArrayNode contenders = root.putArray("contenders");
    for (BenchReport.Contender contender : report.contenders()) {
      ObjectNode node = contenders.addObject();
      node.put("id", contender.id());
      node.put("title", contender.title());
      node.put("version", contender.version());
      node.put("conditions", contender.conditions());
    }
    report.leftOut().forEach(root.putArray("leftOut")::add);
    accuracy(root, report);
    ArrayNode memory = root.putArray("memory");
    for (BenchReport.PeakMemory peak : report.memory()) {
      ObjectNode node = memory.addObject();
      node.put("contender", peak.contender());
      node.put("task", peak.task());
      JsonReport.number(node, "peakMemoryMiB", peak.mebibytes());
    }
    ArrayNode kernels = root.putArray("kernels");
    for (BenchReport.KernelScore kernel : report.kernels()) {
      ObjectNode node = kernels.addObject();
      node.put("benchmark", kernel.benchmark());
      JsonReport.number(node, "score", kernel.score());
      JsonReport.number(node, "error", kernel.error());
      node.put("unit", kernel.unit());
      node.put("samples", kernel.samples());
    }
    ArrayNode measurements = root.putArray("measurements");
    report.measurements().forEach(one -> measurement(measurements.addObject(), one));
    return JsonReport.text(root);
  }

  /** Less than any pass takes: a task without two halves shows what reading the clock takes. */
  private static final double LEAST_SECONDS = 1e-5;

  private static void accuracy(ObjectNode root, BenchReport report) {
    ArrayNode accuracy = root.putArray("timeToAccuracy");
    for (BenchReport.TimeToAccuracy time : report.accuracy()) {
      ObjectNode node = accuracy.addObject();
      node.put("contender", time.contender());
      JsonReport.number(node, "target", time.target());
      JsonReport.number(node, "reached", time.reached());
      JsonReport.number(node, "seconds", time.seconds());
      node.put("images", time.images());
      JsonReport.number(node, "secondsBeforeTraining", time.startSeconds());
    }
  }

  private static void measurement(ObjectNode node, Measurement measurement) {
    node.put("stage", measurement.stage());
    node.put("task", measurement.task());
    node.put("contender", measurement.contender());
    node.put("threads", measurement.threads());
    node.put("rounds", measurement.rounds());
    spread(node, "total", measurement.total());
    boolean halves = measurement.backward().median() > LEAST_SECONDS;
    if (halves) {
      spread(node, "forward", measurement.forward());
      spread(node, "backward", measurement.backward());
    }
    if (measurement.images() > 0) {
      JsonReport.number(node, "imagesPerSecond", measurement.imagesPerSecond());
    }
    if (measurement.flops() > 0) {
      JsonReport.number(node, "flops", measurement.flops());
    }
    JsonReport.number(node, "differenceFromOurs", measurement.difference());
  }

  /** Seconds. */
  private static void spread(ObjectNode node, String key, Spread spread) {
    ObjectNode seconds = node.putObject(key + "Seconds");
    JsonReport.number(seconds, "median", spread.median());
    JsonReport.number(seconds, "lowerQuartile", spread.lower());
    JsonReport.number(seconds, "upperQuartile", spread.upper());
  }
}
