package io.github.conv4j.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Labels that are less than certain (Szegedy et al., 2016): with K classes and amount a, label y
 * becomes y · (1 − a) + a / K. For training only; the loss that training reports is with regard to
 * the smoothed labels, and therefore never 0.
 *
 * @param amount a, from 0 (labels as they are) to below 1
 */
public record LabelSmoothing(double amount) {

  /** Labels as they are. */
  public static final LabelSmoothing NONE = new LabelSmoothing(0);

  /**
   * Checks the amount.
   *
   * @param amount a, from 0 (labels as they are) to below 1
   * @throws IllegalArgumentException if it is none of these
   */
  public LabelSmoothing {
    if (!(amount >= 0 && amount < 1)) {
      throw new IllegalArgumentException(
          "label smoothing: expected 0 to less than 1, found " + amount);
    }
  }

  /**
   * A batch with smoothed labels, on the same images.
   *
   * @param batch images and one-hot labels [N, K], which stay as they are
   * @return the batch to train on
   */
  public DataSet applyTo(DataSet batch) {
    if (amount == 0) {
      return batch;
    }
    INDArray labels = batch.getLabels();
    INDArray smooth = labels.mul(1 - amount).addi(amount / labels.size(1));
    return new DataSet(batch.getFeatures(), smooth);
  }
}
