package io.github.conv4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.Bound;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.result.Histogram;
import io.github.conv4j.result.LayerErrors;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.result.NetworkResult;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code report.json}: all that a comparison found out, except for the pictures.
 *
 * <p>The shape is spelled out here, key by key, because programs rely on it: renaming a record
 * component must not rename a key. Verdicts are "pass", "fail" or "skipped"; numbers that are not
 * finite are null; keys keep their order, so that two reports can be compared line by line.
 */
public final class JsonReport {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReport() {}

  /**
   * Writes the report as UTF-8, whole or not at all.
   *
   * @param report what to write
   * @param file file to write or replace; missing folders are made
   * @throws IOException when the file cannot be written
   */
  public static void write(CompareReport report, Path file) throws IOException {
    WholeFile.write(file, render(report));
  }

  /**
   * The report as indented JSON text that ends with a line feed.
   *
   * @param report what to write
   * @return the text
   */
  public static String render(CompareReport report) {
    return text(tree(report));
  }

  /** Indented, with a line feed at the end. */
  static String text(JsonNode tree) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    ObjectWriter writer = new ObjectMapper().writer(printer);
    try {
      return writer.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values could not be written as JSON", e);
    }
  }

  private static ObjectNode tree(CompareReport report) {
    ObjectNode root = NODES.objectNode();
    root.put("verdict", verdict(report.verdict()));
    root.put("started", report.started());
    number(root, "seconds", report.seconds());
    root.put("command", report.command());
    root.set("settings", strings(report.settings()));
    root.set("environment", environment(report.environment()));
    ObjectNode networks = root.putObject("networks");
    networks.set("builtin", network(report.builtin()));
    networks.set("custom", network(report.custom()));
    ObjectNode ratio = root.putObject("ratio");
    number(ratio, "train", report.ratio().train());
    number(ratio, "inference", report.ratio().inference());
    ArrayNode checks = root.putArray("checks");
    report.checks().forEach(check -> checks.add(check(check)));
    ArrayNode swaps = root.putArray("swaps");
    report.swaps().forEach(swap -> swaps.add(swap(swap)));
    ArrayNode layerErrors = root.putArray("layerErrors");
    report.layerErrors().forEach(errors -> layerErrors.add(layerErrors(errors)));
    root.set("noiseFloor", numbers(report.noiseFloor()));
    root.set("lossDifference", numbers(report.lossDifference()));
    ArrayNode classes = root.putArray("classes");
    report.classes().forEach(classes::add);
    ArrayNode files = root.putArray("files");
    report.files().forEach(file -> files.add(file(file)));
    return root;
  }

  private static ObjectNode check(Check check) {
    ObjectNode node = NODES.objectNode();
    node.put("group", check.group());
    node.put("name", check.name());
    node.put("verdict", verdict(check.verdict()));
    number(node, "measured", check.measured());
    number(node, "allowed", check.allowed());
    node.put("bound", bound(check.bound()));
    node.put("detail", check.detail());
    return node;
  }

  private static ObjectNode swap(LayerSwap swap) {
    ObjectNode node = NODES.objectNode();
    node.put("layer", swap.layer());
    node.put("from", swap.from());
    node.put("to", swap.to());
    node.put("replaced", swap.replaced());
    node.put("reason", swap.reason());
    return node;
  }

  private static ObjectNode layerErrors(LayerErrors layerErrors) {
    ErrorStats errors = layerErrors.errors();
    ObjectNode node = NODES.objectNode();
    node.put("layer", layerErrors.layer());
    node.put("quantity", layerErrors.quantity());
    errors(node, errors);
    return node;
  }

  /** Adds error statistics to a node. */
  static void errors(ObjectNode node, ErrorStats errors) {
    node.put("count", errors.count());
    node.put("exact", errors.exact());
    number(node, "maxAbs", errors.maxAbs());
    number(node, "rms", errors.rms());
    number(node, "maxRatio", errors.maxRatio());
    number(node, "maxUlp", errors.maxUlp());
    Histogram histogram = errors.histogram();
    ObjectNode bins = node.putObject("histogram");
    bins.put("lowestExponent", histogram.lowestExponent());
    bins.put("binsPerDecade", histogram.binsPerDecade());
    bins.put("zeros", histogram.zeros());
    ArrayNode counts = bins.putArray("counts");
    histogram.counts().forEach(counts::add);
  }

  private static ObjectNode network(NetworkResult network) {
    ObjectNode node = NODES.objectNode();
    number(node, "accuracy", network.accuracy());
    number(node, "trainImagesPerSecond", network.trainImagesPerSecond());
    number(node, "inferenceImagesPerSecond", network.inferenceImagesPerSecond());
    number(node, "peakMemoryMiB", network.peakMemoryMiB());
    node.put("parameters", network.parameters());
    node.put("trainThreads", network.trainThreads());
    node.put("inferenceThreads", network.inferenceThreads());
    number(node, "trainSeconds", network.trainSeconds());
    node.set("lossHistory", numbers(network.lossHistory()));
    ArrayNode accuracyHistory = node.putArray("accuracyHistory");
    network.accuracyHistory().forEach(point -> accuracyHistory.add(accuracyPoint(point)));
    ArrayNode confusion = node.putArray("confusion");
    for (List<Long> row : network.confusion()) {
      ArrayNode counts = confusion.addArray();
      row.forEach(counts::add);
    }
    return node;
  }

  private static ObjectNode accuracyPoint(Point point) {
    ObjectNode node = NODES.objectNode();
    number(node, "iteration", point.x());
    number(node, "accuracy", point.y());
    return node;
  }

  private static ObjectNode file(OutputFile file) {
    ObjectNode node = NODES.objectNode();
    node.put("path", file.path());
    node.put("description", file.description());
    node.put("bytes", file.bytes());
    node.put("sha256", file.sha256());
    return node;
  }

  static ObjectNode environment(Environment environment) {
    ObjectNode node = NODES.objectNode();
    node.put("conv4jVersion", environment.conv4jVersion());
    node.put("os", environment.os());
    node.put("cpu", environment.cpu());
    node.put("cores", environment.cores());
    node.put("memoryMiB", environment.memoryMiB());
    node.put("java", environment.java());
    node.put("maxHeapMiB", environment.maxHeapMiB());
    node.put("dl4jVersion", environment.dl4jVersion());
    node.put("backend", environment.backend());
    node.put("blas", environment.blas());
    node.set("variables", strings(new TreeMap<>(environment.variables())));
    return node;
  }

  static ObjectNode strings(Map<String, String> map) {
    ObjectNode node = NODES.objectNode();
    map.forEach(node::put);
    return node;
  }

  private static ArrayNode numbers(List<Double> values) {
    ArrayNode array = NODES.arrayNode(values.size());
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
    return array;
  }

  static void number(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  static String verdict(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private static String bound(Bound bound) {
    return switch (bound) {
      case AT_MOST -> "atMost";
      case AT_LEAST -> "atLeast";
      case NONE -> "none";
    };
  }
}
