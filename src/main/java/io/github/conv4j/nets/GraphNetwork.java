package io.github.conv4j.nets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.schedule.ISchedule;

/** A ComputationGraph with one input and one output. */
final class GraphNetwork implements Network {

  private final ComputationGraph graph;

  GraphNetwork(ComputationGraph graph) {
    if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
      throw new IllegalArgumentException(
          "network: expected a ComputationGraph with one input and one output, found "
              + graph.getNumInputArrays()
              + " and "
              + graph.getNumOutputArrays());
    }
    this.graph = graph;
  }

  @Override
  public Model model() {
    return graph;
  }

  @Override
  public INDArray output(INDArray images) {
    return graph.outputSingle(images);
  }

  @Override
  public void fit(DataSet batch) {
    graph.fit(batch);
  }

  @Override
  public void endEpoch() {
    graph.incrementEpochCount();
  }

  @Override
  public double score() {
    return graph.score();
  }

  @Override
  public double learningRate() {
    for (NetworkLayer layer : layers()) {
      Double rate = graph.getLearningRate(layer.name());
      if (rate != null) {
        return rate;
      }
    }
    return Double.NaN;
  }

  @Override
  public void setLearningRate(double rate) {
    graph.setLearningRate(rate);
  }

  @Override
  public void setLearningRate(ISchedule schedule) {
    graph.setLearningRate(schedule);
  }

  @Override
  public Map<String, INDArray> gradients(DataSet batch) {
    graph.setInputs(batch.getFeatures());
    graph.setLabels(batch.getLabels());
    graph.computeGradientAndScore();
    Map<String, INDArray> copies = new LinkedHashMap<>();
    graph
        .gradient()
        .gradientForVariable()
        .forEach(
            (key, gradient) -> {
              if (gradient != null) {
                copies.put(key, gradient.dup());
              }
            });
    graph.clear();
    return copies;
  }

  @Override
  public Map<String, INDArray> parameters() {
    return graph.paramTable();
  }

  @Override
  public INDArray updaterState() {
    return graph.getUpdater(true).getStateViewArray();
  }

  @Override
  public List<NetworkLayer> layers() {
    List<NetworkLayer> layers = new ArrayList<>();
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (vertex.hasLayer()) {
        layers.add(new NetworkLayer(vertex.getVertexName(), vertex.getLayer()));
      }
    }
    return layers;
  }

  @Override
  public Map<String, INDArray> layerInputs(INDArray images) {
    graph.feedForward(new INDArray[] {images}, false, false);
    Map<String, INDArray> inputs = new LinkedHashMap<>();
    for (NetworkLayer layer : layers()) {
      INDArray input = layer.layer().input();
      if (input != null) {
        inputs.put(layer.name(), input.dup('c'));
      }
    }
    graph.clear();
    return inputs;
  }

  @Override
  public Network copy() {
    return copyWith(copyOfConfiguration());
  }

  @Override
  public Network copyAs(DataType type) {
    return new GraphNetwork(graph.convertDataType(type));
  }

  @Override
  public Network copyWithoutNoise() {
    ComputationGraphConfiguration configuration = copyOfConfiguration();
    configuration
        .getVertices()
        .values()
        .forEach(
            vertex -> {
              if (vertex instanceof LayerVertex layerVertex) {
                Noise.removeFrom(layerVertex.getLayerConf().getLayer());
              }
            });
    return copyWith(configuration);
  }

  /** Through JSON: clone() forgets iteration, epoch and the order that parameters are stored in. */
  private ComputationGraphConfiguration copyOfConfiguration() {
    return ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
  }

  private Network copyWith(ComputationGraphConfiguration configuration) {
    ComputationGraph copy = new ComputationGraph(configuration);
    copy.init(graph.params().dup(), false);
    INDArray state = updaterState();
    if (state != null) {
      copy.getUpdater(true).getStateViewArray().assign(state);
    }
    return new GraphNetwork(copy);
  }
}
