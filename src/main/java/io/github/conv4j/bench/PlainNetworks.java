package io.github.conv4j.bench;

import io.github.conv4j.bench.PlainNetwork.Array;
import io.github.conv4j.bench.PlainNetwork.Node;
import io.github.conv4j.bench.PlainNetwork.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes the networks that are timed as plain ones, layer by layer. */
final class PlainNetworks {

  private final List<Node> nodes = new ArrayList<>();

  private PlainNetworks() {}

  static PlainNetwork of(Model model) {
    PlainNetworks plain = new PlainNetworks();
    if (model instanceof MultiLayerNetwork network) {
      String input = PlainNetwork.INPUT;
      for (Layer layer : network.getLayers()) {
        input = plain.layer("layer" + layer.getIndex(), layer, input);
      }
    } else {
      plain.graph((ComputationGraph) model);
    }
    return new PlainNetwork(List.copyOf(plain.nodes));
  }

  private void graph(ComputationGraph graph) {
    Map<String, String> outputs = new HashMap<>();
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      String name = vertex.getVertexName();
      if (vertex.isInputVertex()) {
        outputs.put(name, PlainNetwork.INPUT);
        continue;
      }
      List<String> inputs =
          graph.getConfiguration().getVertexInputs().get(name).stream().map(outputs::get).toList();
      if (vertex.hasLayer()) {
        outputs.put(name, layer(name, vertex.getLayer(), inputs.get(0)));
      } else if (vertex instanceof ElementWiseVertex) {
        outputs.put(name, add(name, Op.ADD, inputs, 0, 1, 0, Map.of()));
      } else {
        throw unsupported(vertex);
      }
    }
  }

  /** Adds the nodes of a layer and its activation; returns the name of the last. */
  private String layer(String name, Layer layer, String input) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    List<String> inputs = List.of(input);
    if (conf instanceof ConvolutionLayer convolution) {
      Map<String, Array> parameters = new LinkedHashMap<>(Map.of("W", array(layer, "W")));
      if (convolution.hasBias()) {
        parameters.put("b", array(layer, "b"));
      }
      return activated(
          add(
              name,
              Op.CONV,
              inputs,
              convolution.getKernelSize()[0],
              convolution.getStride()[0],
              convolution.getPadding()[0],
              parameters),
          convolution.getActivationFn());
    }
    if (conf instanceof SubsamplingLayer pooling) {
      return add(
          name,
          Op.MAX_POOL,
          inputs,
          pooling.getKernelSize()[0],
          pooling.getStride()[0],
          pooling.getPadding()[0],
          Map.of());
    }
    if (conf instanceof GlobalPoolingLayer) {
      return add(name, Op.GLOBAL_AVERAGE, inputs, 0, 1, 0, Map.of());
    }
    if (conf instanceof BatchNormalization) {
      Map<String, Array> parameters = new LinkedHashMap<>();
      for (String key : List.of("gamma", "beta", "mean", "var")) {
        parameters.put(key, array(layer, key));
      }
      return add(name, Op.BATCH_NORM, inputs, 0, 1, 0, parameters);
    }
    if (conf instanceof ActivationLayer activation) {
      return activated(input, activation.getActivationFn(), name);
    }
    if (conf instanceof DenseLayer || conf instanceof OutputLayer) {
      String flat = add(name + "_flat", Op.FLATTEN, inputs, 0, 1, 0, Map.of());
      return activated(
          add(
              name,
              Op.DENSE,
              List.of(flat),
              0,
              1,
              0,
              Map.of("W", array(layer, "W"), "b", array(layer, "b"))),
          ((FeedForwardLayer) conf).getActivationFn());
    }
    throw unsupported(conf);
  }

  private String activated(String input, IActivation activation) {
    return activated(input, activation, input + "_activation");
  }

  private String activated(String input, IActivation activation, String name) {
    if (activation instanceof ActivationIdentity) {
      return input;
    }
    if (activation instanceof ActivationReLU) {
      return add(name, Op.RELU, List.of(input), 0, 1, 0, Map.of());
    }
    if (activation instanceof ActivationSoftmax) {
      return add(name, Op.SOFTMAX, List.of(input), 0, 1, 0, Map.of());
    }
    throw unsupported(activation);
  }

  private String add(
      String name,
      Op op,
      List<String> inputs,
      int kernel,
      int stride,
      int padding,
      Map<String, Array> parameters) {
    nodes.add(new Node(name, op, inputs, kernel, stride, padding, parameters));
    return name;
  }

  private static Array array(Layer layer, String key) {
    INDArray values = layer.getParam(key);
    long[] shape =
        values.rank() == 2 && values.size(0) == 1 && !key.equals("W")
            ? new long[] {values.length()}
            : values.shape();
    return Array.of(shape, values.dup('c').data().asFloat());
  }

  private static IllegalArgumentException unsupported(Object part) {
    return new IllegalArgumentException(
        "benchmark: expected a network of convolution, pooling, dense, batch normalisation and sum,"
            + " found "
            + part.getClass().getSimpleName());
  }
}
