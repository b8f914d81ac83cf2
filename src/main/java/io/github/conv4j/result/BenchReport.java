package io.github.conv4j.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that one run of {@code bench} measured.
 *
 * @param started start of the run, ISO 8601
 * @param seconds wall time of the run
 * @param command the command line that repeats it
 * @param settings options in force, by name
 * @param contenders who took part
 * @param leftOut sentences: who or what was left out and why
 * @param measurements everything that was timed, in order
 * @param ratios a contender's time over ours, by dotted key; above 1 means that ours is faster
 * @param fractionOfPeak share of the measured matrix product's speed that ours reaches, by task
 * @param slowerThanBuiltin layer tasks in which ours is slower than the tuned built-in layer
 * @param accuracy time to accuracy
 * @param memory peak memory
 * @param kernels scores of the kernels under JMH
 * @param environment machine and software
 */
public record BenchReport(
    String started,
    double seconds,
    String command,
    Map<String, String> settings,
    List<Contender> contenders,
    List<String> leftOut,
    List<Measurement> measurements,
    Map<String, Double> ratios,
    Map<String, PeakShare> fractionOfPeak,
    List<String> slowerThanBuiltin,
    List<TimeToAccuracy> accuracy,
    List<PeakMemory> memory,
    List<KernelScore> kernels,
    Environment environment) {

  /** Name of this project among the contenders. */
  public static final String OURS = "conv4j";

  /**
   * Who took part.
   *
   * @param id short name in results, such as "onednn"
   * @param title name for people
   * @param version version of the library
   * @param conditions environment variables and thread settings it ran with, in words
   */
  public record Contender(String id, String title, String version, String conditions) {}

  /**
   * Speed by the operations of the direct algorithm, over the speed of the matrix product measured
   * in the same run. An algorithm with fewer operations can exceed 1.
   *
   * @param forward of the forward pass
   * @param backward of the backward pass
   * @param both of both together
   */
  public record PeakShare(double forward, double backward, double both) {}

  /**
   * How long a program took to an accuracy, from its cold start.
   *
   * @param contender who
   * @param target accuracy to reach, 0 to 1
   * @param reached accuracy measured at the end
   * @param seconds wall time from the start of the process
   * @param images training images seen
   * @param startSeconds part of it before the first training step
   */
  public record TimeToAccuracy(
      String contender,
      double target,
      double reached,
      double seconds,
      long images,
      double startSeconds) {}

  /**
   * Largest resident memory of a process that trains a network.
   *
   * @param contender who
   * @param task what it trained
   * @param mebibytes the memory
   */
  public record PeakMemory(String contender, String task, double mebibytes) {}

  /**
   * A result of JMH.
   *
   * @param benchmark what was run
   * @param score mean time per call
   * @param error half of the 99.9 % confidence interval; NaN if there are too few samples
   * @param unit unit of score and error
   * @param samples iterations measured, over all forks
   */
  public record KernelScore(
      String benchmark, double score, double error, String unit, int samples) {}

  /** Copies the collections; the maps keep their order. */
  public BenchReport {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    contenders = List.copyOf(contenders);
    leftOut = List.copyOf(leftOut);
    measurements = List.copyOf(measurements);
    ratios = Collections.unmodifiableMap(new LinkedHashMap<>(ratios));
    fractionOfPeak = Collections.unmodifiableMap(new LinkedHashMap<>(fractionOfPeak));
    slowerThanBuiltin = List.copyOf(slowerThanBuiltin);
    accuracy = List.copyOf(accuracy);
    memory = List.copyOf(memory);
    kernels = List.copyOf(kernels);
  }

  /**
   * The ratios as a table: "lenet.inference.64.pytorch" is in row "lenet.inference.64", column
   * "pytorch". A row that repeats a more detailed one is left out.
   *
   * @return ratios by column, by row
   */
  public Map<String, Map<String, Double>> ratioTable() {
    Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
    ratios.forEach(
        (key, ratio) -> {
          int dot = key.lastIndexOf('.');
          rows.computeIfAbsent(key.substring(0, dot), row -> new LinkedHashMap<>())
              .put(key.substring(dot + 1), ratio);
        });
    Map<String, Map<String, Double>> shown = new LinkedHashMap<>();
    rows.forEach(
        (name, row) -> {
          boolean repeated =
              rows.entrySet().stream()
                  .anyMatch(
                      other ->
                          other.getKey().startsWith(name + ".") && other.getValue().equals(row));
          if (!repeated) {
            shown.put(name, row);
          }
        });
    return shown;
  }
}
