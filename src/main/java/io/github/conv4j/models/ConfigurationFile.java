package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.conv4j.files.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A network's configuration as Deeplearning4j's toJson() writes it, without weights; checked like
 * one in a model zip before Deeplearning4j sees it.
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
   * @param allowed the classes that it may name
   * @return the network, initialised; its type of numbers is the file's
   * @throws ModelFileException if the file cannot be read, names other classes, is no such
   *     configuration, or one of a network that does not fit into memory
   */
  public static Model load(Path file, long seed, AllowedClasses allowed) {
    try {
      if (Files.size(file) > SIZE_LIMIT) {
        throw new Refusal("16 MiB or less", Files.size(file) + " bytes", "write it with toJson()");
      }
      String json = Files.readString(file);
      JsonNode root = new ConfigurationCheck(allowed).check(json);
      return Building.build(
          file, () -> root.has("confs") ? sequential(json, seed) : graph(json, seed));
    } catch (Refusal e) {
      throw Building.refused(file, e);
    } catch (IOException e) {
      throw new ModelFileException(
          "model "
              + file
              + ": expected a file that can be read, found "
              + (e instanceof NoSuchFileException ? "nothing" : Causes.line(e))
              + "; check path and rights",
          e);
    }
  }

  private static Model sequential(String json, long seed) throws Refusal {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    StoredArray.requireRoom(
        SavedNetwork.length(configuration), configuration.getDataType().width());
    configuration.getConfs().forEach(layer -> layer.setSeed(seed));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static Model graph(String json, long seed) throws Refusal {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    StoredArray.requireRoom(
        SavedNetwork.length(configuration), configuration.getDataType().width());
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
}
