package io.github.conv4j.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How pixels become a network's input: pixel p of channel c, 0 to 255, becomes (p -
 * mean<sub>c</sub>) / deviation<sub>c</sub>, computed in FLOAT. Deeplearning4j's normalisers of
 * images are of this form; {@link #normalizer} and {@link #of} lead there and back, and both sides
 * give the same bits.
 *
 * @param means one mean for each channel, or a single one for all
 * @param deviations as many divisors, none of them 0
 * @serial exclude
 */
public record PixelScale(List<Float> means, List<Float> deviations) implements Serializable {

  /** Pixels as they are, 0 to 255. */
  public static final PixelScale RAW = new PixelScale(List.of(0f), List.of(1f));

  /** Pixels divided by 255: 0 to 1. */
  public static final PixelScale UNIT = new PixelScale(List.of(0f), List.of(255f));

  private static final int VALUES = 256;

  /**
   * Copies and checks the numbers.
   *
   * @param means one mean for each channel, or a single one for all
   * @param deviations as many divisors, none of them 0
   * @throws IllegalArgumentException if there are not as many of both, or one is not finite, or a
   *     deviation is 0
   */
  public PixelScale {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    boolean usable =
        !means.isEmpty()
            && means.size() == deviations.size()
            && means.stream().allMatch(Float::isFinite)
            && deviations.stream().allMatch(value -> Float.isFinite(value) && value != 0);
    if (!usable) {
      throw new IllegalArgumentException(
          "pixel scale: expected a finite mean and a finite deviation other than 0 for each"
              + " channel, found means "
              + means
              + " and deviations "
              + deviations);
    }
  }

  /**
   * Deeplearning4j's normaliser that does the same, to be saved with a network.
   *
   * @param channels channels of the images
   * @return an {@link ImagePreProcessingScaler} for {@link #UNIT}, else a {@link
   *     NormalizerStandardize} with a mean and a deviation for each channel
   * @throws IllegalArgumentException if this is for another number of channels
   */
  public DataNormalization normalizer(int channels) {
    if (equals(UNIT)) {
      return new ImagePreProcessingScaler(0, 1);
    }
    return new NormalizerStandardize(
        row(forChannels(means, channels)), row(forChannels(deviations, channels)));
  }

  private static INDArray row(List<Float> values) {
    INDArray row = Nd4j.create(DataType.FLOAT, 1, values.size());
    for (int i = 0; i < values.size(); i++) {
      row.putScalar(0, i, values.get(i));
    }
    return row;
  }

  private static List<Float> forChannels(List<Float> values, int channels) {
    if (values.size() == 1) {
      return Collections.nCopies(channels, values.get(0));
    }
    if (values.size() != channels) {
      throw new IllegalArgumentException(
          "pixel scale: expected numbers for "
              + channels
              + (channels == 1 ? " channel" : " channels")
              + ", found "
              + values.size());
    }
    return values;
  }

  /**
   * The scale that a normaliser of Deeplearning4j applies.
   *
   * @param normalizer an {@link ImagePreProcessingScaler} or a {@link NormalizerStandardize} by
   *     channel, such as one saved with a network
   * @return the scale
   * @throws DataException if it is of another kind
   */
  public static PixelScale of(DataNormalization normalizer) {
    try {
      if (normalizer instanceof ImagePreProcessingScaler range) {
        double deviation = range.getMaxPixelVal() / (range.getMaxRange() - range.getMinRange());
        return new PixelScale(
            List.of((float) (0 - range.getMinRange() * deviation)), List.of((float) deviation));
      }
      if (normalizer instanceof NormalizerStandardize standardize) {
        List<Float> deviations = list(standardize.getStd());
        // As Deeplearning4j does it: what never varies is not divided.
        deviations.replaceAll(value -> value == 0 ? 1 : value);
        return new PixelScale(list(standardize.getMean()), deviations);
      }
    } catch (IllegalArgumentException e) {
      throw new DataException("normaliser: " + e.getMessage(), e);
    }
    throw new DataException(
        "normaliser: expected an ImagePreProcessingScaler or a NormalizerStandardize, found "
            + (normalizer == null ? "none" : normalizer.getClass().getSimpleName()));
  }

  private static List<Float> list(INDArray row) {
    List<Float> values = new ArrayList<>();
    for (float value : row.castTo(DataType.FLOAT).dup('c').data().asFloat()) {
      values.add(value);
    }
    return values;
  }

  /**
   * Scales pictures in place, as the iterators do it with their images.
   *
   * @param pixels array [N,C,H,W], 0 to 255
   * @throws DataException if this scale is for another number of channels
   */
  public void apply(INDArray pixels) {
    int channels = Math.toIntExact(pixels.size(1));
    try {
      normalizer(channels).transform(pixels);
    } catch (IllegalArgumentException e) {
      throw new DataException(e.getMessage() + "; the network is for other pictures", e);
    }
  }

  /**
   * Every value that a pixel can have, scaled.
   *
   * @param channels channels of the images
   * @return results by channel and by pixel, 0 to 255
   * @throws IllegalArgumentException if this is for another number of channels
   */
  float[][] table(int channels) {
    List<Float> mean = forChannels(means, channels);
    List<Float> deviation = forChannels(deviations, channels);
    float[][] table = new float[channels][VALUES];
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < VALUES; p++) {
        table[c][p] = (p - mean.get(c)) / deviation.get(c);
      }
    }
    return table;
  }
}
