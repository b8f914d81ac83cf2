package io.github.conv4j.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Whether networks with the layer can be kept and taken over into others. */
final class KeepingConduct {

  private static final int BATCH = 4;
  private static final int OTHER_CLASSES = 3;

  private final ConductNetworks networks;
  private final INDArray images;
  private final DataSet data;

  KeepingConduct(ConductNetworks networks) {
    this.networks = networks;
    this.images = networks.images(BATCH, DataType.DOUBLE, 1);
    this.data = networks.data(BATCH, DataType.DOUBLE, 2);
  }

  void json() {
    MultiLayerNetwork network = networks.subject();
    MultiLayerConfiguration written = network.getLayerWiseConfigurations();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
    Class<?> expected = networks.layer().getClass();
    Class<?> found = read.getConf(ConductNetworks.LAYER).getLayer().getClass();
    Findings.require(
        found.equals(expected),
        "expected a " + expected.getName() + " read back, found a " + found);
    Findings.require(
        read.toJson().equals(written.toJson()),
        "the configuration read back writes other JSON; does every setting have a getter and setter?");
    Findings.require(
        read.equals(written), "the configuration read back is not equal to the written one");
    MultiLayerNetwork other = new MultiLayerNetwork(read);
    other.init();
    other.setParams(network.params());
    Findings.same(network.output(images), other.output(images), "output after JSON");
  }

  void saveAndLoad() {
    ConductNetworks.Options options = new ConductNetworks.Options();
    options.updater = new Adam(ConductNetworks.LEARNING_RATE);
    MultiLayerNetwork saved = networks.subject(options);
    saved.fit(data);
    MultiLayerNetwork loaded;
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ModelSerializer.writeModel(saved, bytes, true);
      loaded =
          ModelSerializer.restoreMultiLayerNetwork(
              new ByteArrayInputStream(bytes.toByteArray()), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Findings.same(saved.params(), loaded.params(), "parameters after loading");
    Findings.same(saved.output(images), loaded.output(images), "output after loading");
    saved.fit(data);
    loaded.fit(data);
    Findings.close(
        saved.params(), loaded.params(), Findings.RELATIVE, "parameters after training on");
  }

  void cloning() {
    MultiLayerNetwork original = networks.subject();
    MultiLayerConfiguration configuration = original.getLayerWiseConfigurations();
    Findings.require(
        configuration.clone().equals(configuration),
        "the clone of the configuration is not equal to it");
    INDArray before = original.output(images);
    MultiLayerNetwork clone = original.clone();
    Findings.same(before, clone.output(images), "output of the clone");
    for (int i = 0; i < 2; i++) {
      clone.fit(data);
    }
    Findings.same(before, original.output(images), "output of the original, the clone trained");
  }

  void frozen() {
    MultiLayerNetwork original = networks.subject();
    MultiLayerNetwork frozen =
        new TransferLearning.Builder(original)
            .fineTuneConfiguration(fineTuning())
            .setFeatureExtractor(ConductNetworks.LAYER)
            .build();
    Findings.same(original.output(images), frozen.output(images), "output of the frozen layer");
    INDArray before = frozen.params().dup();
    frozen.fit(data);
    long kept = before.length() - frozen.getLayer(ConductNetworks.LAYER + 1).numParams();
    Findings.same(head(before, kept), head(frozen.params(), kept), "parameters of frozen layers");
    Findings.require(
        !before.equalsWithEps(frozen.params(), 0), "the layer above the frozen ones did not learn");
  }

  private static INDArray head(INDArray parameters, long count) {
    return parameters
        .reshape(parameters.length())
        .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, count));
  }

  void transferLearning() {
    MultiLayerNetwork original = networks.subject();
    FeedForwardLayer last =
        (FeedForwardLayer)
            original.getLayerWiseConfigurations().getConf(ConductNetworks.LAYER + 1).getLayer();
    MultiLayerNetwork taken =
        new TransferLearning.Builder(original)
            .fineTuneConfiguration(fineTuning())
            .removeOutputLayer()
            .addLayer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                    .nIn(last.getNIn())
                    .nOut(OTHER_CLASSES)
                    .activation(Activation.IDENTITY)
                    .build())
            .build();
    Findings.same(
        original.feedForward(images).get(ConductNetworks.LAYER + 1),
        taken.feedForward(images).get(ConductNetworks.LAYER + 1),
        "output of the layer taken over");
    taken.fit(
        new DataSet(
            images,
            networks
                .images(BATCH, 1, OTHER_CLASSES, DataType.DOUBLE, 3)
                .get(
                    org.nd4j.linalg.indexing.NDArrayIndex.all(),
                    org.nd4j.linalg.indexing.NDArrayIndex.point(0),
                    org.nd4j.linalg.indexing.NDArrayIndex.point(0),
                    org.nd4j.linalg.indexing.NDArrayIndex.all())
                .dup()));
  }

  private static FineTuneConfiguration fineTuning() {
    return new FineTuneConfiguration.Builder()
        .updater(new Sgd(ConductNetworks.LEARNING_RATE))
        .build();
  }
}
