package io.github.conv4j.models;

import java.nio.file.Path;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * The configuration of a model zip, without its weights; its class names are checked before
 * Deeplearning4j sees any.
 *
 * @param sequential that of a MultiLayerNetwork; null if it is a graph's
 * @param graph that of a ComputationGraph; null if it is a sequence's
 */
public record CheckedConfiguration(
    MultiLayerConfiguration sequential, ComputationGraphConfiguration graph) {

  /**
   * Reads the configuration of a model zip. Accepts what {@link SafeModels#load(Path,
   * AllowedClasses)} does, but looks at no array.
   *
   * @param file a model zip
   * @param allowed the classes that it may name
   * @return the configuration
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static CheckedConfiguration read(Path file, AllowedClasses allowed) {
    try (ModelArchive archive = ModelArchive.open(file)) {
      String json = archive.configuration();
      boolean sequential = new ConfigurationCheck(allowed).check(json).has("confs");
      return Building.build(
          file,
          () ->
              sequential
                  ? new CheckedConfiguration(MultiLayerConfiguration.fromJson(json), null)
                  : new CheckedConfiguration(null, ComputationGraphConfiguration.fromJson(json)));
    } catch (Refusal e) {
      throw Building.refused(file, e.in(ModelArchive.CONFIGURATION));
    }
  }
}
