package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Builds the network that an archive holds. Deeplearning4j's own restoring methods are not used:
 * they deserialise Java objects if the archive has any.
 */
final class SavedNetwork {

  /** A trillion: no machine has the memory, and sums of a few stay far from overflow. */
  private static final long LENGTH_LIMIT = 1L << 40;

  private SavedNetwork() {}

  /**
   * Builds it.
   *
   * @param archive where its arrays are
   * @param json its configuration, checked
   * @param root the same, parsed
   * @return the network, with updater state if the archive has it
   */
  static Model build(ModelArchive archive, String json, JsonNode root) throws Refusal {
    return root.has("confs") ? sequential(archive, json) : graph(archive, json);
  }

  private static MultiLayerNetwork sequential(ModelArchive archive, String json) throws Refusal {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    INDArray parameters = archive.array(ModelArchive.PARAMETERS, length(configuration));
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    if (archive.has(ModelArchive.UPDATER)) {
      restore(archive, network.getUpdater().getStateViewArray());
    }
    return network;
  }

  private static ComputationGraph graph(ModelArchive archive, String json) throws Refusal {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    INDArray parameters = archive.array(ModelArchive.PARAMETERS, length(configuration));
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(parameters, false);
    if (archive.has(ModelArchive.UPDATER)) {
      restore(archive, network.getUpdater().getStateViewArray());
    }
    return network;
  }

  /** Parameters of all layers. */
  static long length(MultiLayerConfiguration configuration) throws Refusal {
    long length = 0;
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      length = sum(length, layer.getLayer().initializer().numParams(layer));
    }
    return length;
  }

  /** Parameters of all vertices. */
  static long length(ComputationGraphConfiguration configuration) throws Refusal {
    long length = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      length = sum(length, vertex.numParams(true));
    }
    return length;
  }

  private static long sum(long length, long more) throws Refusal {
    if (more < 0 || more > LENGTH_LIMIT || length + more > LENGTH_LIMIT) {
      throw new Refusal("at most " + LENGTH_LIMIT + " parameters", "more");
    }
    return length + more;
  }

  private static void restore(ModelArchive archive, INDArray state) {
    INDArray stored = archive.array(ModelArchive.UPDATER, state == null ? 0 : state.length());
    if (state != null) {
      state.assign(stored);
    }
  }
}
