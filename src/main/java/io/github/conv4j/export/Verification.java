package io.github.conv4j.export;

import java.nio.file.Path;
import java.util.List;

/**
 * How an exported file compares with the network it was made from.
 *
 * @param checker what the format's checker said: "passed", or why not, or that there is none
 * @param runtime program that ran the file, such as "ONNX Runtime 1.28.0"
 * @param batches batch sizes that were run
 * @param images examples compared
 * @param maxAbs largest absolute difference of an output
 * @param maxRel largest difference of an output, relative to the network's where that is not almost
 *     0
 * @param argmaxAgreement share of the examples whose largest score is of the same class, 0 to 1
 * @param bound the bound in words
 * @param layers every layer's result, in the order they are computed
 * @param failures what is wrong, in words; none if the file is right
 */
public record Verification(
    String checker,
    String runtime,
    List<Integer> batches,
    int images,
    double maxAbs,
    double maxRel,
    double argmaxAgreement,
    String bound,
    List<LayerDifference> layers,
    List<String> failures) {

  /** Copies the lists. */
  public Verification {
    batches = List.copyOf(batches);
    layers = List.copyOf(layers);
    failures = List.copyOf(failures);
  }

  /**
   * A layer's result in the file and in the network.
   *
   * @param layer name of the layer or vertex
   * @param values numbers compared
   * @param maxAbs largest absolute difference
   * @param maxRel largest relative difference, as above
   * @param ofBound largest difference as a part of what the bound allows: above 1 is too much
   */
  public record LayerDifference(
      String layer, long values, double maxAbs, double maxRel, double ofBound) {}

  /**
   * Whether the file is right.
   *
   * @return true if nothing failed
   */
  public boolean passed() {
    return failures.isEmpty();
  }

  /**
   * The largest difference of any layer as a part of what the bound allows.
   *
   * @return at most 1 if the file is right; 0 if layers were not compared
   */
  public double worst() {
    return layers.stream().mapToDouble(LayerDifference::ofBound).max().orElse(0);
  }

  void requirePassed(Path file, String advice) {
    if (!passed()) {
      throw new VerificationFailedException(
          "export to "
              + file
              + " failed its verification and was not written: "
              + failures.get(0)
              + (failures.size() > 1 ? " (and " + (failures.size() - 1) + " more)" : "")
              + "; "
              + advice);
    }
  }
}
