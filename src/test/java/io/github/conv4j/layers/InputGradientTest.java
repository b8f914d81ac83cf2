package io.github.conv4j.layers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.testing.Data;
import io.github.conv4j.testing.Match;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** The first layer leaves out its input's gradient where nobody sees it, and nowhere else. */
class InputGradientTest {

  private final INDArray x = Data.normal(1, DataType.FLOAT, 4, 2, 7, 7);
  private final INDArray labels = Data.oneHot(2, DataType.FLOAT, 4, 3);

  private static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Sgd(0.1))
                .list()
                .layer(new Conv2DLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(7, 7, 2))
                .build());
    network.init();
    return network;
  }

  @Test
  void trainingGivesTheGradientsOfTheWeightsAllTheSame() {
    MultiLayerNetwork network = network();
    network.setInput(x);
    network.setLabels(labels);
    network.computeGradientAndScore();
    INDArray trained = network.gradient().gradient().dup();
    Pair<Gradient, INDArray> asked = network().calculateGradients(x, labels, null, null);
    Match.identical("gradient", asked.getFirst().gradient(), trained);
  }

  @Test
  void whoeverAsksForItGetsIt() {
    MultiLayerNetwork network = network();
    INDArray dx = network.calculateGradients(x, labels, null, null).getSecond();
    assertThat(dx.norm1Number().doubleValue()).isGreaterThan(1e-3);
    double step = 1e-2;
    for (long pixel : new long[] {0, 50, 195}) {
      INDArray more = x.dup();
      more.putScalar(pixel, x.getDouble(pixel) + step);
      INDArray less = x.dup();
      less.putScalar(pixel, x.getDouble(pixel) - step);
      // Deeplearning4j's gradients are sums over the batch, its score is the mean.
      double slope = 4 * (score(network, more) - score(network, less)) / (2 * step);
      assertThat(dx.getDouble(pixel)).isCloseTo(slope, Offset.offset(2e-3));
    }
  }

  private double score(MultiLayerNetwork network, INDArray input) {
    return network.score(new DataSet(input, labels), false);
  }

  @Test
  void errorsFromOutsideGoThrough() {
    MultiLayerNetwork network = network();
    network.setInput(x);
    network.feedForward(true, false);
    network.initGradientsView();
    INDArray epsilon = Data.normal(3, DataType.FLOAT, 4, 4, 5, 5);
    INDArray dx =
        network.getLayer(0).backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces()).getSecond();
    assertThat(dx.norm1Number().doubleValue()).isGreaterThan(1e-3);
  }

  /** A test of the tests: in training the layer does leave it out. */
  @Test
  void trainingLeavesItOut() {
    MultiLayerNetwork network = network();
    List<Double> seen = new ArrayList<>();
    network
        .getLayerWiseConfigurations()
        .getInputPreProcessors()
        .put(
            0,
            new FeedForwardToCnnPreProcessor(7, 7, 2) {
              private static final long serialVersionUID = 1L;

              @Override
              public INDArray preProcess(INDArray input, int size, LayerWorkspaceMgr workspaces) {
                return workspaces.dup(ArrayType.ACTIVATIONS, input, 'c');
              }

              @Override
              public INDArray backprop(INDArray output, int size, LayerWorkspaceMgr workspaces) {
                seen.add(output.norm1Number().doubleValue());
                return output;
              }
            });
    network.setInput(x);
    network.setLabels(labels);
    network.computeGradientAndScore();
    assertThat(seen).containsExactly(0.0);
  }
}
