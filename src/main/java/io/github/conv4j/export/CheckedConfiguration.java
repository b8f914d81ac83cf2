package io.github.conv4j.export;

import io.github.conv4j.files.Causes;
import java.nio.file.Path;
import java.util.Set;
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
   * Reads the configuration of a model zip. Accepts what {@link ModelFiles#load(Path, Set)} does,
   * but looks at no array.
   *
   * @param file a model zip
   * @param allowedClasses fully qualified names of further classes that it may name
   * @return the configuration
   * @throws ModelFileException if the file is missing, broken or not safe
   */
  public static CheckedConfiguration read(Path file, Set<String> allowedClasses) {
    try (ModelArchive archive = ModelArchive.open(file)) {
      String json = archive.configuration();
      boolean sequential = new ConfigurationCheck(allowedClasses).check(json).has("confs");
      return sequential
          ? new CheckedConfiguration(MultiLayerConfiguration.fromJson(json), null)
          : new CheckedConfiguration(null, ComputationGraphConfiguration.fromJson(json));
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
}
