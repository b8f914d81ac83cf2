package io.github.conv4j.data;

import java.util.List;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;

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
   * Training batches, shuffled anew in each epoch, images as they are.
   *
   * @param batch examples per batch, at least 1
   * @param seed decides the order together with the epoch; see {@link ExampleOrder}
   * @param limit the first examples of the file, which are then shuffled; {@link #NO_LIMIT} for all
   * @return a new iterator at epoch 0
   * @throws IllegalArgumentException if batch or limit is below 1
   */
  default ImageIterator train(int batch, long seed, int limit) {
    return train(batch, seed, limit, Augmentation.NONE);
  }

  /**
   * Training batches, shuffled and varied anew in each epoch.
   *
   * @param batch examples per batch, at least 1
   * @param seed decides order and variation together with the epoch
   * @param limit the first examples of the file, which are then shuffled; {@link #NO_LIMIT} for all
   * @param augmentation how images are varied
   * @return a new iterator at epoch 0
   * @throws IllegalArgumentException if batch or limit is below 1, or images are too small for the
   *     augmentation
   */
  ImageIterator train(int batch, long seed, int limit, Augmentation augmentation);

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
   * The same data with some training images held out: they take the place of the test images, and
   * the others are all there is to train on. Which ones is a function of the numbers given, drawn
   * without regard to classes; both parts keep the order of the file.
   *
   * @param count how many to hold out
   * @param seed decides which
   * @param limit the first training images of the file, from which they are drawn; the others are
   *     left out; {@link #NO_LIMIT} for all
   * @return a data set that shares this one's memory and {@link #files}
   * @throws IllegalArgumentException if the count is below 1, or would leave none to train on
   */
  ImageDataSource withHeldOut(int count, long seed, int limit);

  /**
   * The files that the data was read from, for manifests.
   *
   * @return those of the training images, then those of the test images
   */
  List<DataFile> files();

  /**
   * How the iterators turn pixels into numbers. Save {@link PixelScale#normalizer} with a network
   * that was trained so: pictures for prediction must go through the same.
   *
   * @return {@link PixelScale#UNIT}, unless {@link #withScale} said otherwise
   */
  PixelScale scale();

  /**
   * The same data, scaled in another way.
   *
   * @param scale what the iterators shall do
   * @return a data set that shares this one's memory
   * @throws IllegalArgumentException if the scale is for another number of channels
   */
  ImageDataSource withScale(PixelScale scale);

  /**
   * The scale that gives each channel mean 0 and standard deviation 1 over all training images,
   * whatever the limit of an iterator is.
   *
   * @return computed from the training images
   */
  PixelScale standardization();

  /**
   * What users should know before they rely on results with this data.
   *
   * @return one line each; usually none
   */
  default List<String> warnings() {
    return List.of();
  }

  /**
   * What has to be saved with a network that is trained on these images.
   *
   * @return the normaliser of the {@link #scale}; null where that is the usual, 0 to 1
   */
  default DataNormalization normalizer() {
    return scale().equals(PixelScale.UNIT) ? null : scale().normalizer(shape().channels());
  }
}
