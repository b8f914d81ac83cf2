package io.github.conv4j.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What is in a model file, found out without loading the model.
 *
 * @param file the file, as it was given
 * @param format such as "ONNX"
 * @param kind such as "MultiLayerNetwork"
 * @param bytes size of the file
 * @param sha256 hash of the file, lower-case hexadecimal
 * @param parts inputs, layers, vertices or operations, each after those it needs
 * @param outputs names of the parts that are the network's output
 * @param metadata what else the file says, by name, in a fixed order
 * @param findings what to know before loading it, the worst first
 * @param hints what would let this summary say more
 */
public record ModelSummary(
    String file,
    String format,
    String kind,
    long bytes,
    String sha256,
    List<ModelPart> parts,
    List<String> outputs,
    Map<String, String> metadata,
    List<FileFinding> findings,
    List<String> hints) {

  /** Copies lists and map; keeps their order. */
  public ModelSummary {
    parts = List.copyOf(parts);
    outputs = List.copyOf(outputs);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    findings = List.copyOf(findings);
    hints = List.copyOf(hints);
  }

  /**
   * Whether the file can be loaded without running code and is whole.
   *
   * @return true if no finding says otherwise
   */
  public boolean isSafe() {
    return worst().isEmpty();
  }

  /** Findings that speak against loading; all of the worst severity that there is. */
  private List<FileFinding> worst() {
    for (FileFinding.Severity severity :
        List.of(FileFinding.Severity.DANGER, FileFinding.Severity.BROKEN)) {
      List<FileFinding> found =
          findings.stream().filter(finding -> finding.severity() == severity).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /**
   * The verdict in one line.
   *
   * @return "safe to load", or "not safe: " or "not usable: " and the reason
   */
  public String verdict() {
    List<FileFinding> worst = worst();
    if (worst.isEmpty()) {
      return "safe to load";
    }
    FileFinding first = worst.get(0);
    return (first.severity() == FileFinding.Severity.DANGER ? "not safe: " : "not usable: ")
        + first.message()
        + (worst.size() == 1 ? "" : ", and " + (worst.size() - 1) + " more");
  }

  /**
   * A sum over all parts.
   *
   * @param number such as {@link ModelPart#parameters}
   * @return the sum of what is known; {@link ModelPart#UNKNOWN} if nothing is
   */
  public long total(ToLongFunction<ModelPart> number) {
    long[] known = parts.stream().mapToLong(number).filter(value -> value >= 0).toArray();
    long sum = 0;
    for (long value : known) {
      // Sizes come from files that may claim anything.
      sum = value > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + value;
    }
    return known.length == 0 ? ModelPart.UNKNOWN : sum;
  }

  /**
   * Whether every part has a number, so that its total is one.
   *
   * @param number such as {@link ModelPart#operations}
   * @return true if none is unknown
   */
  public boolean isComplete(ToLongFunction<ModelPart> number) {
    return parts.stream().allMatch(part -> number.applyAsLong(part) >= 0);
  }
}
