package io.github.conv4j.export;

import io.github.conv4j.onnx.ElementType;
import java.util.List;

/**
 * How a network is exported to ONNX.
 *
 * @param type FLOAT or DOUBLE: what the file computes with. ONNX Runtime has no convolution of
 *     doubles on the CPU: it cannot run such files, and verifies them rounded to FLOAT
 * @param labels class names in the order of the scores; none if they are not known
 * @param means what the network's pixels were scaled by, for each channel or for all: (pixel -
 *     mean) / deviation; none if that is not known
 * @param deviations as many divisors as means
 * @param preprocessing whether the file scales pixels by itself, and takes bytes
 * @param producerVersion version of this program, for the file
 */
public record OnnxOptions(
    ElementType type,
    List<String> labels,
    List<Float> means,
    List<Float> deviations,
    boolean preprocessing,
    String producerVersion) {

  /** FLOAT, nothing known about labels and pixels. */
  public static final OnnxOptions PLAIN =
      new OnnxOptions(ElementType.FLOAT, List.of(), List.of(), List.of(), false, "");

  /** Copies the lists and checks that they fit together. */
  public OnnxOptions {
    labels = List.copyOf(labels);
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (type != ElementType.FLOAT && type != ElementType.DOUBLE) {
      throw new IllegalArgumentException("export: expected type FLOAT or DOUBLE, found " + type);
    }
    if (means.size() != deviations.size()) {
      throw new IllegalArgumentException(
          "export: expected as many deviations as means, "
              + means.size()
              + ", found "
              + deviations.size());
    }
    if (preprocessing && means.isEmpty()) {
      throw new IllegalArgumentException(
          "export: expected to know how pixels are scaled, found nothing about it; leave"
              + " preprocessing to the program that runs the file");
    }
  }
}
