package io.github.conv4j.nets;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The residual network of 20 layers for CIFAR-10 by He et al. ("Deep Residual Learning for Image
 * Recognition", 2015, section 4.2): conv 3×3 of 16 filters, three stages of three residual blocks
 * with 16, 32 and 64 filters, the second and third stage at half the resolution, global average,
 * softmax. A block is conv, batch normalisation, ReLU, conv, batch normalisation, plus the block's
 * input, ReLU. Where a stage begins, the shortcut is a 1×1 convolution of stride 2 with batch
 * normalisation (option B of the paper). He initialisation; convolutions before a normalisation
 * have no bias.
 */
public final class ResNet20 {

  private static final int STAGES = 3;
  private static final int BLOCKS = 3;
  private static final int FILTERS = 16;
  private static final double RATE = 0.1;
  private static final double MOMENTUM = 0.9;
  static final double WEIGHT_DECAY = 1e-4;

  private final GraphBuilder graph;

  private ResNet20(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * The network, of built-in layers, initialised, as the paper trains it: Nesterov momentum 0.9 at
   * rate 0.1, which a schedule should lower, and l2 0.0001.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param classes number of classes
   * @param seed seed of the initial weights, not 0 (which Deeplearning4j takes for "no seed")
   * @param type FLOAT or DOUBLE
   * @return the network
   */
  public static ComputationGraph create(
      int channels, int height, int width, int classes, long seed, DataType type) {
    return create(channels, height, width, classes, seed, type, updater(), WEIGHT_DECAY);
  }

  /** Its own optimiser. */
  static IUpdater updater() {
    return new Nesterovs(RATE, MOMENTUM);
  }

  /**
   * The network, of built-in layers, initialised.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param classes number of classes
   * @param seed seed of the initial weights, not 0 (which Deeplearning4j takes for "no seed")
   * @param type FLOAT or DOUBLE
   * @param updater optimiser and learning rate
   * @param l2 factor of the squared weights in the loss, 0 for none
   * @return the network
   */
  public static ComputationGraph create(
      int channels,
      int height,
      int width,
      int classes,
      long seed,
      DataType type,
      IUpdater updater,
      double l2) {
    NeuralNetConfiguration.Builder defaults =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .updater(updater);
    if (l2 > 0) {
      defaults.l2(l2);
    }
    GraphBuilder graph =
        defaults
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(InputType.convolutional(height, width, channels));
    new ResNet20(graph).layers(classes);
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private void layers(int classes) {
    String x = relu("stem", normalised("stem", "images", FILTERS, 3, 1));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        boolean halves = stage > 0 && block == 0;
        x = block("stage" + (stage + 1) + "_block" + (block + 1), x, FILTERS << stage, halves);
      }
    }
    graph.addLayer("average", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), x);
    graph.addLayer(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SOFTMAX)
            .build(),
        "average");
    graph.setOutputs("output");
  }

  private String block(String name, String input, int filters, boolean halves) {
    int stride = halves ? 2 : 1;
    String first = relu(name + "_1", normalised(name + "_1", input, filters, 3, stride));
    String second = normalised(name + "_2", first, filters, 3, 1);
    String shortcut = halves ? normalised(name + "_shortcut", input, filters, 1, stride) : input;
    graph.addVertex(
        name + "_sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), second, shortcut);
    return relu(name, name + "_sum");
  }

  /** Convolution and batch normalisation; returns the name of the latter. */
  private String normalised(String name, String input, int filters, int kernel, int stride) {
    String conv = name + "_conv";
    String norm = name + "_norm";
    graph.addLayer(conv, NormalisedConvolution.convolution(conv, filters, kernel, stride), input);
    graph.addLayer(norm, NormalisedConvolution.normalisation(norm), conv);
    return norm;
  }

  private String relu(String name, String input) {
    graph.addLayer(name + "_relu", NormalisedConvolution.relu(name + "_relu"), input);
    return name + "_relu";
  }
}
