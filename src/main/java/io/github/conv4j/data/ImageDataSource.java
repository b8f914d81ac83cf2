package io.github.conv4j.data;

import java.util.List;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;

/**
 * A data set of labelled images with a training and a test part. Implementations are immutable:
 * each iterator is new and starts at epoch 0.
 */
public interface ImageDataSource {

  /** As a limit: all examples. */
  int NO_LIMIT = Integer.MAX_VALUE;

  /**
   * Short name for tables and reports.
   *
   * @return such as "mnist"
   */
  String name();

  /**
   * Size of each image.
   *
   * @return channels, height, width
   */
  ImageShape shape();

  /**
   * Class names, in the order of the labels.
   *
   * @return as many names as there are classes
   */
  List<String> classNames();

  /**
   * Number of training images.
   *
   * @return at least 1
   */
  int numberOfTrainingExamples();

  /**
   * Number of test images.
   *
   * @return at least 1
   */
  int numberOfTestExamples();

  /**
   * Training batches, shuffled anew in each epoch.
   *
   * @param batch examples per batch, at least 1
   * @param seed decides the order together with the epoch; see {@link ExampleOrder}
   * @param limit the first examples of the file, which are then shuffled; {@link #NO_LIMIT} for all
   * @return a new iterator at epoch 0
   * @throws IllegalArgumentException if batch or limit is below 1
   */
  ImageIterator train(int batch, long seed, int limit);

  /**
   * Test batches in the order of the file, never shuffled.
   *
   * @param batch examples per batch, at least 1
   * @param limit the first examples of the file; {@link #NO_LIMIT} for all
   * @return a new iterator
   * @throws IllegalArgumentException if batch or limit is below 1
   */
  ImageIterator test(int batch, int limit);

  /**
   * The files that the data was read from, for manifests.
   *
   * @return training images and labels, test images and labels
   */
  List<DataFile> files();

  /**
   * How pixels become a network's input; the iterators use it, and pictures for prediction must go
   * through the same.
   *
   * @return a scaler from 0 … 255 to 0 … 1
   */
  static ImagePreProcessingScaler normalizer() {
    return new ImagePreProcessingScaler(0, 1);
  }
}
