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
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * The LeNet that Deeplearning4j's examples use: conv 5×5×20, max 2×2, conv 5×5×50, max 2×2, dense
 * 500, softmax; ReLU throughout, Adam with rate 0.002 / (1 + 0.005 · iteration), which one epoch of
 * MNIST is enough for. 431,080 parameters for 28×28 grey images and 10 classes.
 */
public final class LeNet {

  private static final double INITIAL_RATE = 2e-3;
  private static final double RATE_DECAY = 0.005;

  private LeNet() {}

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
    return new Adam(new InverseSchedule(ScheduleType.ITERATION, INITIAL_RATE, RATE_DECAY, 1));
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
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.RELU)
                .updater(updater)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv1").nOut(20).build())
                .layer(maximum("pool1"))
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv2").nOut(50).build())
                .layer(maximum("pool2"))
                .layer(new DenseLayer.Builder().name("dense").nOut(500).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(height, width, channels))
                .build());
    network.init();
    return network;
  }

  private static SubsamplingLayer maximum(String name) {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .name(name)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}
