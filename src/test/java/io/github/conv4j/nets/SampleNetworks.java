package io.github.conv4j.nets;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks of built-in layers, of many kinds, for grey images of 12 x 12 and 4 classes. */
public final class SampleNetworks {

  /** Rows and columns of an image. */
  public static final int SIZE = 12;

  /** Number of classes. */
  public static final int CLASSES = 4;

  private SampleNetworks() {}

  /** All of them by name. */
  public static Map<String, Supplier<Model>> all(long seed) {
    Map<String, Supplier<Model>> all = new LinkedHashMap<>();
    all.put("max, SGD", () -> plain(seed, DataType.FLOAT, new Sgd(0.1)));
    all.put("max, Adam, DOUBLE", () -> plain(seed, DataType.DOUBLE, new Adam(1e-3)));
    all.put("average, Same, dilation", () -> averageSameDilated(seed, DataType.FLOAT));
    all.put("average, Same, dilation, DOUBLE", () -> averageSameDilated(seed, DataType.DOUBLE));
    all.put("p-norm, l2, tanh", () -> pnorm(seed, DataType.FLOAT));
    all.put("p-norm, l2, tanh, DOUBLE", () -> pnorm(seed, DataType.DOUBLE));
    all.put("batch normalisation", () -> normalised(seed, DataType.FLOAT));
    all.put("batch normalisation, DOUBLE", () -> normalised(seed, DataType.DOUBLE));
    all.put("noise and constraints", () -> noisy(seed, DataType.FLOAT));
    all.put("NHWC", () -> channelsLast(seed));
    all.put("frozen", () -> frozen(seed));
    all.put("regression", () -> regression(seed));
    all.put("graph", () -> graph(seed, DataType.FLOAT));
    all.put("graph, DOUBLE", () -> graph(seed, DataType.DOUBLE));
    return all;
  }

