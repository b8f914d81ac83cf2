package io.github.conv4j.cli;

import java.util.List;
import java.util.Set;

/**
 * Options of {@code export} that say something about some formats only: given without one of those,
 * they are a mistake.
 *
 * @param named the formats that the user named
 * @param wanted the formats that will be written
 */
record ExportRules(List<ExportFormat> named, Set<ExportFormat> wanted) {

  /**
   * Refuses an option of ONNX files where there is none.
   *
   * @param option its name
   * @param given whether it is there
   * @param why what holds for other formats
   * @throws UsageException if it is there and no ONNX file is wanted
   */
  void requireOnnx(String option, boolean given, String why) {
    if (given && !wanted.contains(ExportFormat.ONNX)) {
      throw new UsageException(option + ": expected --format onnx, found " + named + "; " + why);
    }
  }

  /**
   * Checks the kind of layers.
   *
   * @param layers builtin, handwritten, or null for the network's own
   * @throws UsageException if it is something else, or if no wanted file has layers of that kind
   */
  void requireLayers(String layers) {
    if (layers == null) {
      return;
    }
    if (!List.of("builtin", "handwritten").contains(layers)) {
      throw new UsageException("--as: expected builtin or handwritten, found " + layers);
    }
    if (layers.equals("handwritten") && !wanted.contains(ExportFormat.DL4J)) {
      throw new UsageException(
          "--as handwritten: expected --format dl4j among the formats, found " + named);
    }
    if (wanted.equals(Set.of(ExportFormat.ONNX))) {
      throw new UsageException(
          "--as: expected --format dl4j or samediff, found "
              + named
              + "; an ONNX file has the same operators for both kinds of layers");
    }
  }
}
