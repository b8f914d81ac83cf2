package io.github.conv4j.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.github.conv4j.bench.PlainNetwork;
import io.github.conv4j.bench.PlainNetwork.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** A network in eager mode: the functions that DJL's own blocks call, in the network's order. */
final class PyTorchNetwork {

  private static final float EPSILON = 1e-5f;
  private static final float DECAY = 0.9f;
  private static final int CHANNEL_AXIS = 1;

  /** What training does not change by gradients. */
  private static final Set<String> STATISTICS = Set.of("mean", "var");

  private final PlainNetwork network;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Map<String, NDArray> statistics = new LinkedHashMap<>();

  PyTorchNetwork(PlainNetwork network, NDManager manager) {
    this.network = network;
    for (Node node : network.nodes()) {
      node.parameters()
          .forEach(
              (name, array) -> {
                NDArray values = manager.create(array.floats(), new Shape(array.shape()));
                if (node.op() == PlainNetwork.Op.DENSE && name.equals("W")) {
                  // PyTorch keeps [outputs, inputs].
                  values = values.transpose().toType(values.getDataType(), true);
                  values.attach(manager);
                }
                (STATISTICS.contains(name) ? statistics : parameters)
                    .put(node.name() + "." + name, values);
              });
    }
  }

  /** Weights by name; writing to them changes the network. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /** Means and variances of batch normalisation; training changes them. */
  Map<String, NDArray> statistics() {
    return statistics;
  }

  /**
   * Runs the network.
   *
   * @param images [N, C, H, W]
   * @param training whether batch normalisation uses the batch's own mean and variance
   * @param parameter gives a parameter, by name and values
   * @return scores before the softmax [N, K]
   */
  NDArray logits(NDArray images, boolean training, BiFunction<String, NDArray, NDArray> parameter) {
    Map<String, NDArray> results = new HashMap<>();
    results.put(PlainNetwork.INPUT, images);
    NDArray last = images;
    for (Node node : network.nodes()) {
      if (node.op() == PlainNetwork.Op.SOFTMAX) {
        break;
      }
      NDArray x = results.get(node.inputs().get(0));
      last =
          switch (node.op()) {
            case CONV ->
                Conv2d.conv2d(
                        x,
                        get(node, "W", parameter),
                        get(node, "b", parameter),
                        new Shape(node.stride(), node.stride()),
                        new Shape(node.padding(), node.padding()),
                        new Shape(1, 1))
                    .singletonOrThrow();
            case MAX_POOL ->
                Pool.maxPool2d(
                    x,
                    new Shape(node.kernel(), node.kernel()),
                    new Shape(node.stride(), node.stride()),
                    new Shape(node.padding(), node.padding()),
                    false);
            case GLOBAL_AVERAGE -> Pool.globalAvgPool2d(x);
            case FLATTEN -> x.getShape().dimension() == 2 ? x : x.reshape(x.getShape().get(0), -1);
            case DENSE ->
                Linear.linear(x, get(node, "W", parameter), get(node, "b", parameter))
                    .singletonOrThrow();
            case BATCH_NORM ->
                BatchNorm.batchNorm(
                        x,
                        statistics.get(node.name() + ".mean"),
                        statistics.get(node.name() + ".var"),
                        get(node, "gamma", parameter),
                        get(node, "beta", parameter),
                        CHANNEL_AXIS,
                        DECAY,
                        EPSILON,
                        training)
                    .singletonOrThrow();
            case RELU -> Activation.relu(x);
            case ADD -> x.add(results.get(node.inputs().get(1)));
            case SOFTMAX -> throw new IllegalStateException("softmax is the end");
          };
      results.put(node.name(), last);
    }
    return last;
  }

  private NDArray get(Node node, String name, BiFunction<String, NDArray, NDArray> parameter) {
    String key = node.name() + "." + name;
    NDArray values = parameters.get(key);
    return values == null ? null : parameter.apply(key, values);
  }
}
