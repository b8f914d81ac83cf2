package io.github.conv4j.export;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeGraphs;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * Exports to ND4J's own formats, SameDiff graphs and Deeplearning4j zips. Every file is loaded
 * again and compared with the network before it gets its name.
 */
public final class ReloadedFiles {

  private static final String NO_CHECKER = "none for this format";

  private final Network network;
  private final Samples samples;
  private final AllowedClasses allowed;

  /**
   * For one network.
   *
   * @param network what the files must compute; one input, one output
   * @param samples what to compare with
   * @param allowed classes that zips may name
   */
  public ReloadedFiles(Network network, Samples samples, AllowedClasses allowed) {
    this.network = network;
    this.samples = samples;
    this.allowed = allowed;
  }

  /**
   * Writes a SameDiff graph.
   *
   * @param shape shape of an image, [C, H, W]
   * @param form kind of ops
   * @param file where it goes; replaced, in one step, if it exists
   * @return what was written and what was found
   * @throws VerificationFailedException if the file is not right; then nothing is written
   * @throws io.github.conv4j.emit.UnsupportedLayerException if a part of the network is not covered
   *     exactly
   * @throws IOException if it cannot be written
   */
  public Saved sameDiff(List<Integer> shape, Form form, Path file) throws IOException {
    SameDiff graph = SameDiffExport.export(network, shape.get(0), shape.get(1), shape.get(2), form);
    Verification[] verification = new Verification[1];
    OutputFile written =
        WholeFile.write(
            file,
            form == Form.ND4J_OPS
                ? "SameDiff graph of ND4J's own ops"
                : "SameDiff graph of conv4j's ops",
            part -> graph.asFlatFile(part.toFile(), false),
            part -> verification[0] = verifyGraph(part, file));
    return new Saved(written, verification[0]);
  }

  private Verification verifyGraph(Path part, Path file) throws IOException {
    SameDiff again = SafeGraphs.load(part, false, allowed);
    return verify(
        images ->
            again
                .output(Map.of(SameDiffExport.INPUT, images), SameDiffExport.OUTPUT)
                .get(SameDiffExport.OUTPUT),
        "SameDiff",
        file);
  }

  /**
   * Writes a Deeplearning4j zip with updater state.
   *
   * @param model the network with the layers it shall have in the file
   * @param normalizer what its input goes through; null for none
   * @param file where it goes; replaced, in one step, if it exists
   * @param description what to call it
   * @return what was written and what was found
   * @throws VerificationFailedException if the file is not right; then nothing is written
   * @throws IOException if it cannot be written
   */
  public Saved zip(Model model, DataNormalization normalizer, Path file, String description)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path beside =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".unverified");
    try {
      OutputFile written = ModelFiles.save(model, normalizer, beside, description);
      Network again = Network.of(SafeModels.load(beside, allowed));
      Verification verification = verify(again::output, "Deeplearning4j", file);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      WholeFile.forceFolder(target.getParent());
      return new Saved(
          new OutputFile(
              target.getFileName().toString(), description, written.bytes(), written.sha256()),
          verification);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private Verification verify(UnaryOperator<INDArray> reloaded, String runtime, Path file) {
    Difference difference = new Difference();
    int first = 0;
    for (int batch : Samples.BATCHES) {
      INDArray images = Samples.pick(samples.network(), first, batch, network.dataType()).get(0);
      INDArray expected = network.output(images.dup());
      INDArray found = reloaded.apply(images);
      difference.compare("the output", expected, found);
      difference.compareClasses(expected, found);
      first += batch;
    }
    List<String> failures =
        !(difference.ofBound() <= 1) || difference.disagreements() > 0
            ? List.of(
                String.format(
                    Locale.ROOT,
                    "the outputs differ by %.2e, and %d examples get another class",
                    difference.absolute(),
                    difference.disagreements()))
            : List.of();
    Verification verification =
        new Verification(
            NO_CHECKER,
            runtime,
            Samples.BATCHES,
            first,
            difference.absolute(),
            difference.relative(),
            difference.agreement(),
            Tolerances.ONNX_BOUND,
            List.of(),
            failures);
    verification.requirePassed(file);
    return verification;
  }
}
