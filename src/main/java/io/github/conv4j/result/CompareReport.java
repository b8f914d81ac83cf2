package io.github.conv4j.result;

import java.util.List;
import java.util.Map;

/**
 * Everything that one run of {@code compare} found out; {@code report.json} holds it as it is,
 * except for the galleries, which only the page shows.
 *
 * @param verdict pass if no check failed
 * @param started start of the run, ISO 8601
 * @param seconds wall time of the run
 * @param command the command line that repeats it
 * @param settings options in force, by name: data, epochs, batch, limit, seed, dtype, …
 * @param swaps what was replaced in the network
 * @param checks all checks in the order they were made
 * @param layerErrors error statistics per layer and quantity
 * @param builtin results of the network of built-in layers
 * @param custom results of the handwritten twin
 * @param ratio custom over built-in
 * @param noiseFloor loss difference per iteration of the built-in network against itself, with
 *     another thread count or with weights moved by one rounding, whichever is larger
 * @param lossDifference loss difference per iteration of the twins
 * @param files files written beside the report, with SHA-256
 * @param classes class labels, by index
 * @param galleries pictures for the page
 * @param environment machine and software
 */
public record CompareReport(
    Verdict verdict,
    String started,
    double seconds,
    String command,
    Map<String, String> settings,
    List<LayerSwap> swaps,
    List<Check> checks,
    List<LayerErrors> layerErrors,
    NetworkResult builtin,
    NetworkResult custom,
    Ratio ratio,
    List<Double> noiseFloor,
    List<Double> lossDifference,
    List<OutputFile> files,
    List<String> classes,
    List<Gallery> galleries,
    Environment environment) {

  /** Copies the collections; the map keeps its order. */
  public CompareReport {
    settings = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(settings));
    swaps = List.copyOf(swaps);
    checks = List.copyOf(checks);
    layerErrors = List.copyOf(layerErrors);
    noiseFloor = List.copyOf(noiseFloor);
    lossDifference = List.copyOf(lossDifference);
    files = List.copyOf(files);
    classes = List.copyOf(classes);
    galleries = List.copyOf(galleries);
  }
}
