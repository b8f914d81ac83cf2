package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network's configuration as Deeplearning4j's toJson() writes it, without weights. Class names in
 * it are checked before Deeplearning4j sees any.
 */
public final class ConfigurationFile {

  private static final long SIZE_LIMIT = 16L << 20;

  private ConfigurationFile() {}

  /**
   * Makes the network, with new weights.
   *
   * @param file JSON of a MultiLayerConfiguration or a ComputationGraphConfiguration, 16 MiB or
   *     less
   * @param seed seed of the weights, in place of the file's; not 0
   * @return the network, initialised; its type of numbers is the file's
   * @throws ModelFileException if the file cannot be read, names classes other than those of
   *     Deeplearning4j, ND4J and conv4j, or is no such configuration
   */
  public static Model load(Path file, long seed) {
    try {
      if (Files.size(file) > SIZE_LIMIT) {
        throw refused(file, "expected 16 MiB or less, found " + Files.size(file) + " bytes", null);
      }
      String json = Files.readString(file);
      return network(json, new ConfigurationCheck(Set.of()).check(json), seed);
    } catch (ConfigurationCheck.RefusedException e) {
      throw refused(file, e.getMessage(), e);
    } catch (IOException e) {
      throw refused(
          file, "expected a file that can be read, found " + e + "; check path and rights", e);
    } catch (ModelFileException e) {
      throw e;
    } catch (RuntimeException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
      throw refused(
          file,
          "expected a configuration that Deeplearning4j accepts, found: "
              + first
              + "; write it with toJson()",
          e);
    }
  }

  private static Model network(String json, JsonNode root, long seed)
      throws ConfigurationCheck.RefusedException {
    if (root.has("confs") == root.has("vertices")) {
      throw new ConfigurationCheck.RefusedException(
          "expected either \"confs\" (MultiLayerConfiguration) or \"vertices\""
              + " (ComputationGraphConfiguration), found "
              + (root.has("confs") ? "both" : "neither")
              + "; write it with toJson()");
    }
    return root.has("confs") ? sequential(json, seed) : graph(json, seed);
  }

  private static Model sequential(String json, long seed) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    configuration.getConfs().forEach(layer -> layer.setSeed(seed));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static Model graph(String json, long seed) {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    configuration.getDefaultConfiguration().setSeed(seed);
    configuration
        .getVertices()
        .values()
        .forEach(
            vertex -> {
              if (vertex instanceof LayerVertex layer) {
                layer.getLayerConf().setSeed(seed);
              }
            });
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return network;
  }

  private static ModelFileException refused(Path file, String message, Throwable cause) {
    return new ModelFileException(file + ": " + message, cause);
  }
}
