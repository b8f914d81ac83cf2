package io.github.conv4j.conformance;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whether the layer's parameters can be read and written as a network's users do. */
final class ParameterConduct {

  private static final String NONE = "has no parameters";

  private final ConductNetworks networks;
  private final INDArray images;

  ParameterConduct(ConductNetworks networks) {
    this.networks = networks;
    this.images = networks.images(4, DataType.DOUBLE, 1);
  }

  private static Layer layer(MultiLayerNetwork network) {
    return network.getLayer(ConductNetworks.LAYER);
  }

  private ParameterKeys keys(MultiLayerNetwork network) {
    try {
      return ParameterKeys.of(layer(network).paramTable(), networks.problem());
    } catch (IllegalStateException e) {
      Findings.require(false, e.getMessage());
      throw e;
    }
  }

  private void needParameters() {
    if (!networks.problem().operation().isConvolution()) {
      throw Findings.notApplicable(NONE);
    }
  }

  void count() {
    MultiLayerNetwork network = networks.subject();
    keys(network);
    Problem problem = networks.problem();
    long expected = 0;
    if (problem.operation().isConvolution()) {
      expected =
          (long) problem.filters()
              * problem.channels()
              * problem.geometry().height().kernel()
              * problem.geometry().width().kernel();
      expected += problem.operation().bias() ? problem.filters() : 0;
    }
    Findings.require(
        layer(network).numParams() == expected,
        "expected " + expected + " parameters, found " + layer(network).numParams());
    long total = 0;
    for (Layer each : network.getLayers()) {
      total += each.numParams();
    }
    Findings.require(
        network.params() != null && network.params().length() == total,
        "the network's parameters are not as many as its layers' together");
  }

  void order() {
    needParameters();
    MultiLayerNetwork network = networks.subject();
    Optional<MultiLayerNetwork> twin = networks.twin(network);
    if (twin.isEmpty() || !networks.problem().operation().bias()) {
      throw Findings.notApplicable("has one parameter only, or no built-in twin");
    }
    INDArray numbered = numbered(network);
    network.setParams(numbered);
    twin.get().setParams(numbered);
    INDArray ours = layer(network).getParam(keys(network).weights());
    INDArray theirs = layer(twin.get()).getParam("W");
    if (!ours.equalsWithEps(theirs, 0)) {
      throw Findings.notApplicable(
          "stores its parameters in another order than the built-in layer (bias, then weights):"
              + " copy them by key, not as one vector");
    }
  }

  void byKey() {
    needParameters();
    MultiLayerNetwork network = networks.subject();
    ParameterKeys keys = keys(network);
    for (Map.Entry<String, INDArray> entry : layer(network).paramTable().entrySet()) {
      String key = entry.getKey();
      INDArray before = network.output(images);
      INDArray value = entry.getValue().add(0.5);
      network.setParam(ConductNetworks.LAYER + "_" + key, value);
      Findings.same(
          value,
          network.getParam(ConductNetworks.LAYER + "_" + key),
          "getParam(\"" + key + "\") after setParam");
      Findings.require(
          !before.equalsWithEps(network.output(images), 0),
          "setParam(\"" + key + "\") changes nothing in the output");
    }
    INDArray value = layer(network).getParam(keys.weights()).mul(2);
    layer(network).setParam(keys.weights(), value);
    Findings.same(
        value, layer(network).getParam(keys.weights()), "the layer's own getParam after setParam");
  }

  void atOnce() {
    MultiLayerNetwork network = networks.subject();
    INDArray numbered = numbered(network);
    network.setParams(numbered);
    Findings.same(
        numbered.reshape(numbered.length()),
        network.params().reshape(numbered.length()),
        "params() after setParams");
    MultiLayerNetwork other = networks.subject();
    other.setParams(numbered);
    INDArray output = network.output(images);
    Findings.same(output, other.output(images), "output of two networks with equal parameters");
    if (networks.problem().operation().isConvolution()) {
      layer(network).setParams(layer(network).params().dup());
      Findings.same(
          output,
          network.output(images),
          "output after the layer's setParams(params()), which must change nothing");
    }
  }

  private static INDArray numbered(MultiLayerNetwork network) {
    long count = network.numParams();
    INDArray numbered = Nd4j.create(DataType.DOUBLE, 1, count);
    for (long i = 0; i < count; i++) {
      numbered.putScalar(i, Math.sin(i + 1.0));
    }
    return numbered;
  }
}
