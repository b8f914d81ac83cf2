package io.github.conv4j.conformance;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** Whether the layer takes what networks give it, wherever it stands. */
final class InputConduct {

  private static final int BATCH = 4;

  /** Single precision keeps seven digits; a sum of a few dozen products loses one or two. */
  private static final double SINGLE = 1e-4;

  private final ConductNetworks networks;

  InputConduct(ConductNetworks networks) {
    this.networks = networks;
  }

  void firstLayer() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.first = true;
    MultiLayerNetwork network = networks.subject(options);
    Optional<MultiLayerNetwork> twin = networks.twin(network, options);
    DataSet data = networks.data(BATCH, DataType.DOUBLE, 21);
    for (int step = 0; step < 2; step++) {
      network.fit(data);
      twin.ifPresent(t -> t.fit(data));
    }
    INDArray output = network.output(data.getFeatures());
    twin.ifPresent(
        t ->
            Findings.close(
                t.output(data.getFeatures()),
                output,
                Findings.RELATIVE,
                "output as the first layer, after two steps"));
  }

  void graph() {
    MultiLayerNetwork network = networks.subject();
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(ConductNetworks.LEARNING_RATE))
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(networks.inputType())
            .addLayer("before", networks.before(), "in")
            .addLayer("layer", networks.layer(), "before")
            .addLayer("out", networks.output(), "layer")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    graph.setParams(network.params());
    DataSet data = networks.data(BATCH, DataType.DOUBLE, 22);
    Findings.close(
        network.output(data.getFeatures()),
        graph.outputSingle(data.getFeatures()),
        Findings.RELATIVE,
        "output in a graph");
    network.fit(data);
    graph.fit(data);
    Findings.close(
        network.params(), graph.params(), Findings.RELATIVE, "parameters after a step in a graph");
  }

  void batchSize() {
    MultiLayerNetwork network = networks.subject();
    INDArray images = networks.images(7, DataType.DOUBLE, 23);
    INDArray together = network.output(images);
    for (int from = 0, count = 1; from + count <= 7; from += count, count++) {
      INDArray some = images.get(NDArrayIndex.interval(from, from + count)).dup('c');
      Findings.close(
          together.get(NDArrayIndex.interval(from, from + count)).dup('c'),
          network.output(some),
          Findings.RELATIVE,
          "output of " + count + " of 7 images");
    }
    Optional<MultiLayerNetwork> twin = networks.twin(network);
    for (int count : new int[] {4, 1, 7}) {
      DataSet data = networks.data(count, DataType.DOUBLE, 24);
      network.fit(data);
      twin.ifPresent(t -> t.fit(data));
    }
    twin.ifPresent(
        t ->
            Findings.close(
                t.output(images),
                network.output(images),
                Findings.RELATIVE,
                "output after training on batches of 4, 1 and 7"));
  }

  void inputSize() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.global = true;
    MultiLayerNetwork network = networks.subject(options);
    Optional<MultiLayerNetwork> twin = networks.twin(network, options);
    int height = networks.problem().height();
    int width = networks.problem().width();
    int[][] sizes = {{height, width}, {height + 4, width + 3}, {height, width + 1}};
    for (int[] size : sizes) {
      INDArray images = networks.images(BATCH, size[0], size[1], DataType.DOUBLE, 25);
      DataSet data = new DataSet(images, networks.labels(BATCH, DataType.DOUBLE, 25));
      String where = " at " + size[0] + "×" + size[1];
      try {
        network.fit(data);
      } catch (RuntimeException e) {
        Findings.require(false, "training" + where + " threw " + Reasons.oneLine(e));
      }
      twin.ifPresent(t -> t.fit(data));
      INDArray output = network.output(images);
      twin.ifPresent(
          t -> Findings.close(t.output(images), output, Findings.RELATIVE, "output" + where));
    }
  }

  void precisions() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.type = DataType.FLOAT;
    MultiLayerNetwork single = networks.subject(options);
    MultiLayerNetwork twice = networks.subject();
    twice.setParams(single.params().castTo(DataType.DOUBLE));
    DataSet singles = networks.data(BATCH, DataType.FLOAT, 26);
    DataSet doubles = networks.data(BATCH, DataType.DOUBLE, 26);
    INDArray output = single.feedForward(singles.getFeatures()).get(ConductNetworks.LAYER + 1);
    type(DataType.FLOAT, output, "output");
    INDArray exact = twice.feedForward(doubles.getFeatures()).get(ConductNetworks.LAYER + 1);
    type(DataType.DOUBLE, exact, "output");
    Findings.close(exact, output.castTo(DataType.DOUBLE), SINGLE, "output in FLOAT");
    INDArray gradients = ConductNetworks.gradients(single, singles);
    type(DataType.FLOAT, gradients, "gradients");
    Findings.close(
        ConductNetworks.gradients(twice, doubles),
        gradients.castTo(DataType.DOUBLE),
        SINGLE,
        "gradients in FLOAT");
  }

  private static void type(DataType expected, INDArray array, String what) {
    Findings.require(
        array.dataType() == expected,
        what + " of a network in " + expected + " is in " + array.dataType());
  }
}
