package io.github.conv4j.conformance;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Whether a network with the layer learns as one with the built-in layer. */
final class TrainingConduct {

  private static final double L1 = 0.01;
  private static final double L2 = 0.02;
  private static final double RETAIN = 0.5;
  private static final double MOMENTUM = 0.9;
  private static final int STEPS = 20;
  private static final int BATCHES = 4;
  private static final int BATCH = 6;
  private static final String NO_TWIN = "has no built-in twin";

  private final ConductNetworks networks;
  private final DataSet data;

  TrainingConduct(ConductNetworks networks) {
    this.networks = networks;
    this.data = networks.data(BATCH, DataType.DOUBLE, 5);
  }

  private MultiLayerNetwork twin(MultiLayerNetwork network, ConductNetworks.Options options) {
    return networks.twin(network, options).orElseThrow(() -> Findings.notApplicable(NO_TWIN));
  }

  private static ConductNetworks.Options regularised() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.defaults = builder -> builder.l1(L1).l2(L2);
    return options;
  }

  private void needParameters() {
    if (!networks.problem().operation().isConvolution()) {
      throw Findings.notApplicable("has no parameters");
    }
  }

  private String weights(MultiLayerNetwork network) {
    return ParameterKeys.of(
            network.getLayer(ConductNetworks.LAYER).paramTable(), networks.problem())
        .weights();
  }

  void regularisationInScore() {
    needParameters();
    MultiLayerNetwork network = networks.subject(regularised());
    double expected = penalty(network.getLayer(ConductNetworks.LAYER).getParam(weights(network)));
    Findings.close(
        expected,
        network.getLayer(ConductNetworks.LAYER).calcRegularizationScore(true),
        Findings.RELATIVE,
        "l1 Σ|W| + l2/2 ΣW² in the layer's part of the score");
    double others =
        penalty(network.getParam("0_W"))
            + penalty(network.getParam(ConductNetworks.LAYER + 1 + "_W"));
    MultiLayerNetwork plain = networks.subject();
    plain.setParams(network.params());
    Findings.close(
        expected + others,
        network.score(data) - plain.score(data),
        Findings.RELATIVE,
        "what l1 and l2 add to the network's score");
  }

  private static double penalty(INDArray w) {
    double squares = w.mul(w).sumNumber().doubleValue();
    return L1 * Transforms.abs(w).sumNumber().doubleValue() + L2 / 2 * squares;
  }

  void regularisationInGradient() {
    needParameters();
    MultiLayerNetwork network = networks.subject(regularised());
    MultiLayerNetwork plain = networks.subject();
    plain.setParams(network.params());
    String key = ConductNetworks.LAYER + "_" + weights(network);
    INDArray before = network.getParam(key).dup();
    network.fit(data);
    plain.fit(data);
    INDArray expected =
        before.mul(L2).add(Transforms.sign(before).mul(L1)).mul(ConductNetworks.LEARNING_RATE);
    Findings.close(
        expected,
        plain.getParam(key).sub(network.getParam(key)),
        Findings.RELATIVE,
        "what l1 and l2 add to the weights' step");
  }

  void dropout() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.change = layer -> layer.setIDropout(new Dropout(RETAIN));
    MultiLayerNetwork network = networks.subject(options);
    INDArray images = data.getFeatures();
    Nd4j.getRandom().setSeed(1);
    INDArray training = network.output(images, true);
    boolean ignored = training.equalsWithEps(network.output(images, false), 0);
    Optional<MultiLayerNetwork> twin = networks.twin(network, options);
    if (ignored && twin.isPresent()) {
      Nd4j.getRandom().setSeed(1);
      INDArray theirs = twin.get().output(images, true);
      if (theirs.equalsWithEps(twin.get().output(images, false), 0)) {
        throw Findings.notApplicable("takes no dropout, as the built-in layer");
      }
    }
    Findings.require(!ignored, "dropout is ignored: the training output equals the other");
    if (twin.isEmpty()) {
      return;
    }
    Nd4j.getRandom().setSeed(1);
    Findings.close(
        twin.get().output(images, true),
        training,
        Findings.RELATIVE,
        "training output with dropout, same seed as the built-in layer");
    compareGradients(network, twin.get(), "with dropout, same seed as the built-in layer, ");
  }

  void gradients() {
    MultiLayerNetwork network = networks.subject();
    compareGradients(network, twin(network, new ConductNetworks.Options()), "");
  }

  private void compareGradients(MultiLayerNetwork network, MultiLayerNetwork twin, String when) {
    Nd4j.getRandom().setSeed(2);
    ConductNetworks.gradients(network, data);
    Nd4j.getRandom().setSeed(2);
    ConductNetworks.gradients(twin, data);
    Map<String, INDArray> ours = network.gradient().gradientForVariable();
    Map<String, INDArray> theirs = twin.gradient().gradientForVariable();
    for (String key : List.of("W", "b")) {
      String own = own(network, key);
      if (own != null) {
        Findings.close(
            theirs.get(ConductNetworks.LAYER + "_" + key),
            shaped(ours.get(own), theirs.get(ConductNetworks.LAYER + "_" + key)),
            Findings.RELATIVE,
            when + (key.equals("W") ? "weight gradient" : "bias gradient") + " in a network");
      }
    }
    Findings.close(
        theirs.get("0_W"),
        ours.get("0_W"),
        Findings.RELATIVE,
        when + "gradient of the layer below, which gets this layer's input gradient");
    Findings.close(twin.score(), network.score(), Findings.RELATIVE, when + "loss");
  }

  private String own(MultiLayerNetwork network, String key) {
    ParameterKeys keys =
        ParameterKeys.of(network.getLayer(ConductNetworks.LAYER).paramTable(), networks.problem());
    String own = key.equals("W") ? keys.weights() : keys.bias();
    return own == null ? null : ConductNetworks.LAYER + "_" + own;
  }

  private static INDArray shaped(INDArray array, INDArray like) {
    return array == null ? null : array.dup('c').reshape('c', like.shape());
  }

  void updaterStep() {
    MultiLayerNetwork network = networks.subject();
    long count = network.numParams();
    INDArray before = network.params().dup().reshape(count);
    // Networks sum gradients over the batch; the updater takes the mean.
    INDArray gradients = ConductNetworks.gradients(network, data).reshape(count).div(BATCH);
    network.fit(data);
    Findings.close(
        before.sub(gradients.mul(ConductNetworks.LEARNING_RATE)),
        network.params().reshape(count),
        Findings.RELATIVE,
        "parameters after a step of gradient descent");
  }

  void trajectory() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.updater = new Nesterovs(ConductNetworks.LEARNING_RATE, MOMENTUM);
    MultiLayerNetwork network = networks.subject(options);
    MultiLayerNetwork twin = twin(network, options);
    List<DataSet> batches =
        IntStream.range(0, BATCHES)
            .mapToObj(i -> networks.data(BATCH, DataType.DOUBLE, 10 + i))
            .toList();
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = batches.get(step % BATCHES);
      network.fit(batch);
      twin.fit(batch);
      Findings.close(
          twin.score(),
          network.score(),
          Findings.RELATIVE,
          "loss of step " + (step + 1) + ", beside the built-in layer's");
    }
    Findings.close(
        twin.output(data.getFeatures()),
        network.output(data.getFeatures()),
        Findings.RELATIVE,
        "output after " + STEPS + " steps");
  }
}
