package io.github.conv4j.export;

import io.github.conv4j.twin.LayerNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network, and every layer and vertex of it, gives at inference. Each layer is run on a copy
 * of its input: some layers of Deeplearning4j work in place, so that feedForward's arrays may not
 * be what flowed.
 */
final class LayerResults {

  private LayerResults() {}

  /**
   * Runs a network layer by layer.
   *
   * @param network MultiLayerNetwork or ComputationGraph
   * @param inputs an array for each input
   * @return results by the name of the layer or vertex, in the order of computation
   */
  static Map<String, INDArray> of(Model network, List<INDArray> inputs) {
    return network instanceof MultiLayerNetwork sequential
        ? sequential(sequential, inputs.get(0))
        : graph((ComputationGraph) network, inputs);
  }

  /**
   * What a network gives.
   *
   * @param network MultiLayerNetwork or ComputationGraph
   * @param inputs an array for each input, left as they are
   * @return an array for each output
   */
  static INDArray[] outputs(Model network, List<INDArray> inputs) {
    INDArray[] copies = inputs.stream().map(INDArray::dup).toArray(INDArray[]::new);
    return network instanceof MultiLayerNetwork sequential
        ? new INDArray[] {sequential.output(copies[0])}
        : ((ComputationGraph) network).output(copies);
  }

  /** Type of a network's parameters and of what it computes with. */
  static DataType type(Model network) {
    return network instanceof MultiLayerNetwork sequential
        ? sequential.getLayerWiseConfigurations().getDataType()
        : ((ComputationGraph) network).getConfiguration().getDataType();
  }

  private static Map<String, INDArray> sequential(MultiLayerNetwork network, INDArray input) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    int batch = Math.toIntExact(input.size(0));
    network.setInputMiniBatchSize(batch);
    INDArray x = input;
    List<String> names = LayerNames.of(network.getLayerWiseConfigurations());
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      x = x.dup('c');
      if (before != null) {
        x = before.preProcess(x, batch, LayerWorkspaceMgr.noWorkspaces());
      }
      x = layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces()).dup('c');
      results.put(names.get(i), x);
    }
    network.clear();
    return results;
  }

  private static Map<String, INDArray> graph(ComputationGraph network, List<INDArray> inputs) {
    Map<String, INDArray> results = new LinkedHashMap<>();
    INDArray[] byVertex = new INDArray[network.getVertices().length];
    // Vertices with preprocessors ask the network for the batch size.
    network.setInputs(inputs.toArray(INDArray[]::new));
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = network.getVertices()[index];
      if (vertex.isInputVertex()) {
        int at = network.getConfiguration().getNetworkInputs().indexOf(vertex.getVertexName());
        byVertex[index] = inputs.get(at);
        continue;
      }
      VertexIndices[] from = vertex.getInputVertices();
      for (int i = 0; i < from.length; i++) {
        INDArray input = byVertex[from[i].getVertexIndex()].dup('c');
        vertex.setInput(i, input, LayerWorkspaceMgr.noWorkspaces());
      }
      if (vertex.hasLayer()) {
        vertex.getLayer().setInputMiniBatchSize(Math.toIntExact(inputs.get(0).size(0)));
      }
      byVertex[index] = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces()).dup('c');
      results.put(vertex.getVertexName(), byVertex[index]);
      vertex.clear();
    }
    network.clear();
    return results;
  }
}
