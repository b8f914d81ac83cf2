package io.github.conv4j.twin;

import io.github.conv4j.result.LayerSwap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes the twin of a network: the same configuration with the covered convolution, pooling, dense,
 * output and batch normalisation layers exchanged, the same weights (copied key by key), updater
 * state, iteration and epoch, but no listeners. The given network is not changed.
 *
 * <pre>{@code
 * Twinned<MultiLayerNetwork> twin = Twin.handwritten(network);
 * twin.swaps().forEach(System.out::println);
 * twin.network().fit(iterator);
 * MultiLayerNetwork back = Twin.builtin(twin.network()).network();
 * }</pre>
 */
public final class Twin {

  /** Why a layer stays that nobody would expect to be exchanged. */
  public static final String NOT_OF_THIS_KIND =
      "not a convolution, pooling, dense, output or batch normalisation layer";

  private Twin() {}

  /**
   * The handwritten twin of a network.
   *
   * @param network an initialised network
   * @return twin and list of exchanges
   */
  public static Twinned<MultiLayerNetwork> handwritten(MultiLayerNetwork network) {
    return convert(network, new ToHandwritten());
  }

  /**
   * The handwritten twin of a graph.
   *
   * @param network an initialised network
   * @return twin and list of exchanges
   */
  public static Twinned<ComputationGraph> handwritten(ComputationGraph network) {
    return convert(network, new ToHandwritten());
  }

  /**
   * The twin of a network of either kind.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @return twin and list of exchanges
   */
  public static Twinned<? extends Model> handwritten(Model network) {
    return convert(network, new ToHandwritten());
  }

  /**
   * The way back: built-in layers for handwritten ones.
   *
   * @param network an initialised network
   * @return twin and list of exchanges
   */
  public static Twinned<MultiLayerNetwork> builtin(MultiLayerNetwork network) {
    return convert(network, new ToBuiltin());
  }

  /**
   * The way back: built-in layers for handwritten ones.
   *
   * @param network an initialised network
   * @return twin and list of exchanges
   */
  public static Twinned<ComputationGraph> builtin(ComputationGraph network) {
    return convert(network, new ToBuiltin());
  }

  /**
   * The way back for a network of either kind.
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @return twin and list of exchanges
   */
  public static Twinned<? extends Model> builtin(Model network) {
    return convert(network, new ToBuiltin());
  }

  private static Twinned<? extends Model> convert(Model network, LayerExchange exchange) {
    if (network instanceof MultiLayerNetwork mln) {
      return convert(mln, exchange);
    }
    if (network instanceof ComputationGraph graph) {
      return convert(graph, exchange);
    }
    throw new IllegalArgumentException(
        "twin: expected a MultiLayerNetwork or ComputationGraph, found "
            + (network == null ? "null" : network.getClass().getName()));
  }

  private static Twinned<MultiLayerNetwork> convert(
      MultiLayerNetwork network, LayerExchange exchange) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    List<LayerSwap> swaps = new ArrayList<>();
    List<String> names = LayerNames.of(configuration);
    for (int i = 0; i < names.size(); i++) {
      swaps.add(exchangeIn(configuration.getConf(i), names.get(i), exchange));
    }
    MultiLayerNetwork twin = new MultiLayerNetwork(configuration);
    twin.init();
    copyParameters(network.paramTable(), twin.paramTable());
    if (network.getUpdater(false) != null && network.getUpdater().getStateViewArray() != null) {
      twin.getUpdater().getStateViewArray().assign(network.getUpdater().getStateViewArray());
    }
    return new Twinned<>(twin, swaps);
  }

  private static Twinned<ComputationGraph> convert(
      ComputationGraph network, LayerExchange exchange) {
    // Through JSON: clone() forgets iteration, epoch and the order that parameters are stored in.
    ComputationGraphConfiguration configuration =
        ComputationGraphConfiguration.fromJson(network.getConfiguration().toJson());
    List<LayerSwap> swaps = new ArrayList<>();
    for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
      if (vertex.getValue() instanceof LayerVertex layerVertex) {
        swaps.add(exchangeIn(layerVertex.getLayerConf(), vertex.getKey(), exchange));
      }
    }
    ComputationGraph twin = new ComputationGraph(configuration);
    twin.init();
    copyParameters(network.paramTable(), twin.paramTable());
    if (network.getUpdater(false) != null && network.getUpdater().getStateViewArray() != null) {
      twin.getUpdater().getStateViewArray().assign(network.getUpdater().getStateViewArray());
    }
    return new Twinned<>(twin, swaps);
  }

  private static LayerSwap exchangeIn(
      NeuralNetConfiguration configuration, String name, LayerExchange exchange) {
    Layer layer = configuration.getLayer();
    Layer inner = LayerNames.unwrap(layer);
    LayerExchange.Outcome outcome = exchange.exchange(inner);
    String from = inner.getClass().getSimpleName();
    if (outcome.layer() == null) {
      return new LayerSwap(name, from, from, false, outcome.reason());
    }
    if (layer == inner) {
      configuration.setLayer(outcome.layer());
    } else if (layer instanceof FrozenLayer) {
      configuration.setLayer(new FrozenLayer(outcome.layer()));
    } else {
      configuration.setLayer(new FrozenLayerWithBackprop(outcome.layer()));
    }
    configuration.getLayer().setLayerName(layer.getLayerName());
    return new LayerSwap(name, from, outcome.layer().getClass().getSimpleName(), true, "");
  }

  private static void copyParameters(Map<String, INDArray> from, Map<String, INDArray> to) {
    if (!from.keySet().equals(to.keySet())) {
      throw new IllegalStateException(
          "twin: expected the parameters " + from.keySet() + ", found " + to.keySet());
    }
    from.forEach(
        (key, value) -> {
          INDArray target = to.get(key);
          // ElementWiseMultiplicationLayer's are [1, F] in new networks and [F] in loaded ones.
          boolean row = value.isVector() && value.length() == target.length();
          if (!row && !Arrays.equals(value.shape(), target.shape())) {
            throw new IllegalStateException(
                "twin: expected parameter "
                    + key
                    + " of shape "
                    + Arrays.toString(value.shape())
                    + ", found "
                    + Arrays.toString(target.shape()));
          }
          target.assign(row ? value.reshape(target.shape()) : value);
        });
  }
}
