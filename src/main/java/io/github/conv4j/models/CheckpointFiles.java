package io.github.conv4j.models;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.OutputFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Checkpoints: a network in the middle of training, in a model zip as {@link SafeModels} reads it,
 * with one entry more, {@code training.json}, that says where training stood. Nothing is
 * compressed, which would take longer than writing it.
 */
public final class CheckpointFiles {

  private CheckpointFiles() {}

  /**
   * A checkpoint that was read.
   *
   * @param model MultiLayerNetwork or ComputationGraph with updater state and counters
   * @param training where training stood, JSON
   */
  public record Checkpoint(Model model, String training) {}

  /**
   * Saves a checkpoint, whole or not at all.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @param normalizer what its input has to go through, as for {@link ModelFiles}; null for none
   * @param training where training stands, JSON
   * @param file where it goes; replaced, in one step, if it exists
   * @return file name, size and SHA-256
   * @throws IOException if it cannot be written
   */
  public static OutputFile save(
      Model model, DataNormalization normalizer, String training, Path file) throws IOException {
    return WholeFile.write(
        file,
        "checkpoint",
        part -> write(model, normalizer, training, part),
        CheckpointFiles::check);
  }

  private static void write(Model model, DataNormalization normalizer, String training, Path part)
      throws IOException {
    INDArray state = updaterState(model);
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      array(zip, ModelArchive.PARAMETERS, model.params());
      text(zip, ModelArchive.CONFIGURATION, ModelFiles.configuration(model));
      if (normalizer != null) {
        zip.putNextEntry(StableZip.entry(ModelArchive.NORMALIZER));
        zip.write(ModelFiles.bytes(normalizer));
        zip.closeEntry();
      }
      text(zip, ModelArchive.TRAINING, training);
      if (state != null) {
        array(zip, ModelArchive.UPDATER, state);
      }
    }
  }

  private static INDArray updaterState(Model model) {
    return model instanceof MultiLayerNetwork network
        ? network.getUpdater(true).getStateViewArray()
        : ((ComputationGraph) model).getUpdater(true).getStateViewArray();
  }

  private static void text(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(StableZip.entry(name));
    zip.write(ModelFiles.ascii(text));
    zip.closeEntry();
  }

  private static void array(ZipOutputStream zip, String name, INDArray values) throws IOException {
    zip.putNextEntry(StableZip.entry(name));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(zip, 1 << 16));
    Nd4j.write(values, out);
    out.flush();
    zip.closeEntry();
  }

  private static void check(Path part) {
    try (ModelArchive archive = ModelArchive.open(part)) {
      archive.verify();
    }
  }

  /**
   * Reads a checkpoint, as carefully as {@link SafeModels#load} reads a model.
   *
   * @param file a checkpoint
   * @param allowed the classes that its configuration may name
   * @return network and place in training
   * @throws ModelFileException if the file is missing, broken, not safe or no checkpoint
   */
  public static Checkpoint load(Path file, AllowedClasses allowed) {
    String training;
    try (ModelArchive archive = ModelArchive.open(file)) {
      if (!archive.has(ModelArchive.TRAINING)) {
        throw new ModelFileException(
            "model "
                + file
                + ": expected a checkpoint with an entry \""
                + ModelArchive.TRAINING
                + "\", found a model without it; train it with --model");
      }
      archive.verify();
      training = archive.text(ModelArchive.TRAINING);
    }
    return new Checkpoint(SafeModels.load(file, allowed), training);
  }
}
