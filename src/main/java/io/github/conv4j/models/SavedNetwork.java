package io.github.conv4j.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
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

  private final ModelArchive archive;
  private final ConfigurationCheck check;

  SavedNetwork(ModelArchive archive, Set<String> allowedClasses) {
    this.archive = archive;
    this.check = new ConfigurationCheck(allowedClasses);
  }

  Model build() throws ConfigurationCheck.RefusedException {
    String json = archive.configuration();
    JsonNode root = check.check(json);
    boolean sequential = root.has("confs");
    if (sequential == root.has("vertices")) {
      throw new ConfigurationCheck.RefusedException(
          "expected either \"confs\" (MultiLayerNetwork) or \"vertices\" (ComputationGraph), found "
              + (sequential ? "both" : "neither")
              + "; use a model saved by Deeplearning4j or conv4j");
    }
    return sequential ? sequential(json) : graph(json);
  }

  private MultiLayerNetwork sequential(String json) {
    MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(json);
    long length = 0;
    for (NeuralNetConfiguration layer : configuration.getConfs()) {
      length += layer.getLayer().initializer().numParams(layer);
    }
    INDArray parameters = archive.array(ModelArchive.PARAMETERS, length);
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init(parameters, false);
    if (archive.has(ModelArchive.UPDATER)) {
      restore(network.getUpdater().getStateViewArray());
    }
    return network;
  }

  private ComputationGraph graph(String json) {
    ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
    long length = 0;
    for (GraphVertex vertex : configuration.getVertices().values()) {
      length += vertex.numParams(true);
    }
    INDArray parameters = archive.array(ModelArchive.PARAMETERS, length);
    if (parameters != null) {
      configuration.setDataType(parameters.dataType());
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(parameters, false);
    if (archive.has(ModelArchive.UPDATER)) {
      restore(network.getUpdater().getStateViewArray());
    }
    return network;
  }

  private void restore(INDArray state) {
    INDArray stored = archive.array(ModelArchive.UPDATER, state == null ? 0 : state.length());
    if (state != null) {
      state.assign(stored);
    }
  }
}
