package io.github.conv4j.infer;

import io.github.conv4j.data.PixelScale;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A saved network that scores images, whatever its format. Not for several threads at once. */
public interface Classifier extends AutoCloseable {

  /**
   * The format in words.
   *
   * @return such as "ONNX"
   */
  String format();

  /**
   * What pixels, 0 to 255, have to go through before {@link #scores} gets them.
   *
   * @return {@link PixelScale#RAW} if the file scales them by itself
   */
  PixelScale scale();

  /**
   * Class scores.
   *
   * @param images [N, C, H, W], scaled
   * @return [N, K]
   */
  INDArray scores(INDArray images);

  /**
   * Class names that the file holds.
   *
   * @return names in the order of the scores; none if it holds none
   */
  List<String> labels();

  /**
   * Size of an image, where the file says it.
   *
   * @return channels, height, width
   */
  Optional<List<Integer>> shape();

  @Override
  void close();
}
