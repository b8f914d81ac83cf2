package io.github.conv4j.compare;

import io.github.conv4j.data.DataException;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.nets.Network;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Refuses a network that cannot work with the data, before anything long begins. */
final class FitToData {

  private FitToData() {}

  static void require(Network network, ImageDataSource data) {
    DataSet two = data.test(2, 2).next();
    INDArray scores;
    try {
      scores = network.output(two.getFeatures());
    } catch (RuntimeException e) {
      throw new DataException(
          "the network does not take this data: expected a network for images of "
              + data.shape()
              + ", found that it fails on one ("
              + firstLine(e)
              + "); choose other --data or another --model",
          e);
    }
    int classes = data.classNames().size();
    if (scores.rank() != 2 || scores.size(1) != classes) {
      throw new DataException(
          "the network does not fit this data: expected "
              + classes
              + " class scores per image, found output of shape "
              + Arrays.toString(scores.shape())
              + "; choose other --data or another --model");
    }
  }

  private static String firstLine(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
