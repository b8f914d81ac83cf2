package io.github.conv4j.nets;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A small network for colour images in the style of Keras's CIFAR-10 example: twice (conv 3×3 of 32
 * filters) and max 2×2, the same with 64, dense 512, softmax; ReLU throughout, padding 1, He
 * initialisation, Adam with rate 0.001. 2,168,362 parameters for 32×32 images of 3 channels and 10
 * classes.
 */
public final class CifarCnn {

  private static final double RATE = 1e-3;

  private CifarCnn() {}

  /**
   * The network, of built-in layers, initialised.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param classes number of classes
   * @param seed seed of the initial weights, not 0 (which Deeplearning4j takes for "no seed")
   * @param type FLOAT or DOUBLE
   * @return the network
   */
  public static MultiLayerNetwork create(
      int channels, int height, int width, int classes, long seed, DataType type) {
    return create(channels, height, width, classes, seed, type, updater());
  }

  /** Its own optimiser. */
  static IUpdater updater() {
    return new Adam(RATE);
  }

  /**
   * The network, of built-in layers, initialised, with another updater.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @param classes number of classes
   * @param seed seed of the initial weights, not 0 (which Deeplearning4j takes for "no seed")
   * @param type FLOAT or DOUBLE
   * @param updater optimiser and learning rate
   * @return the network
   */
  public static MultiLayerNetwork create(
      int channels,
      int height,
      int width,
      int classes,
      long seed,
      DataType type,
      IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(updater)
                .list()
                .layer(convolution("conv1", 32))
                .layer(convolution("conv2", 32))
                .layer(maximum("pool1"))
                .layer(convolution("conv3", 64))
                .layer(convolution("conv4", 64))
                .layer(maximum("pool2"))
                .layer(new DenseLayer.Builder().name("dense").nOut(512).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(classes)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(height, width, channels))
                .build());
    network.init();
    return network;
  }

  private static ConvolutionLayer convolution(String name, int filters) {
    return new ConvolutionLayer.Builder(3, 3).name(name).padding(1, 1).nOut(filters).build();
  }

  private static SubsamplingLayer maximum(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .name(name)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}
