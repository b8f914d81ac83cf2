package io.github.conv4j.bench;

import io.github.conv4j.result.BenchReport;
import io.github.conv4j.result.BenchReport.PeakShare;
import io.github.conv4j.result.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares medians: a contender's time over ours, so that above 1 ours is faster. */
final class Ratios {

  private final List<Measurement> measurements;

  Ratios(List<Measurement> measurements) {
    this.measurements = measurements;
  }

  /** All ratios by dotted key; a key is there only if both were measured. */
  Map<String, Double> all() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    Map<String, List<Double>> layers = new LinkedHashMap<>();
    for (Measurement measurement : of(Stage.LAYERS)) {
      ratio(measurement)
          .ifPresent(
              ratio ->
                  layers
                      .computeIfAbsent(measurement.contender(), key -> new ArrayList<>())
                      .add(ratio));
    }
    layers.forEach(
        (contender, values) -> ratios.put("layers." + contender, Statistics.geometricMean(values)));
    for (Measurement measurement : of(Stage.NETWORKS)) {
      ratio(measurement).ifPresent(ratio -> putNetwork(ratios, measurement, ratio));
    }
    return ratios;
  }

  private static void putNetwork(
      Map<String, Double> ratios, Measurement measurement, double ratio) {
    if (Task.parse(measurement.task()) instanceof Task.Training training) {
      ratios.put(training.network().label() + ".train." + measurement.contender(), ratio);
    } else if (Task.parse(measurement.task()) instanceof Task.Inference inference) {
      String prefix = inference.network().label() + ".inference.";
      if (inference.batch() == Plan.BATCH) {
        ratios.put(prefix + measurement.contender(), ratio);
      }
      ratios.put(prefix + inference.batch() + "." + measurement.contender(), ratio);
    }
  }

  /** Layer tasks in which the tuned built-in layer is faster than ours. */
  List<String> slowerThanBuiltin() {
    return of(Stage.LAYERS).stream()
        .filter(measurement -> measurement.contender().equals(Roster.BUILTIN.id()))
        .filter(measurement -> ratio(measurement).orElse(1.0) < 1)
        .map(Measurement::task)
        .toList();
  }

  /** Share of the matrix product's speed that ours reaches on large convolutions. */
  Map<String, PeakShare> fractionOfPeak() {
    Optional<Measurement> peak =
        measurements.stream()
            .filter(measurement -> measurement.contender().equals(Roster.OPENBLAS.id()))
            .findFirst();
    Map<String, PeakShare> shares = new LinkedHashMap<>();
    if (peak.isEmpty()) {
      return shares;
    }
    double limit = peak.get().flops() / peak.get().total().median();
    for (Measurement measurement : of(Stage.LAYERS)) {
      double forward = measurement.flops() / 3;
      if (measurement.contender().equals(BenchReport.OURS) && forward >= Plan.LARGE_FLOPS) {
        shares.put(
            measurement.task(),
            new PeakShare(
                forward / measurement.forward().median() / limit,
                2 * forward / measurement.backward().median() / limit,
                3 * forward / measurement.total().median() / limit));
      }
    }
    return shares;
  }

  private List<Measurement> of(Stage stage) {
    return measurements.stream()
        .filter(measurement -> measurement.stage().equals(stage.label()))
        .toList();
  }

  /** A contender's time over ours for the same task; empty for ours itself. */
  private Optional<Double> ratio(Measurement contender) {
    if (contender.contender().equals(BenchReport.OURS)) {
      return Optional.empty();
    }
    return measurements.stream()
        .filter(ours -> ours.contender().equals(BenchReport.OURS))
        .filter(ours -> ours.stage().equals(contender.stage()))
        .filter(ours -> ours.task().equals(contender.task()))
        .findFirst()
        .map(ours -> contender.total().median() / ours.total().median());
  }
}
