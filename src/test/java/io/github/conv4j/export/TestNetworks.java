package io.github.conv4j.export;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.layers.Conv2DLayer;
import io.github.conv4j.layers.Pool2DLayer;
import io.github.conv4j.nets.NetworkSpec;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks with every kind of layer, and data for them. */
public final class TestNetworks {

  public static final int CHANNELS = 2;
  public static final int HEIGHT = 9;
  public static final int WIDTH = 7;
  public static final int CLASSES = 3;

  private TestNetworks() {}

  public static NeuralNetConfiguration.Builder settings(DataType type) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(type)
        .activation(Activation.TANH)
        .updater(new Adam(0.01));
  }

  /** What networks for colour images are made by. */
  static NetworkSpec colourSpec() {
    return new NetworkSpec(3, 32, 32, 10, 1, DataType.FLOAT, Optional.empty(), Optional.empty());
  }

  public static InputType input() {
    return InputType.convolutional(HEIGHT, WIDTH, CHANNELS);
  }

  public static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .name("output")
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** One layer between the input and the output. */
  public static MultiLayerNetwork around(DataType type, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = settings(type).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(list.layer(output()).setInputType(input()).build());
    network.init();
    return network;
  }

  /** A chain of built-in layers. */
  public static MultiLayerNetwork builtinChain(DataType type) {
    return around(
        type,
        new ZeroPaddingLayer.Builder(1, 0, 2, 1).name("zeros").build(),
        new ConvolutionLayer.Builder(3, 2)
            .name("conv")
            .nOut(4)
            .convolutionMode(ConvolutionMode.Same)
            .build(),
        new LocalResponseNormalization.Builder().n(3).alpha(0.1).name("lrn").build(),
        new SubsamplingLayer.Builder(PoolingType.AVG)
            .kernelSize(3, 2)
            .stride(2, 2)
            .convolutionMode(ConvolutionMode.Same)
            .name("average")
            .build(),
        new BatchNormalization.Builder().name("bn").build(),
        new DropoutLayer.Builder(0.5).name("dropout").build(),
        new DenseLayer.Builder().name("dense").nOut(5).dropOut(0.5).build());
  }

  /** A chain of handwritten layers with what the built-in ones do not have. */
  public static MultiLayerNetwork handwrittenChain(DataType type) {
    return around(
        type,
        new Conv2DLayer.Builder(3, 2)
            .name("flipped")
            .nOut(4)
            .orientation(Orientation.CONVOLUTION)
            .dilation(2, 1)
            .padding(1, 0)
            .paddingAfter(0, 1)
            .build(),
        pooling(PoolingType.PNORM).kernelSize(2, 3).stride(2, 1).pnorm(3).build(),
        pooling(PoolingType.SUM).kernelSize(2, 2).stride(1, 1).rounding(Rounding.CEIL).build(),
        pooling(PoolingType.AVG)
            .kernelSize(2, 2)
            .stride(1, 1)
            .padding(1, 0)
            .avgPoolIncludePadInDivisor(true)
            .build(),
        pooling(PoolingType.MAX).kernelSize(2, 2).stride(1, 1).dilation(1, 2).build());
  }

  private static Pool2DLayer.Builder pooling(PoolingType type) {
    return new Pool2DLayer.Builder(type);
  }

  /** Batch normalisation on vectors, a residual block, two branches. */
  public static ComputationGraph residual(DataType type) {
    ComputationGraph graph =
        new ComputationGraph(
            settings(type)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(input())
                .addLayer("stem", convolution(4, 3), "images")
                .addLayer("bn1", new BatchNormalization.Builder().build(), "stem")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "bn1")
                .addLayer("branch", convolution(4, 2), "relu")
                .addLayer(
                    "bn2", new BatchNormalization.Builder().useLogStd(false).build(), "branch")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "bn2", "relu")
                .addVertex(
                    "mean", new ElementWiseVertex(ElementWiseVertex.Op.Average), "sum", "stem")
                .addVertex("high", new ElementWiseVertex(ElementWiseVertex.Op.Max), "mean", "stem")
                .addVertex(
                    "gap", new ElementWiseVertex(ElementWiseVertex.Op.Subtract), "high", "mean")
                .addVertex(
                    "gate", new ElementWiseVertex(ElementWiseVertex.Op.Product), "gap", "relu")
                .addVertex("scale", new ScaleVertex(0.5), "gate")
                .addVertex("shift", new ShiftVertex(0.25), "scale")
                .addLayer("narrow", convolution(3, 1), "sum")
                .addVertex("merge", new MergeVertex(), "shift", "narrow")
                .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "merge")
                .addLayer("bn3", new BatchNormalization.Builder().build(), "global")
                .addLayer("logits", new DenseLayer.Builder().nOut(CLASSES).build(), "bn3")
                .addLayer(
                    "loss",
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "logits")
                .setOutputs("loss")
                .build());
    graph.init();
    return graph;
  }

  private static ConvolutionLayer convolution(int filters, int kernel) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(filters).build();
  }

  public static INDArray images(DataType type, int count, long seed) {
    Random random = new Random(seed);
    INDArray images = Nd4j.create(type, count, CHANNELS, HEIGHT, WIDTH);
    for (long i = 0; i < images.length(); i++) {
      images.putScalar(i, random.nextGaussian());
    }
    return images;
  }

  public static DataSet batch(DataType type, int count, long seed) {
    INDArray labels = Nd4j.create(type, count, CLASSES);
    for (int i = 0; i < count; i++) {
      labels.putScalar(i, (i * 7 + seed) % CLASSES, 1);
    }
    return new DataSet(images(type, count, seed), labels);
  }

  /**
   * "block/conv" before a layer "block" that passes on what it gets, and two inputs and outputs.
   */
  static ComputationGraph severalInputsAndOutputs() {
    ComputationGraph graph =
        new ComputationGraph(
            settings(DataType.FLOAT)
                .graphBuilder()
                .addInputs("images", "numbers")
                .setInputTypes(input(), InputType.feedForward(4))
                .addLayer(
                    "block/conv", new ConvolutionLayer.Builder(2, 2).nOut(3).build(), "images")
                .addLayer("block", new DropoutLayer.Builder(0.5).build(), "block/conv")
                .addVertex(
                    "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "block", "block/conv")
                .addLayer("flat", new DenseLayer.Builder().nOut(4).build(), "sum")
                .addVertex("both", new MergeVertex(), "flat", "numbers")
                .addLayer("first", output(), "both")
                .addLayer("more", new DenseLayer.Builder().nOut(4).build(), "first")
                .addLayer("second", output(), "more")
                .setOutputs("first", "second")
                .build());
    graph.init();
    return graph;
  }

  /** Scores for each pixel. */
  static MultiLayerNetwork segmentation() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            settings(DataType.FLOAT)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(new ConvolutionLayer.Builder(1, 1).nOut(3).build())
                .layer(
                    new CnnLossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(input())
                .build());
    network.init();
    return network;
  }

  /** Scores for each step of a sequence of 3 channels. */
  static MultiLayerNetwork steps() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            settings(DataType.FLOAT)
                .list()
                .layer(
                    new Convolution1DLayer.Builder(3)
                        .nOut(5)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3, 11))
                .build());
    network.init();
    return network;
  }

  /**
   * Squeeze and excitation: a number for each channel multiplies it; then unit length. Without
   * input types, which Deeplearning4j does not work out for it.
   */
  static ComputationGraph gates() {
    ComputationGraph graph =
        new ComputationGraph(
            settings(DataType.FLOAT)
                .graphBuilder()
                .addInputs("images")
                .addLayer(
                    "conv",
                    new ConvolutionLayer.Builder(2, 2).nIn(CHANNELS).nOut(6).build(),
                    "images")
                .addLayer(
                    "mean",
                    new GlobalPoolingLayer.Builder(
                            org.deeplearning4j.nn.conf.layers.PoolingType.AVG)
                        .collapseDimensions(false)
                        .build(),
                    "conv")
                .addLayer(
                    "gate",
                    new ConvolutionLayer.Builder(1, 1)
                        .nIn(6)
                        .nOut(6)
                        .activation(Activation.SIGMOID)
                        .build(),
                    "mean")
                .addVertex(
                    "gated", new ElementWiseVertex(ElementWiseVertex.Op.Product), "conv", "gate")
                .addVertex("unit", new L2NormalizeVertex(), "gated")
                .addLayer(
                    "dense",
                    new DenseLayer.Builder().nIn(6 * 8 * 6).nOut(5).build(),
                    new CnnToFeedForwardPreProcessor(8, 6, 6),
                    "unit")
                .addVertex("one", new L2NormalizeVertex(), "dense")
                .addLayer(
                    "output",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "one")
                .setOutputs("output")
                .build());
    graph.init();
    return graph;
  }
}
