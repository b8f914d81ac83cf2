package io.github.conv4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.CaseFailure;
import io.github.conv4j.result.CaseSummary;
import io.github.conv4j.result.Deviation;
import io.github.conv4j.result.GroupKind;
import io.github.conv4j.result.GroupResult;
import io.github.conv4j.result.PassGrid;
import io.github.conv4j.result.QuantityErrors;
import io.github.conv4j.result.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Writes {@code verify.json}: what a conformance run found out. As in {@link JsonReport} every key
 * is spelled out, numbers that are not finite are null, and keys keep their order. Cases that
 * passed are counted; {@code junit.xml} names them.
 */
public final class VerifyJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private VerifyJson() {}

  /**
   * Writes the report as UTF-8, whole or not at all.
   *
   * @param report what to write
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(VerifyReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The report as indented JSON text that ends with a line feed.
   *
   * @param report what to write
   * @return the text
   */
  public static String render(VerifyReport report) {
    ObjectNode root = NODES.objectNode();
    root.put("verdict", JsonReport.verdict(report.verdict()));
    root.put("started", report.started());
    JsonReport.number(root, "seconds", report.seconds());
    root.put("command", report.command());
    root.set("settings", JsonReport.strings(report.settings()));
    root.set("environment", JsonReport.environment(report.environment()));
    ArrayNode groups = root.putArray("groups");
    report.groups().forEach(group -> groups.add(group(group)));
    ArrayNode failures = root.putArray("failures");
    report.failures().forEach(failure -> failures.add(failure(failure)));
    root.put("furtherFailures", report.furtherFailures());
    ArrayNode findings = root.putArray("findings");
    report.findings().forEach(finding -> findings.add(finding(finding)));
    ArrayNode errors = root.putArray("errors");
    report.errors().forEach(one -> errors.add(errors(one)));
    ArrayNode grids = root.putArray("grids");
    report.grids().forEach(grid -> grids.add(grid(grid)));
    return JsonReport.text(root);
  }

  private static ObjectNode group(GroupResult group) {
    ObjectNode node = NODES.objectNode();
    node.put("subject", group.subject());
    node.put("group", group.group());
    node.put("kind", group.kind().name().toLowerCase(Locale.ROOT));
    node.put("counts", group.counts());
    node.put("cases", group.cases().size());
    for (CaseSummary.Outcome outcome : CaseSummary.Outcome.values()) {
      node.put(outcome.name().toLowerCase(Locale.ROOT), group.count(outcome));
    }
    JsonReport.number(node, "seconds", group.seconds());
    if (group.kind() == GroupKind.CONDUCT || group.kind() == GroupKind.SENSITIVITY) {
      ArrayNode checks = node.putArray("checks");
      for (CaseSummary summary : group.cases()) {
        ObjectNode check = checks.addObject();
        check.put("name", summary.name());
        check.put("outcome", summary.outcome().name().toLowerCase(Locale.ROOT));
        check.put("message", summary.message());
      }
    }
    return node;
  }

  private static ObjectNode failure(CaseFailure failure) {
    ObjectNode node = NODES.objectNode();
    node.put("subject", failure.subject());
    node.put("group", failure.group());
    node.put("case", failure.name());
    node.put("quantity", failure.quantity());
    node.put("gate", failure.gate());
    node.put("message", failure.message());
    return node;
  }

  private static ObjectNode finding(Deviation finding) {
    ObjectNode node = NODES.objectNode();
    node.put("subject", finding.subject());
    node.put("title", finding.title());
    node.put("sentence", finding.sentence());
    node.put("cases", finding.cases());
    ArrayNode examples = node.putArray("examples");
    finding.examples().forEach(examples::add);
    node.put("message", finding.message());
    return node;
  }

  private static ObjectNode errors(QuantityErrors errors) {
    ObjectNode node = NODES.objectNode();
    node.put("subject", errors.subject());
    node.put("operation", errors.operation());
    node.put("quantity", errors.quantity());
    node.put("precision", errors.precision());
    node.put("gate", errors.gate());
    node.put("cases", errors.cases());
    node.put("worst", errors.worst());
    JsonReport.errors(node, errors.errors());
    return node;
  }

  private static ObjectNode grid(PassGrid grid) {
    ObjectNode node = NODES.objectNode();
    node.put("subject", grid.subject());
    node.put("operation", grid.operation());
    ArrayNode rows = node.putArray("cells");
    for (List<PassGrid.Cell> row : grid.cells()) {
      ArrayNode cells = rows.addArray();
      for (PassGrid.Cell cell : row) {
        ObjectNode one = cells.addObject();
        one.put("cases", cell.cases());
        one.put("failed", cell.failed());
        one.put("example", cell.example());
      }
    }
    return node;
  }
}
