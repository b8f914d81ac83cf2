package io.github.conv4j.bench;

import io.github.conv4j.nets.CifarCnn;
import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.ResNet20;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** Networks that are timed, from the same initial weights everywhere. */
public enum BenchNetwork {
  /** LeNet on images of MNIST's size, with a constant learning rate. */
  LENET("lenet", 1, 28) {
    @Override
    Model create() {
      MultiLayerNetwork network = LeNet.create(1, 28, 28, CLASSES, SEED, DataType.FLOAT);
      network.setLearningRate(RATE);
      return network;
    }
  },
  /** A plain convolutional network on images of CIFAR-10's size. */
  CIFAR_CNN("cifarCnn", 3, 32) {
    @Override
    Model create() {
      return CifarCnn.create(3, 32, 32, CLASSES, SEED, DataType.FLOAT);
    }
  },
  /** A residual network on images of CIFAR-10's size; here with Adam, which all peers have. */
  RESNET_20("resnet20", 3, 32) {
    @Override
    Model create() {
      return ResNet20.create(3, 32, 32, CLASSES, SEED, DataType.FLOAT, new Adam(RATE), 0);
    }
  };

  /** Classes of all networks. */
  public static final int CLASSES = 10;

  /** Adam's learning rate in all peers. */
  public static final float RATE = 1e-3f;

  private static final long SEED = 42;

  private final String label;
  private final int channels;
  private final int size;

  BenchNetwork(String label, int channels, int size) {
    this.label = label;
    this.channels = channels;
    this.size = size;
  }

  /** The network of built-in layers, initialised. */
  abstract Model create();

  /**
   * Name in lines and results.
   *
   * @return such as "cifarCnn"
   */
  public String label() {
    return label;
  }

  /**
   * Channels of an image.
   *
   * @return 1 or 3
   */
  public int channels() {
    return channels;
  }

  /**
   * Height and width of an image.
   *
   * @return pixels
   */
  public int size() {
    return size;
  }

  /** Reads {@link #label}. */
  static BenchNetwork ofLabel(String label) {
    return Arrays.stream(values())
        .filter(network -> network.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "network: expected "
                        + Arrays.stream(values())
                            .map(BenchNetwork::label)
                            .collect(Collectors.joining(", "))
                        + ", found \""
                        + label
                        + "\""));
  }
}
