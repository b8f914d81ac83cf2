package io.github.conv4j.models;

import io.github.conv4j.files.Causes;
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
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

/**
 * Deeplearning4j model zips: written whole or not at all, and read without running what they hold.
 */
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

  /**
   * Loads a network whose layers are Deeplearning4j's or conv4j's.
   *
   * @param file a model zip
   * @return MultiLayerNetwork or ComputationGraph, with updater state if the file has it
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static Model load(Path file) {
    return load(file, Set.of());
  }

  /**
   * Loads a network. Of the file, only JSON and numbers are used; no class is loaded that is not of
   * Deeplearning4j, ND4J or conv4j or named by the caller. A normaliser is left alone; {@link
   * #normalizer} reads it.
   *
   * @param file a model zip
   * @param allowedClasses fully qualified names of further classes the configuration may name, such
   *     as a program's own layers
   * @return MultiLayerNetwork or ComputationGraph, with updater state if the file has it
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static Model load(Path file, Set<String> allowedClasses) {
    try (ModelArchive archive = ModelArchive.open(file)) {
      return new SavedNetwork(archive, allowedClasses).build();
    } catch (ConfigurationCheck.RefusedException e) {
      throw new ModelFileException(
          "model " + file + ": \"" + ModelArchive.CONFIGURATION + "\": " + e.getMessage(), e);
    } catch (ModelFileException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a configuration that Deeplearning4j 1.0.0-M2.1 can build, found "
              + Causes.line(e)
              + "; check that the model's own layer classes are on the class path",
          e);
    }
  }

  /**
   * The normaliser that was saved with a network. Of the file, only numbers are used.
   *
   * @param file a model zip
   * @return an ImagePreProcessingScaler or a NormalizerStandardize; empty if there is none
   * @throws ModelFileException if the file is missing or broken, or its normaliser is of another
   *     kind
   */
  public static Optional<DataNormalization> normalizer(Path file) {
    try (ModelArchive archive = ModelArchive.open(file)) {
      return archive.has(ModelArchive.NORMALIZER)
          ? Optional.of(archive.normalizer())
          : Optional.empty();
    }
  }
}
