package io.github.conv4j.models;

import io.github.conv4j.files.WholeFile;
import io.github.conv4j.result.OutputFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

/** Writes Deeplearning4j model zips, whole or not at all; {@link SafeModels} reads them. */
public final class ModelFiles {

  private ModelFiles() {}

  /**
   * Saves a network with its updater state, iteration and epoch, in Deeplearning4j's own format.
   * The same network gives the same bytes at any time and in any time zone.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @param file where it goes; replaced, in one step, if it exists
   * @param description what to call it in the result
   * @return file name, size and SHA-256
   * @throws IOException if it cannot be written
   */
  public static OutputFile save(Model model, Path file, String description) throws IOException {
    return save(model, null, file, description);
  }

  /**
   * Saves a network like {@link #save(Model, Path, String)}, with the normaliser that its input has
   * to go through, where Deeplearning4j's {@code ModelSerializer.restoreNormalizerFromFile} finds
   * it.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @param normalizer an ImagePreProcessingScaler or a NormalizerStandardize; null for none
   * @param file where it goes; replaced, in one step, if it exists
   * @param description what to call it in the result
   * @return file name, size and SHA-256
   * @throws IOException if it cannot be written
   */
  public static OutputFile save(
      Model model, DataNormalization normalizer, Path file, String description) throws IOException {
    String json = configuration(model);
    return WholeFile.write(
        file,
        description,
        part -> write(model, normalizer, json, true, part),
        part -> check(model, normalizer, part));
  }

  /**
   * Saves a network like {@link #save(Model, DataNormalization, Path, String)} but without updater
   * state: to be used, not trained further.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @param normalizer an ImagePreProcessingScaler or a NormalizerStandardize; null for none
   * @param file where it goes; replaced, in one step, if it exists
   * @param mostBytes the largest file that is wanted
   * @param description what to call it in the result
   * @return file name, size and SHA-256
   * @throws ModelFileException if it would be larger; then nothing is written
   * @throws IOException if it cannot be written
   */
  public static OutputFile saveWithoutUpdater(
      Model model, DataNormalization normalizer, Path file, long mostBytes, String description)
      throws IOException {
    String json = configuration(model);
    return WholeFile.write(
        file,
        description,
        part -> {
          write(model, normalizer, json, false, part);
          if (Files.size(part) > mostBytes) {
            throw new ModelFileException(
                String.format(
                    Locale.ROOT,
                    "%s: expected a network of at most %,d bytes, found %,d; take a smaller one",
                    file,
                    mostBytes,
                    Files.size(part)));
          }
        },
        part -> check(model, normalizer, part));
  }

  /**
   * A network's configuration as the files hold it.
   *
   * @param model an initialised MultiLayerNetwork or ComputationGraph
   * @return JSON
   */
  public static String configuration(Model model) {
    if (model instanceof MultiLayerNetwork network) {
      return network.getLayerWiseConfigurations().toJson();
    }
    if (model instanceof ComputationGraph graph) {
      return graph.getConfiguration().toJson();
    }
    throw new IllegalArgumentException(
        "save: expected a MultiLayerNetwork or ComputationGraph, found "
            + (model == null ? "null" : model.getClass().getName()));
  }

  private static void write(
      Model model, DataNormalization normalizer, String json, boolean withUpdater, Path part)
      throws IOException {
    Path raw = part.resolveSibling(part.getFileName() + ".raw");
    try {
      ModelSerializer.writeModel(model, raw.toFile(), withUpdater);
      Map<String, byte[]> content = new HashMap<>();
      content.put(ModelArchive.CONFIGURATION, ascii(json));
      if (normalizer != null) {
        content.put(ModelArchive.NORMALIZER, bytes(normalizer));
      }
      StableZip.rewrite(raw, part, content);
    } finally {
      Files.deleteIfExists(raw);
    }
  }

  /** Not left to ModelSerializer, whose way of writing both at once fails on a closed stream. */
  static byte[] bytes(DataNormalization normalizer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(normalizer, bytes);
    return bytes.toByteArray();
  }

  /** Deeplearning4j writes and reads text in the machine's encoding; ASCII is the same in all. */
  static byte[] ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (char c : json.toCharArray()) {
      ascii.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return ascii.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void check(Model model, DataNormalization normalizer, Path part) {
    try (ModelArchive archive = ModelArchive.open(part)) {
      archive.configuration();
      archive.array(ModelArchive.PARAMETERS, model.numParams());
      if (normalizer != null && !normalizer.equals(archive.normalizer())) {
        throw new IllegalArgumentException(
            "save: expected a normaliser of images that reads back the same, found "
                + normalizer.getClass().getSimpleName());
      }
    }
  }
}
