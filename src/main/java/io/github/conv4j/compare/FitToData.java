package io.github.conv4j.compare;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.nets.Network;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Refuses a network that cannot work with the data, before anything long begins. */
final class FitToData {

  private static final String ADVICE = "; choose other --data or another network";

  private FitToData() {}

  static Network network(Model model) {
    Network network;
    try {
      network = Network.of(model);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage() + "; choose another network", e);
    }
    DataType type = network.dataType();
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new DataException(
          "network: expected one in FLOAT or DOUBLE, found "
              + type
              + "; convert it with convertDataType(DataType.FLOAT)");
    }
    return network;
  }

  static void require(UnaryOperator<INDArray> network, ImageDataSource data) {
    DataSet two = data.test(2, 2).next();
    INDArray scores;
    try {
      scores = network.apply(two.getFeatures());
    } catch (RuntimeException e) {
      throw new DataException(
          "the network does not take this data: expected a network for images of "
              + data.shape()
              + ", found that it fails on one ("
              + firstLine(e)
              + ")"
              + ADVICE,
          e);
    }
    int classes = data.classNames().size();
    if (scores.rank() != 2 || scores.size(1) != classes) {
      throw new DataException(
          "the network does not fit this data: expected "
              + classes
              + " class scores per image, found output of shape "
              + Arrays.toString(scores.shape())
              + ADVICE);
    }
    if (!Double.isFinite(scores.sumNumber().doubleValue())) {
      throw new DataException(
          "the network does not work: expected class scores that are finite numbers, found others"
              + " for the first test images; its training may have diverged, choose another"
              + " network");
    }
  }

  static void requireTrainable(Network network, ImageDataSource data) {
    try {
      network.copy().gradients(data.test(2, 2).next());
    } catch (RuntimeException e) {
      throw new DataException(
          "the network cannot be trained on this data: expected one whose last layer computes a"
              + " loss from one-hot labels of "
              + data.classNames().size()
              + " classes, found that it fails ("
              + firstLine(e)
              + ")"
              + ADVICE,
          e);
    }
  }

  static String firstLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
