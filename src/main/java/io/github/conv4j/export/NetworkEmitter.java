package io.github.conv4j.export;

import io.github.conv4j.result.LayerSwap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Walks a handwritten twin and has every layer and vertex emitted. */
final class NetworkEmitter {

  private final SameDiff graph;
  private final Form form;
  private final Map<String, String> reasons = new HashMap<>();
  private final VariableNames names = new VariableNames();
  private final LayerEmitters layers = new LayerEmitters();
  private final VertexEmitters vertices = new VertexEmitters();

  /**
   * For one network.
   *
   * @param graph graph to write into
   * @param form kind of ops
   * @param swaps what the conversion into the twin said about each layer
   */
  NetworkEmitter(SameDiff graph, Form form, List<LayerSwap> swaps) {
    this.graph = graph;
    this.form = form;
    swaps.forEach(swap -> reasons.put(swap.layer(), swap.reason()));
  }

  Tensor emit(MultiLayerNetwork network, Tensor input) {
    Tensor x = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      Layer layer = network.getLayer(i);
      String name = layer.conf().getLayer().getLayerName();
      InputPreProcessor before = network.getLayerWiseConfigurations().getInputPreProcess(i);
      x = layer(name == null ? "layer" + i : name, i, layer, before, x);
    }
    return x;
  }

  Tensor emit(ComputationGraph network, Tensor input) {
    ComputationGraphConfiguration configuration = network.getConfiguration();
    Map<String, Tensor> results = new HashMap<>();
    results.put(configuration.getNetworkInputs().get(0), input);
    for (int index : network.topologicalSortOrder()) {
      GraphVertex vertex = network.getVertices()[index];
      String name = vertex.getVertexName();
      if (vertex.isInputVertex()) {
        continue;
      }
      List<Tensor> inputs =
          configuration.getVertexInputs().get(name).stream().map(results::get).toList();
      org.deeplearning4j.nn.conf.graph.GraphVertex of = configuration.getVertices().get(name);
      if (of instanceof LayerVertex layerVertex) {
        InputPreProcessor before = layerVertex.getPreProcessor();
        results.put(name, layer(name, index, vertex.getLayer(), before, inputs.get(0)));
      } else {
        Scope scope = new Scope(graph, form, name, names.of(name), index, Map.of());
        results.put(name, named(scope, vertices.emit(scope, of, inputs), inputs));
      }
    }
    return results.get(configuration.getNetworkOutputs().get(0));
  }

  private Tensor layer(
      String name, int index, Layer layer, InputPreProcessor before, Tensor input) {
    Scope scope = new Scope(graph, form, name, names.of(name), index, layer.paramTable());
    org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
    boolean windowed =
        configuration instanceof ConvolutionLayer
            || configuration instanceof SubsamplingLayer
            || configuration instanceof GlobalPoolingLayer;
    if (windowed && !layers.covers(configuration)) {
      throw scope.unsupported(configuration, reasons.get(name));
    }
    Tensor x = PreProcessors.emit(scope, before, input);
    return named(scope, layers.emit(scope, configuration, x), List.of(input, x));
  }

  /** Names a result after its layer, unless the layer passed on what it was given. */
  private static Tensor named(Scope scope, Tensor result, List<Tensor> inputs) {
    SDVariable variable = result.variable();
    return inputs.stream().anyMatch(input -> input.variable() == variable)
        ? result
        : result.with(variable.rename(scope.prefix() + "_output"));
  }
}
