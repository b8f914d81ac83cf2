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
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A residual network of nine layers that learns CIFAR-10 fast, after Page ("How to Train Your
 * ResNet", 2018), at three eighths of his widths: convolution 3×3 of 24 filters; a stage of 48 with
 * a residual block, one of 96 without, one of 192 with one; global maximum, softmax. A stage is
 * convolution, max 2×2, normalisation, ReLU; a block is twice convolution, normalisation, ReLU,
 * plus the block's input. Unlike his, stages pool before they normalise, which then has a quarter
 * of the work (Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", 2024). 54 million
 * multiplications per 32×32 image, 928,690 parameters for 3 channels and 10 classes. He
 * initialisation, Adam with rate 0.003.
 */
public final class ResNet9 {

  private static final int FILTERS = 24;
  private static final double RATE = 3e-3;

  private final GraphBuilder graph;

  private ResNet9(GraphBuilder graph) {
    this.graph = graph;
  }

  /** Its own optimiser. */
  static IUpdater updater() {
    return new Adam(RATE);
  }

  /**
   * The network, of built-in layers, initialised.
   *
   * @param spec images, classes, seed, type and optimiser
   * @return the network
   */
  public static ComputationGraph create(NetworkSpec spec) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(spec.seed())
            .dataType(spec.type())
            .weightInit(WeightInit.RELU)
            .activation(Activation.IDENTITY)
            .updater(spec.updater().orElseGet(ResNet9::updater))
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
    new ResNet9(graph).layers(spec.classes());
    ComputationGraph network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }

  private void layers(int classes) {
    String x = unit("stem", "images", FILTERS, false);
    x = unit("stage1", x, 2 * FILTERS, true);
    x = block("stage1", x, 2 * FILTERS);
    x = unit("stage2", x, 4 * FILTERS, true);
    x = unit("stage3", x, 8 * FILTERS, true);
    x = block("stage3", x, 8 * FILTERS);
    graph.addLayer("maximum", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), x);
    graph.addLayer(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .weightInit(WeightInit.XAVIER)
            .activation(Activation.SOFTMAX)
            .build(),
        "maximum");
    graph.setOutputs("output");
  }

  private String block(String stage, String input, int filters) {
    String inner = unit(stage + "_block1", input, filters, false);
    String outer = unit(stage + "_block2", inner, filters, false);
    graph.addVertex(stage + "_sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), outer, input);
    return stage + "_sum";
  }

  /** Convolution, maximum if it halves, normalisation and ReLU; returns the name of the latter. */
  private String unit(String name, String input, int filters, boolean halves) {
    String x = name + "_conv";
    graph.addLayer(x, NormalisedConvolution.convolution(x, filters, 3, 1), input);
    if (halves) {
      graph.addLayer(name + "_pool", NormalisedConvolution.halving(name + "_pool"), x);
      x = name + "_pool";
    }
    graph.addLayer(name + "_norm", NormalisedConvolution.normalisation(name + "_norm"), x);
    graph.addLayer(name + "_relu", NormalisedConvolution.relu(name + "_relu"), name + "_norm");
    return name + "_relu";
  }
}
