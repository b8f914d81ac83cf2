package io.github.conv4j.nets;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network that learns CIFAR-10 in few epochs, after Jordan's airbench ("94% on CIFAR-10 in 3.29
 * Seconds on a Single GPU", 2024), narrower and with ReLU. First comes a convolution 2×2 that is
 * never trained and {@linkplain Whitening whitens} the images; then three blocks, each: convolution
 * 3×3, max 2×2, normalisation, ReLU, convolution 3×3, normalisation, ReLU; the global maximum,
 * times 1/9; softmax. The first filters of a block's convolutions, as many as they have inputs,
 * start as the identity, the others by He; so does the whitening where no images are given. 59
 * million multiplications per 32×32 image, 791,978 parameters for 3 channels and 10 classes. Adam
 * with rate 0.001.
 */
public final class Airbench {

  private static final int[] FILTERS = {48, 128, 192};
  private static final int WHITENING_KERNEL = 2;
  private static final double OUTPUT_SCALE = 1.0 / 9;
  private static final double RATE = 1e-3;

  private final GraphBuilder graph;

  private Airbench(GraphBuilder graph) {
    this.graph = graph;
  }

  /** Its own optimiser. */
  static IUpdater updater() {
    return new Adam(RATE);
  }

  /**
   * The network, of built-in layers, initialised.
   *
   * @param spec images, classes, seed, type, optimiser, and examples to whiten by
   * @return the network
   */
  public static ComputationGraph create(NetworkSpec spec) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(spec.seed())
            .dataType(spec.type())
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .updater(spec.updater().orElseGet(Airbench::updater))
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
    new Airbench(graph).layers(spec);
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    spec.examples()
        .ifPresent(
            examples ->
                network
                    .getParam("whitening_W")
                    .assign(
                        Whitening.filters(examples.get(), WHITENING_KERNEL).castTo(spec.type())));
    for (int block = 1; block <= FILTERS.length; block++) {
      startAsIdentity(network.getParam("block" + block + "_conv1_W"));
      startAsIdentity(network.getParam("block" + block + "_conv2_W"));
    }
    return network;
  }

  /** The first filters, as many as there are inputs, hand these on. */
  private static void startAsIdentity(INDArray weights) {
    int inputs = (int) weights.size(1);
    int elements = (int) (weights.size(2) * weights.size(3));
    double[] values = weights.dup('c').data().asDouble();
    for (int i = 0; i < Math.min(weights.size(0), inputs); i++) {
      int row = i * inputs * elements;
      Arrays.fill(values, row, row + inputs * elements, 0);
      values[row + i * elements + elements / 2] = 1;
    }
    weights.assign(
        Nd4j.create(values, weights.shape(), DataType.DOUBLE).castTo(weights.dataType()));
  }

  private void layers(NetworkSpec spec) {
    graph.addLayer("whitening", new FrozenLayer(whitening(spec.channels())), "images");
    graph.addLayer("whitening_relu", NormalisedConvolution.relu("whitening_relu"), "whitening");
    String x = "whitening_relu";
    for (int i = 0; i < FILTERS.length; i++) {
      String block = "block" + (i + 1);
      String conv = block + "_conv1";
      graph.addLayer(conv, NormalisedConvolution.convolution(conv, FILTERS[i], 3, 1), x);
      graph.addLayer(block + "_pool", NormalisedConvolution.halving(block + "_pool"), conv);
      x = normalised(block + "_norm1", block + "_relu1", block + "_pool");
      conv = block + "_conv2";
      graph.addLayer(conv, NormalisedConvolution.convolution(conv, FILTERS[i], 3, 1), x);
      x = normalised(block + "_norm2", block + "_relu2", conv);
    }
    graph.addLayer("maximum", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), x);
    graph.addVertex("scale", new ScaleVertex(OUTPUT_SCALE), "maximum");
    graph.addLayer(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(spec.classes())
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SOFTMAX)
            .build(),
        "scale");
    graph.setOutputs("output");
  }

  /** Two filters for each value of a patch; the size stays. */
  private static ConvolutionLayer whitening(int channels) {
    return new ConvolutionLayer.Builder(WHITENING_KERNEL, WHITENING_KERNEL)
        .name("whitening")
        .convolutionMode(ConvolutionMode.Same)
        .nOut(2 * channels * WHITENING_KERNEL * WHITENING_KERNEL)
        .hasBias(false)
        .activation(Activation.IDENTITY)
        .build();
  }

  private String normalised(String norm, String relu, String input) {
    graph.addLayer(norm, NormalisedConvolution.normalisation(norm), input);
    graph.addLayer(relu, NormalisedConvolution.relu(relu), norm);
    return relu;
  }
}
