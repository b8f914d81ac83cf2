package io.github.conv4j.models;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

/**
 * Reads a normaliser of images as ND4J writes it. ND4J's own reader makes an object of any class
 * that the file names; this one knows two kinds, which are numbers and nothing else.
 */
final class StoredNormalizer {

  private static final String MARK = "NORMALIZER";
  private static final int VERSION = 1;

  /** Numbers of channels that a mean can be for. */
  private static final int MOST_CHANNELS = 4096;

  private StoredNormalizer() {}

  /**
   * Reads a normaliser.
   *
   * @param bytes the whole content
   * @return an ImagePreProcessingScaler or a NormalizerStandardize without label statistics
   */
  static DataNormalization read(byte[] bytes) throws Refusal {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (!in.readUTF().equals(MARK) || in.readInt() != VERSION) {
        throw new Refusal("a normaliser as ND4J writes it", "other bytes");
      }
      String kind = in.readUTF();
      DataNormalization normalizer =
          switch (kind) {
            case "IMAGE_MIN_MAX" -> range(in);
            case "STANDARDIZE" -> standardize(in);
            default ->
                throw new Refusal(
                    "a normaliser of images, IMAGE_MIN_MAX or STANDARDIZE",
                    kind.matches("[A-Z0-9_]{1,40}") ? kind : "another kind");
          };
      if (in.read() >= 0) {
        throw new Refusal("nothing after the normaliser", "more bytes");
      }
      return normalizer;
    } catch (EOFException e) {
      throw new Refusal("a complete normaliser", "fewer bytes");
    } catch (UTFDataFormatException e) {
      throw new Refusal("a normaliser as ND4J writes it", "other bytes");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  private static ImagePreProcessingScaler range(DataInputStream in) throws IOException {
    ImagePreProcessingScaler scaler =
        new ImagePreProcessingScaler(in.readDouble(), in.readDouble());
    scaler.setMaxPixelVal(in.readDouble());
    return scaler;
  }

  private static NormalizerStandardize standardize(DataInputStream in) throws IOException, Refusal {
    boolean labels = in.readBoolean();
    INDArray mean = StoredArray.next(in, MOST_CHANNELS);
    INDArray deviation = StoredArray.next(in, MOST_CHANNELS);
    if (mean.length() != deviation.length()) {
      throw new Refusal("as many deviations as means, " + mean.length(), "" + deviation.length());
    }
    if (labels) {
      throw new Refusal("a normaliser of images only", "one of labels, too");
    }
    return new NormalizerStandardize(mean, deviation);
  }
}
