package io.github.conv4j.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.conv4j.result.Point;
import io.github.conv4j.result.RunSummary;
import java.util.List;

/** Earlier runs as JSON: numbers that are not known are null. */
public final class RunsJson {

  private RunsJson() {}

  /**
   * The runs as indented JSON text that ends with a line feed.
   *
   * @param runs what to write
   * @param withCurves whether losses, learning rates and accuracies are wanted
   * @return an array with an object per run
   */
  public static String render(List<RunSummary> runs, boolean withCurves) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (RunSummary run : runs) {
      ObjectNode node = array.addObject();
      node.put("name", run.name());
      node.put("started", run.started());
      node.put("network", run.network());
      node.put("data", run.data());
      node.put("layers", run.layers());
      node.put("status", run.status());
      node.put("message", run.message());
      node.put("epochs", run.epochs());
      node.put("epochsWanted", run.epochsWanted());
      node.put("steps", run.steps());
      JsonReport.number(node, "seconds", run.seconds());
      JsonReport.number(node, "imagesPerSecond", run.imagesPerSecond());
      JsonReport.number(node, "loss", run.loss());
      JsonReport.number(node, "accuracy", run.accuracy());
      node.put("bestEpoch", run.bestEpoch());
      JsonReport.number(node, "bestAccuracy", run.bestAccuracy());
      node.put("accuracyBy", run.accuracyBy());
      JsonReport.number(node, "testAccuracy", run.testAccuracy());
      node.put("parameters", run.parameters());
      node.put("threads", run.threads());
      node.put("seed", run.seed());
      node.set("options", JsonReport.strings(run.options()));
      if (withCurves) {
        ObjectNode curves = node.putObject("curves");
        points(curves.putArray("loss"), run.losses());
        points(curves.putArray("learningRate"), run.learningRates());
        points(curves.putArray("accuracy"), run.accuracies());
      }
    }
    return JsonReport.text(array);
  }

  /** Pairs of epoch and value. */
  private static void points(ArrayNode array, List<Point> points) {
    for (Point point : points) {
      ArrayNode pair = array.addArray().add(point.x());
      if (Double.isFinite(point.y())) {
        pair.add(point.y());
      } else {
        pair.addNull();
      }
    }
  }
}
