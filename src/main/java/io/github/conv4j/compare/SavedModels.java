package io.github.conv4j.compare;

import io.github.conv4j.emit.UnsupportedLayerException;
import io.github.conv4j.export.Form;
import io.github.conv4j.export.OnnxExport;
import io.github.conv4j.export.OnnxOptions;
import io.github.conv4j.export.SameDiffExport;
import io.github.conv4j.export.Samples;
import io.github.conv4j.export.Saved;
import io.github.conv4j.export.VerificationFailedException;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.ModelFiles;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.OutputFile;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.runtime.RuntimeMissingException;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/** Saves both trained networks, loads them again and compares what they say. */
final class SavedModels {

  static final String BUILTIN = "builtin.zip";
  static final String CUSTOM = "custom.zip";

  private final Path folder;
  private final DataNormalization normalizer;
  private final ProgressListener progress;
  private final Interruption interruption;

  /**
   * Saves.
   *
   * @param normalizer what a network's input goes through; null for none
   */
  SavedModels(
      Path folder,
      DataNormalization normalizer,
      ProgressListener progress,
      Interruption interruption) {
    this.folder = folder;
    this.normalizer = normalizer;
    this.progress = progress;
    this.interruption = interruption;
  }

  List<OutputFile> write(Pair<Network> networks, DataSet batch, List<Check> checks)
      throws IOException {
    List<OutputFile> files = new ArrayList<>();
    progress.start("save models", 5, "files");
    try {
      files.add(zip(BUILTIN, "built-in", networks.builtin(), batch, checks));
      progress.step(1, Map.of());
      files.add(zip(CUSTOM, "handwritten", networks.custom(), batch, checks));
      progress.step(2, Map.of());
      graph("builtin.fb", Form.ND4J_OPS, networks.builtin(), batch, checks).ifPresent(files::add);
      progress.step(3, Map.of());
      graph("custom.fb", Form.CONV4J_OPS, networks.custom(), batch, checks).ifPresent(files::add);
      progress.step(4, Map.of());
      onnx("custom.onnx", networks.custom(), batch, checks).ifPresent(files::add);
      progress.step(5, Map.of());
    } finally {
      progress.finish();
    }
    return files;
  }

  private OutputFile zip(
      String name, String which, Network network, DataSet batch, List<Check> checks)
      throws IOException {
    interruption.check();
    Path file = folder.resolve(name);
    OutputFile written =
        ModelFiles.save(
            network.model(),
            normalizer,
            file,
            "Deeplearning4j model with updater state, " + which + " layers");
    Network again = Network.of(SafeModels.load(file, AllowedClasses.of(network.model())));
    INDArray before = output(network, batch);
    INDArray after = output(again, batch);
    checks.add(
        Check.atMost(
            "files",
            "files/" + name,
            largestDifference(before, after),
            0,
            "Largest difference of the class scores after saving and loading again."));
    return written;
  }

  private Optional<OutputFile> graph(
      String name, Form form, Network network, DataSet batch, List<Check> checks)
      throws IOException {
    interruption.check();
    Path file = folder.resolve(name);
    INDArray images = batch.getFeatures();
    String needs = form == Form.ND4J_OPS ? "ND4J's own ops only" : "conv4j's ops";
    try {
      SameDiff graph =
          SameDiffExport.export(
              network,
              Math.toIntExact(images.size(1)),
              Math.toIntExact(images.size(2)),
              Math.toIntExact(images.size(3)),
              form);
      OutputFile written = SameDiffExport.save(graph, file, "SameDiff graph of " + needs);
      double largestScore = network.output(images).amaxNumber().doubleValue();
      checks.add(
          Double.isFinite(largestScore)
              ? Check.atMost(
                  "files",
                  "files/" + name,
                  SameDiffExport.verify(file, network, images),
                  Tolerances.lossFloor(Precision.of(network.dataType()), largestScore),
                  "Largest difference of the class scores of the network and the graph loaded from"
                      + " the file.")
              : Check.skipped(
                  "files",
                  "files/" + name,
                  "The network's scores are no finite numbers, which proves nothing."));
      return Optional.of(written);
    } catch (UnsupportedLayerException e) {
      checks.add(Check.skipped("files", "files/" + name, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<OutputFile> onnx(String name, Network network, DataSet batch, List<Check> checks)
      throws IOException {
    interruption.check();
    INDArray images = batch.getFeatures();
    List<Integer> shape = LongStream.of(images.shape()).skip(1).mapToObj(Math::toIntExact).toList();
    try {
      Saved saved =
          OnnxExport.of(network.model(), List.of(shape), OnnxOptions.PLAIN)
              .save(
                  folder.resolve(name),
                  new Samples(List.of(images)),
                  Runtime.getRuntime().availableProcessors());
      checks.add(
          Check.atMost(
              "files",
              "files/" + name,
              saved.verification().worst(),
              1,
              "Largest difference between a layer of the network and of the file in ONNX Runtime, as"
                  + " a part of what is allowed: "
                  + saved.verification().bound()
                  + "."));
      return Optional.of(saved.file());
    } catch (UnsupportedLayerException | RuntimeMissingException e) {
      checks.add(Check.skipped("files", "files/" + name, e.getMessage()));
      return Optional.empty();
    } catch (VerificationFailedException e) {
      checks.add(
          Check.atMost(
              "files", "files/" + name, Double.POSITIVE_INFINITY, 1, e.getMessage() + "."));
      return Optional.empty();
    }
  }

  /** Some noise, such as DropConnect of biases, is drawn in inference too. */
  private static INDArray output(Network network, DataSet batch) {
    Nd4j.getRandom().setSeed(1);
    return network.output(batch.getFeatures());
  }

  private static double largestDifference(INDArray before, INDArray after) {
    double[] expected = before.dup('c').data().asDouble();
    double[] found = after.dup('c').data().asDouble();
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      if (Double.compare(expected[i], found[i]) != 0) {
        largest = Math.max(largest, Math.abs(expected[i] - found[i]));
      }
    }
    return largest;
  }
}