  private static NeuralNetConfiguration.Builder builder(
      long seed, DataType type, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .dataType(type)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.RELU)
        .updater(updater);
  }

  private static OutputLayer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static MultiLayerNetwork initialised(MultiLayerNetwork network) {
    network.init();
    return network;
  }

  /** Two convolutions and two maximum poolings. */
  public static MultiLayerNetwork plain(long seed, DataType type, IUpdater updater) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, type, updater)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("first").nOut(6).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(8).build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new DenseLayer.Builder().nOut(16).build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork averageSameDilated(long seed, DataType type) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, type, new Nesterovs(0.01, 0.9))
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).dilation(2, 2).nOut(5).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(3, 3)
                        .stride(2, 2)
                        .build())
                .layer(new ConvolutionLayer.Builder(4, 3).stride(2, 1).nOut(7).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(3, 2)
                        .stride(1, 1)
                        .build())
                .layer(softmax())
                .setInputType(InputType.convolutionalFlat(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork pnorm(long seed, DataType type) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, type, new RmsProp(1e-3))
                .l2(1e-2)
                .l1(1e-3)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(5, 5)
                        .padding(2, 2)
                        .nOut(4)
                        .activation(Activation.SIGMOID)
                        .build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                        .pnorm(3)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .hasBias(false)
                        .l2(0.1)
                        .updater(new Sgd(0.05))
                        .activation(Activation.TANH)
                        .build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork normalised(long seed, DataType type) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, type, new Adam(1e-3))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new BatchNormalization())
                .layer(new ActivationLayer(Activation.LEAKYRELU))
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(1).build())
                .layer(new BatchNormalization())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork noisy(long seed, DataType type) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, type, new Adam(1e-3))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .dropOut(new Dropout(0.8))
                        .constrainWeights(new MaxNormConstraint(0.5, 1, 2, 3))
                        .build())
                .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                .layer(
                    new ConvolutionLayer.Builder(2, 2)
                        .nOut(8)
                        .weightNoise(new DropConnect(0.7))
                        .biasUpdater(new Sgd(0.2))
                        .build())
                .layer(new DenseLayer.Builder().nOut(16).dropOut(0.5).build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork channelsLast(long seed) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Sgd(0.1))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3).dataFormat(CNN2DFormat.NHWC).nOut(6).build())
                .layer(
                    new SubsamplingLayer.Builder()
                        .dataFormat(CNN2DFormat.NHWC)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(
                    new ConvolutionLayer.Builder(2, 3).dataFormat(CNN2DFormat.NHWC).nOut(5).build())
                .layer(new GlobalPoolingLayer(PoolingType.MAX))
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1, CNN2DFormat.NHWC))
                .build()));
  }

  private static MultiLayerNetwork frozen(long seed) {
    FrozenLayer kept =
        new FrozenLayer(
            new ConvolutionLayer.Builder(3, 3)
                .nOut(6)
                .activation(Activation.RELU)
                .weightInit(WeightInit.XAVIER)
                .build());
    kept.setLayerName("kept");
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Adam(1e-3))
                .list()
                .layer(kept)
                .layer(
                    new FrozenLayer(
                        new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build()))
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(8).build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  private static MultiLayerNetwork regression(long seed) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Sgd(0.01))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(6).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(CLASSES)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  /** A padded convolution and a padded average. */
  public static MultiLayerNetwork padded(long seed) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Sgd(0.1))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3).name("first").padding(1, 1).nOut(6).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  /** A maximum over padded windows, behind ReLU. */
  public static MultiLayerNetwork paddedMaximum(long seed) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Sgd(0.1))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(6).build())
                .layer(
                    new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .padding(1, 1)
                        .build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  /** P-norm pooling over windows of nothing but zeros. */
  public static MultiLayerNetwork pnormOverZeros(long seed) {
    return initialised(
        new MultiLayerNetwork(
            builder(seed, DataType.FLOAT, new Sgd(0.1))
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3).nOut(6).activation(Activation.TANH).build())
                .layer(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.PNORM)
                        .pnorm(2)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(softmax())
                .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                .build()));
  }

  /**
   * A residual block and two merged branches. No dropout on a branch: Deeplearning4j lets it change
   * the input that the other branch shares, before that one goes back.
   */
  public static ComputationGraph graph(long seed, DataType type) {
    ComputationGraph graph =
        new ComputationGraph(
            builder(seed, type, new Adam(1e-3))
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                    "stem", new ConvolutionLayer.Builder(3, 3).nOut(6).dropOut(0.9).build(), "in")
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(6).build(), "stem")
                .addLayer("norm", new BatchNormalization(), "conv")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm", "stem")
                .addLayer("left", new ConvolutionLayer.Builder(1, 1).nOut(3).build(), "sum")
                .addLayer("right", new ConvolutionLayer.Builder(5, 5).nOut(2).build(), "sum")
                .addVertex("merge", new MergeVertex(), "left", "right")
                .addLayer(
                    "pool",
                    new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build(),
                    "merge")
                .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "pool")
                .addLayer("out", softmax(), "global")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1))
                .build());
    graph.init();
    return graph;
  }

  /** Images with blank borders, as digits have, and one-hot labels; FLOAT as data comes. */
  public static DataSet batch(long seed, int images) {
    Random random = new Random(seed);
    INDArray features = Nd4j.zeros(DataType.FLOAT, images, 1, SIZE, SIZE);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, images, CLASSES);
    for (int n = 0; n < images; n++) {
      for (int i = 2; i < SIZE - 2; i++) {
        for (int j = 2; j < SIZE - 3; j++) {
          boolean ink = random.nextInt(3) > 0;
          features.putScalar(new int[] {n, 0, i, j}, ink ? random.nextInt(256) / 255f : 0);
        }
      }
      labels.putScalar(n, random.nextInt(CLASSES), 1);
    }
    return new DataSet(features, labels);
  }

  /** The batch as the network wants it: images with channels last for an NHWC network. */
  public static DataSet batchFor(Model model, long seed, int images) {
    DataSet batch = batch(seed, images);
    boolean last =
        model instanceof MultiLayerNetwork network
            && network.getLayer(0).conf().getLayer() instanceof ConvolutionLayer layer
            && layer.getCnn2dDataFormat() == CNN2DFormat.NHWC;
    return last
        ? new DataSet(batch.getFeatures().permute(0, 2, 3, 1).dup('c'), batch.getLabels())
        : batch;
  }
}
