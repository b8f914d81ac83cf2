package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

/**
 * Loads Deeplearning4j models from files that nobody vouches for, in place of Deeplearning4j's
 * {@code ModelSerializer.restoreMultiLayerNetwork}, {@code restoreComputationGraph} and {@code
 * restoreNormalizerFromFile}.
 *
 * <pre>{@code
 * Model model = SafeModels.load(Path.of("model.zip"));
 * Model own =
 *     SafeModels.load(
 *         Path.of("own.zip"), AllowedClasses.standard().and(List.of("com.example.MyLayer")));
 * Optional<DataNormalization> normalizer = SafeModels.normalizer(Path.of("model.zip"));
 * }</pre>
 *
 * <p><b>Promise.</b> Of a file, only JSON and numbers are used. No Java object in it is
 * deserialised. No class that it names is loaded or initialised unless its name is, letter by
 * letter, on the list of {@link AllowedClasses} that the caller gives, and that is known before the
 * first class is touched. Nothing is unpacked to the disk. Memory for an array is taken after its
 * length is known to be what the configuration needs and possible in a file of that size. A file
 * that is not what Deeplearning4j writes gives a {@link ModelFileException} whose message is one
 * line: file, "expected …, found …; what to do".
 *
 * <p><b>What is refused.</b> Zips with other entries than a model's, entries that come twice, bytes
 * before, between or after the entries, headers that disagree, 64-bit sizes, and claims that no
 * compression can keep; JSON deeper than 64 levels, longer than 16 MiB, with a key twice; class
 * names in any of the forms that Deeplearning4j's Jackson reads (property, array, generics,
 * distribution's type); sizes that overflow, arrays without the shape they claim or with offset and
 * strides; graphs that are no graphs; content whose checksum or length is wrong.
 *
 * <p><b>What it does not do.</b> It changes nothing in the JVM: other code may go on using
 * Deeplearning4j's own methods, with their risks. {@link JvmGuard} closes these, for programs that
 * own their JVM. A class that the caller allows is code of the caller's that a file may configure
 * as it likes.
 *
 * <p>All methods may be called by several threads.
 */
public final class SafeModels {

  private SafeModels() {}

  /**
   * Loads a network whose layers are Deeplearning4j's or conv4j's.
   *
   * @param file a model zip
   * @return MultiLayerNetwork or ComputationGraph, with updater state if the file has it
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static Model load(Path file) {
    return load(file, AllowedClasses.standard());
  }

  /**
   * Loads a network. A normaliser in the file is left alone; {@link #normalizer} reads it.
   *
   * @param file a model zip
   * @param allowed the classes that the configuration may name, such as {@link
   *     AllowedClasses#standard()} and the program's own layers
   * @return MultiLayerNetwork or ComputationGraph, with updater state if the file has it
   * @throws ModelFileException if the file is missing, broken or not safe, or if the network does
   *     not fit into memory
   */
  public static Model load(Path file, AllowedClasses allowed) {
    try (ModelArchive archive = ModelArchive.open(file)) {
      String json = archive.configuration();
      JsonNode root = new ConfigurationCheck(allowed).check(json);
      return Building.build(file, () -> SavedNetwork.build(archive, json, root));
    } catch (Refusal e) {
      throw Building.refused(file, e.in(ModelArchive.CONFIGURATION));
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

  /**
   * Checks a configuration as {@link #load} checks one, without building a network, so that {@code
   * MultiLayerConfiguration.fromJson} or {@code ComputationGraphConfiguration.fromJson} can read it
   * without running what it holds.
   *
   * @param json a MultiLayerConfiguration or ComputationGraphConfiguration
   * @param allowed the classes that it may name
   * @throws ModelFileException if it is no such configuration or not safe
   */
  public static void requireSafe(String json, AllowedClasses allowed) {
    try {
      new ConfigurationCheck(allowed).check(json);
    } catch (Refusal e) {
      throw new ModelFileException("configuration: " + e.getMessage(), e);
    }
  }
}
