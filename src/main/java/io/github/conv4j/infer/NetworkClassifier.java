package io.github.conv4j.infer;

import io.github.conv4j.data.PixelScale;
import io.github.conv4j.export.InputShapes;
import io.github.conv4j.nets.Network;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network of Deeplearning4j.
 *
 * @param network the network
 * @param scale what its file says about pixels, or 0 to 1
 */
record NetworkClassifier(Network network, PixelScale scale) implements Classifier {

  @Override
  public String format() {
    return "Deeplearning4j";
  }

  @Override
  public INDArray scores(INDArray images) {
    return network.output(images.castTo(network.dataType()));
  }

  @Override
  public List<String> labels() {
    return List.of();
  }

  @Override
  public Optional<List<Integer>> shape() {
    return InputShapes.of(network.model())
        .map(InputShapes.Found::shape)
        .filter(shape -> shape.size() == 3);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
