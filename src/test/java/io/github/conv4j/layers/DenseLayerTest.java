package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import java.nio.file.Path;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Dense and output layers where they differ from convolution: vectors, losses, masks, scores. */
class DenseLayerTest {

  private static MultiLayerNetwork network(DataType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(7).dataType(type).updater(new Adam(0.01)).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork builtin(DataType type, LossFunction loss, Activation last) {
    return network(
        type,
        new DenseLayer.Builder().nIn(6).nOut(9).activation(Activation.RELU).build(),
        new OutputLayer.Builder(loss).nIn(9).nOut(4).activation(last).build());
  }

  private static DataSet batch(DataType type) {
    return new DataSet(Data.normal(1, type, 5, 6), Data.oneHot(2, type, 5, 4));
  }

  @Test
  void everyLossGivesTheSameScoreAndStep() {
    LossFunction[] losses = {
      LossFunction.MCXENT, LossFunction.MSE, LossFunction.XENT, LossFunction.L1, LossFunction.HINGE
    };
    for (LossFunction loss : losses) {
      Activation last = loss == LossFunction.MCXENT ? Activation.SOFTMAX : Activation.SIGMOID;
      MultiLayerNetwork theirs = builtin(DataType.DOUBLE, loss, last);
      MultiLayerNetwork ours = Twin.handwritten(theirs).network();
      assertThat(ours.getLayer(1)).isInstanceOf(OutputImplementation.class);
      for (int step = 0; step < 4; step++) {
        theirs.fit(batch(DataType.DOUBLE));
        ours.fit(batch(DataType.DOUBLE));
        assertThat(ours.score()).as(loss + ": score").isCloseTo(theirs.score(), within());
      }
      Match.close(loss + ": parameters", theirs.params(), ours.params(), 1e-9);
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  /** The loss that backpropagation leaves behind must not outlive the weights it was made of. */
  @Test
  void theScoreFollowsTheWeights() {
    MultiLayerNetwork theirs =
        network(DataType.DOUBLE, new OutputLayer.Builder().nIn(6).nOut(4).build());
    MultiLayerNetwork ours = Twin.handwritten(theirs).network();
    DataSet data = batch(DataType.DOUBLE);
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {theirs, ours}) {
      network.setInput(data.getFeatures());
      network.setLabels(data.getLabels());
      network.computeGradientAndScore();
      network.params().muli(2);
    }
    assertThat(ours.score(data, true)).isCloseTo(theirs.score(data, true), within());
    ours.computeGradientAndScore();
    theirs.computeGradientAndScore();
    assertThat(ours.score()).isCloseTo(theirs.score(), within());
  }

  @Test
  void masksOfExamplesCountAsInTheBuiltinLayer() {
    MultiLayerNetwork theirs = builtin(DataType.DOUBLE, LossFunction.MCXENT, Activation.SOFTMAX);
    MultiLayerNetwork ours = Twin.handwritten(theirs).network();
    INDArray mask = Nd4j.createFromArray(1.0, 0, 1, 1, 0).reshape(5, 1);
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {theirs, ours}) {
      DataSet data = batch(DataType.DOUBLE);
      data.setLabelsMaskArray(mask);
      data.setFeaturesMaskArray(mask);
      network.fit(data);
      network.fit(data);
    }
    Match.close("parameters", theirs.params(), ours.params(), 1e-9);
    assertThat(ours.score()).isCloseTo(theirs.score(), within());
  }

  @Test
  void goesBackAndSurvivesAFile(@TempDir Path folder) throws Exception {
    MultiLayerNetwork theirs = builtin(DataType.FLOAT, LossFunction.MCXENT, Activation.SOFTMAX);
    Twinned<MultiLayerNetwork> twin = Twin.handwritten(theirs);
    assertThat(twin.replaced()).isEqualTo(2);
    twin.network().fit(batch(DataType.FLOAT));
    Path file = folder.resolve("model.zip");
    ModelSerializer.writeModel(twin.network(), file.toFile(), true);
    MultiLayerNetwork again = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true);
    assertThat(again.getLayerWiseConfigurations())
        .isEqualTo(twin.network().getLayerWiseConfigurations());
    INDArray x = batch(DataType.FLOAT).getFeatures();
    Match.identical("loaded", twin.network().output(x), again.output(x));
    Match.identical("cloned", twin.network().output(x), twin.network().clone().output(x));
    MultiLayerNetwork back = Twin.builtin(twin.network()).network();
    assertThat(back.getLayerWiseConfigurations().getConf(0).getLayer().getClass())
        .isEqualTo(DenseLayer.class);
    assertThat(back.getLayerWiseConfigurations().getConf(1).getLayer().getClass())
        .isEqualTo(OutputLayer.class);
    Match.close("back", back.output(x), again.output(x), 1e-6);
  }

  @Test
  void leavesAndRefusesLayerNormalisation() {
    MultiLayerNetwork normalised =
        network(
            DataType.FLOAT,
            new DenseLayer.Builder().nIn(6).nOut(9).hasLayerNorm(true).build(),
            new OutputLayer.Builder().nIn(9).nOut(4).build());
    assertThat(Twin.handwritten(normalised).swaps().get(0).reason())
        .isEqualTo("layer normalisation is not covered");
    assertThatThrownBy(
            () ->
                network(
                    DataType.FLOAT,
                    new HandwrittenDenseLayer.Builder().nIn(6).nOut(9).hasLayerNorm(true).build()))
        .isInstanceOf(DL4JInvalidConfigException.class)
        .hasMessageContaining("expected no layer normalisation");
  }

  @Test
  void saysWhichInputItExpects() {
    MultiLayerNetwork ours =
        Twin.handwritten(builtin(DataType.FLOAT, LossFunction.MCXENT, Activation.SOFTMAX))
            .network();
    assertThatThrownBy(() -> ours.output(Data.normal(1, DataType.FLOAT, 5, 7)))
        .isInstanceOf(DL4JInvalidInputException.class)
        .hasMessageContaining("expected input of shape [N, 6], found [5, 7]");
  }
}
