package io.github.conv4j.emit;

import io.github.conv4j.onnx.Dimension;
import io.github.conv4j.onnx.ElementType;
import io.github.conv4j.onnx.OnnxModel;
import io.github.conv4j.onnx.ValueInfo;
import io.github.conv4j.result.LayerSwap;
import io.github.conv4j.twin.LayerNames;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The graph of a network.
 *
 * <p>Arrays bear the names of layers and vertices; what is computed within a layer is named {@code
 * layer/operator}, parameters {@code layer_key}. The input of a MultiLayerNetwork is {@value
 * #INPUT}; layers without a name are {@code layer0}, {@code layer1}, ….
 *
 * @param model the graph with its weights; without metadata
 * @param layers results of layers and vertices in the order they are computed, by the name that
 *     Deeplearning4j knows them by
 * @param shapes shapes of inputs and of what nodes give, without the batch, by name in the graph
 * @param trained names of those stored arrays that training changes
 */
public record NetworkGraph(
    OnnxModel model,
    Map<String, Value> layers,
    Map<String, List<Integer>> shapes,
    Set<String> trained) {

  /** Name of a MultiLayerNetwork's input. */
  public static final String INPUT = "input";

  /** Written into the file: what to call the program, whatever its version. */
  private static final String PRODUCER = "conv4j";

  /** Version of the file format, that which came with operator set 17. */
  private static final long IR = 8;

  /** Name of the first dimension of every array. */
  private static final String BATCH = "N";

  /**
   * Builds the graph of a network. The network is not changed.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @param inputs shapes of its inputs without the batch: [F], [C, T] or [C, H, W]
   * @param type FLOAT or DOUBLE: what is computed with; parameters are rounded to it
   * @param producerVersion version of this program
   * @return the graph
   * @throws UnsupportedLayerException if a layer, vertex or preprocessor is not covered exactly
   * @throws IllegalArgumentException if the shapes do not fit the network
   */
  public static NetworkGraph of(
      Model network, List<List<Integer>> inputs, ElementType type, String producerVersion) {
    Twinned<? extends Model> twin = Twin.handwritten(network);
    Walk walk = new Walk(new GraphBuilder(type), twin.swaps());
    if (twin.network() instanceof MultiLayerNetwork sequential) {
      walk.sequential(sequential, inputs);
    } else {
      walk.graph((ComputationGraph) twin.network(), inputs);
    }
    return new NetworkGraph(
        walk.model(producerVersion), walk.layers, walk.builder.shapes(), walk.builder.trained());
  }

  /**
   * How a value appears among a graph's inputs and outputs.
   *
   * @param value the value
   * @param type type of its elements
   * @return name, type and shape with any batch
   */
  public static ValueInfo info(Value value, ElementType type) {
    List<Dimension> shape = new ArrayList<>(List.of(Dimension.any(BATCH)));
    value.shape().forEach(size -> shape.add(Dimension.of(size)));
    return new ValueInfo(value.name(), type, shape);
  }

  /** Goes through a network once. */
  private static final class Walk {

    private final GraphBuilder builder;
    private final Map<String, String> reasons = new HashMap<>();
    private final LayerEmitters layerEmitters = new LayerEmitters();
    private final VertexEmitters vertexEmitters = new VertexEmitters();
    private final Map<String, Value> layers = new LinkedHashMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();

    Walk(GraphBuilder builder, List<LayerSwap> swaps) {
      this.builder = builder;
      swaps.forEach(swap -> reasons.put(swap.layer(), swap.reason()));
    }

    OnnxModel model(String producerVersion) {
      return new OnnxModel(
          IR,
          builder.opset(),
          PRODUCER,
          producerVersion,
          Map.of(),
          "network",
          inputs.stream().map(value -> info(value, builder.type())).toList(),
          outputs.stream().map(value -> info(value, builder.type())).toList(),
          builder.nodes(),
          builder.initializers());
    }

    void sequential(MultiLayerNetwork network, List<List<Integer>> shapes) {
      requireInputs(1, shapes);
      Value x = input(INPUT, shapes.get(0));
      List<String> names = LayerNames.of(network.getLayerWiseConfigurations());
      for (int i = 0; i < network.getnLayers(); i++) {
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        InputPreProcessor before = configuration.getInputPreProcess(i);
        // Not what the layer says itself: a wrapper such as MaskZeroLayer says what it wraps.
        org.deeplearning4j.nn.conf.layers.Layer of = configuration.getConf(i).getLayer();
        x = layer(names.get(i), i, network.getLayer(i), of, before, x);
      }
      outputs.add(x);
    }

    void graph(ComputationGraph network, List<List<Integer>> shapes) {
      ComputationGraphConfiguration configuration = network.getConfiguration();
      List<String> names = configuration.getNetworkInputs();
      requireInputs(names.size(), shapes);
      Map<String, Value> results = new HashMap<>();
      for (int i = 0; i < names.size(); i++) {
        results.put(names.get(i), input(names.get(i), shapes.get(i)));
      }
      for (int index : network.topologicalSortOrder()) {
        GraphVertex vertex = network.getVertices()[index];
        String name = vertex.getVertexName();
        if (!vertex.isInputVertex()) {
          List<Value> given =
              configuration.getVertexInputs().get(name).stream().map(results::get).toList();
          results.put(
              name, vertex(name, index, vertex, configuration.getVertices().get(name), given));
        }
      }
      configuration.getNetworkOutputs().forEach(name -> outputs.add(results.get(name)));
    }

    private void requireInputs(int expected, List<List<Integer>> shapes) {
      if (shapes.size() != expected) {
        throw new IllegalArgumentException(
            "export: expected shapes of " + expected + " inputs, found " + shapes.size());
      }
    }

    private Value input(String name, List<Integer> shape) {
      if (shape.isEmpty() || shape.size() > 3 || shape.stream().anyMatch(size -> size < 1)) {
        throw new IllegalArgumentException(
            "export: expected an input of [F], [C, T] or [C, H, W], all 1 or more, found " + shape);
      }
      Value value = new Value(builder.claim(name), shape);
      builder.input(value.name(), shape);
      inputs.add(value);
      return value;
    }

    private Value vertex(
        String name,
        int index,
        GraphVertex vertex,
        org.deeplearning4j.nn.conf.graph.GraphVertex configuration,
        List<Value> given) {
      org.deeplearning4j.nn.conf.graph.GraphVertex of =
          configuration instanceof FrozenVertex frozen ? frozen.getUnderlying() : configuration;
      if (of instanceof LayerVertex layerVertex) {
        return layer(
            name,
            index,
            vertex.getLayer(),
            layerVertex.getLayerConf().getLayer(),
            layerVertex.getPreProcessor(),
            given.get(0));
      }
      String prefix = builder.claim(name);
      Scope scope = new Scope(builder, name, prefix, index, Map.of());
      int before = builder.nodes().size();
      return named(name, prefix, before, vertexEmitters.emit(scope, of, given));
    }

    private Value layer(
        String name,
        int index,
        Layer layer,
        org.deeplearning4j.nn.conf.layers.Layer configuration,
        InputPreProcessor before,
        Value input) {
      String prefix = builder.claim(name);
      Scope scope = new Scope(builder, name, prefix, index, layer.paramTable());
      org.deeplearning4j.nn.conf.layers.Layer inner = LayerNames.unwrap(configuration);
      boolean left =
          inner.getClass() == ConvolutionLayer.class || inner.getClass() == SubsamplingLayer.class;
      if (left) {
        throw scope.unsupported(inner, reasons.get(name));
      }
      Value x = PreProcessors.emit(scope, before, input);
      int nodes = builder.nodes().size();
      return named(name, prefix, nodes, layerEmitters.emit(scope, configuration, x));
    }

    /** Names a result after its layer, also if the layer only passes on what it was given. */
    private Value named(String name, String prefix, int before, Value result) {
      int nodes = builder.nodes().size();
      boolean own =
          nodes > before && builder.nodes().get(nodes - 1).outputs().contains(result.name());
      if (!own) {
        builder.node(
            prefix + "/Identity", "Identity", List.of(result.name()), result.shape(), List.of());
      }
      builder.nameLast(prefix);
      Value value = new Value(prefix, result.shape());
      layers.put(name, value);
      return value;
    }
  }
}
