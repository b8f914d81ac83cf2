package io.github.conv4j.export;

import io.github.conv4j.files.Unfinished;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeGraphs;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * Exports to ND4J's own formats, SameDiff graphs and Deeplearning4j zips. Every file is loaded
 * again and compared with the network before it gets its name.
 */
public final class ReloadedFiles {

  private static final String NO_CHECKER = "none for this format";

  private final Reference reference;
  private final AllowedClasses allowed;

  /**
   * For one network.
   *
   * @param reference the network, and what the files must answer
   * @param allowed classes that zips may name
   */
  public ReloadedFiles(Reference reference, AllowedClasses allowed) {
    this.reference = reference;
    this.allowed = allowed;
  }

  /**
   * Writes a SameDiff graph.
   *
   * @param shapes shapes of the inputs without the batch: [F], [C, T] or [C, H, W]
   * @param form kind of ops
   * @param file where it goes; replaced, in one step, if it exists
   * @return what was written and what was found
   * @throws VerificationFailedException if the file is not right; then nothing is written
   * @throws io.github.conv4j.emit.UnsupportedLayerException if a part of the network is not covered
   *     exactly
   * @throws IOException if it cannot be written
   */
  public Saved sameDiff(List<List<Integer>> shapes, Form form, Path file) throws IOException {
    return sameDiff(shapes, form, List.of(), List.of(), file);
  }

  /**
   * The same, with what pixels are scaled by beside the graph.
   *
   * @param shapes shapes of the inputs without the batch
   * @param form kind of ops
   * @param means for each channel or for all: (pixel - mean) / deviation; none if not known
   * @param deviations as many
   * @param file where it goes; replaced, in one step, if it exists
   * @return what was written and what was found
   * @throws IOException if it cannot be written
   */
  public Saved sameDiff(
      List<List<Integer>> shapes, Form form, List<Float> means, List<Float> deviations, Path file)
      throws IOException {
    SameDiff graph = SameDiffExport.export(reference.network(), shapes, form);
    SameDiffExport.keepScale(graph, means, deviations);
    Verification[] verification = new Verification[1];
    OutputFile written =
        WholeFile.write(
            file,
            form == Form.ND4J_OPS
                ? "SameDiff graph of ND4J's own ops"
                : "SameDiff graph of conv4j's ops",
            part -> graph.asFlatFile(part.toFile(), false),
            part -> verification[0] = verifyGraph(part, graph, file));
    return new Saved(written, verification[0]);
  }

  /** Files do not say which variables are outputs. */
  private Verification verifyGraph(Path part, SameDiff written, Path file) throws IOException {
    SameDiff again = SafeGraphs.load(part, false, allowed);
    return verify(
        inputs -> {
          Map<String, INDArray> placeholders = new HashMap<>();
          for (int i = 0; i < inputs.size(); i++) {
            placeholders.put(written.inputs().get(i), inputs.get(i));
          }
          Map<String, INDArray> results = again.output(placeholders, written.outputs());
          return written.outputs().stream().map(results::get).toArray(INDArray[]::new);
        },
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
    Unfinished.add(beside);
    try {
      OutputFile written = ModelFiles.save(model, normalizer, beside, description);
      Model again = SafeModels.load(beside, allowed);
      Verification verification =
          verify(inputs -> LayerResults.outputs(again, inputs), "Deeplearning4j", file);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      WholeFile.forceFolder(target.getParent());
      return new Saved(
          new OutputFile(
              target.getFileName().toString(), description, written.bytes(), written.sha256()),
          verification);
    } finally {
      Unfinished.remove(beside);
    }
  }

  private Verification verify(
      Function<List<INDArray>, INDArray[]> reloaded, String runtime, Path file) {
    List<INDArray[]> found = new ArrayList<>();
    int first = 0;
    for (int batch : Samples.BATCHES) {
      found.add(reloaded.apply(reference.inputs(reference.network(), first, batch)));
      first += batch;
    }
    Difference difference = compare(found, false);
    boolean exactly =
        difference.ofBound() > 1 && LayerResults.type(reference.network()) == DataType.FLOAT;
    if (exactly) {
      difference = compare(found, true);
    }
    String bound = exactly ? Tolerances.ONNX_EXACT_BOUND : Tolerances.ONNX_BOUND;
    Verification verification =
        new Verification(
            NO_CHECKER,
            runtime,
            Samples.BATCHES,
            first,
            difference.absolute(),
            difference.relative(),
            difference.agreement(),
            bound,
            List.of(),
            failures(difference, bound));
    verification.requirePassed(file, "export to another format, and report this");
    return verification;
  }

  private Difference compare(List<INDArray[]> found, boolean exactly) {
    Difference difference = new Difference();
    for (int b = 0; b < found.size(); b++) {
      INDArray[] expected = reference.outputs(reference.network(), b);
      for (int i = 0; i < expected.length; i++) {
        if (exactly) {
          INDArray exact = reference.outputs(reference.exact(), b)[i];
          difference.compare("output " + i, expected[i], found.get(b)[i], expected[i], exact);
        } else {
          difference.compare("output " + i, expected[i], found.get(b)[i]);
        }
        difference.compareClasses(expected[i], found.get(b)[i]);
      }
    }
    return difference;
  }

  private static List<String> failures(Difference difference, String bound) {
    List<String> failures = new ArrayList<>();
    if (!(difference.ofBound() <= 1)) {
      failures.add(
          String.format(
              Locale.ROOT,
              "the outputs differ by %.2e, %.1f times what %s allows",
              difference.absolute(),
              difference.ofBound(),
              bound));
    }
    if (difference.disagreements() > 0) {
      failures.add(difference.disagreements() + " examples get another class");
    }
    return failures;
  }
}
