package io.github.conv4j.data;

import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;

/**
 * Batches of images for {@code fit} and {@code evaluate}: features [N,C,H,W], FLOAT, by the data
 * set's {@link ImageDataSource#scale scale}; labels one-hot [N,classes]. The last batch of an epoch
 * holds what is left.
 *
 * <p><strong>Order.</strong> The batches depend on (seed, epoch, batch size, limit), scale and
 * augmentation only. A new iterator stands at epoch 0, so two networks trained with a new iterator
 * each and the same numbers see identical batches. {@link #reset} moves on to the next epoch if any
 * batch of the current one was given out, and otherwise stays; since {@code fit} resets an iterator
 * that is used up, training for several epochs visits epochs 0, 1, 2, …. {@link #startEpoch} goes
 * to any epoch, for example to resume.
 *
 * @serial exclude
 */
public final class ImageIterator extends RecordReaderDataSetIterator {

  private static final long serialVersionUID = 1L;

  private final LabelledImageReader reader;
  private final ImageShape shape;

  ImageIterator(LabelledImageReader reader, ImageShape shape, int batch) {
    super(reader, checked(batch));
    this.reader = reader;
    this.shape = shape;
  }

  private static int checked(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch: expected at least 1 example, found " + batch);
    }
    return batch;
  }

  /**
   * The epoch whose batches are given out.
   *
   * @return epoch, from 0
   */
  public int epoch() {
    return reader.epoch();
  }

  /**
   * Goes to the first batch of an epoch.
   *
   * @param epoch epoch, from 0
   */
  public void startEpoch(int epoch) {
    super.reset();
    reader.startEpoch(epoch);
  }

  /**
   * Goes to any batch of an epoch, for example to resume; those before it are not read.
   *
   * @param epoch epoch, from 0
   * @param batch batch, from 0; {@link #numberOfBatches} for the end of the epoch
   * @throws IllegalArgumentException if either is out of range
   */
  public void startAt(int epoch, int batch) {
    if (batch < 0 || batch > numberOfBatches()) {
      throw new IllegalArgumentException(
          "batch: expected 0 to " + numberOfBatches() + ", found " + batch);
    }
    super.reset();
    reader.startAt(epoch, (int) Math.min((long) batch * batch(), numberOfExamples()));
  }

  /** Moves on to the next epoch, or stays at the first batch if none was given out. */
  @Override
  public void reset() {
    startEpoch(batchNum > 0 ? epoch() + 1 : epoch());
  }

  /**
   * Number of examples in an epoch.
   *
   * @return at least 1
   */
  public int numberOfExamples() {
    return reader.numberOfExamples();
  }

  /**
   * Number of batches in an epoch, the last incomplete one included.
   *
   * @return at least 1
   */
  public int numberOfBatches() {
    return (numberOfExamples() - 1) / batch() + 1;
  }

  /**
   * Input values per example. The inherited method would take a batch and scale it twice.
   *
   * @return channels · height · width
   */
  @Override
  public int inputColumns() {
    return shape.channels() * shape.height() * shape.width();
  }

  /**
   * Number of classes. The inherited method would take a batch and scale it twice.
   *
   * @return number of classes
   */
  @Override
  public int totalOutcomes() {
    return getLabels().size();
  }
}
