package io.github.conv4j.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.conv4j.files.Causes;
import io.github.conv4j.nets.Network;
import io.github.conv4j.twin.Twin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a kept network must answer, whatever becomes of the code: its class scores for images made
 * by a formula, computed by Deeplearning4j's layers in double precision; and how many of the first
 * test images it classifies correctly.
 *
 * @param sha256 hash of the model file
 * @param data name of the data set it was trained on
 * @param shape channels, height and width of an image
 * @param formula how the images are made, in words
 * @param scores a row for each image, a number for each class
 * @param testImages number of the first test images that it was tried on, 0 for none
 * @param correct how many of them it classified correctly
 */
public record ExpectedScores(
    String sha256,
    String data,
    List<Integer> shape,
    String formula,
    List<List<Double>> scores,
    int testImages,
    int correct) {

  /** Images that scores are kept for. */
  public static final int IMAGES = 8;

  private static final String FORMULA =
      "value of image n at (channel, row, column) = t / 255, where s = 17 n + 40 channel"
          + " + 20 (n + 2) row + 9 (n + 1) column, m = s mod 510, t = min(m, 510 - m); as the"
          + " network's input, after its normaliser";

  private static final int TOP = 255;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** Copies the lists. */
  public ExpectedScores {
    shape = List.copyOf(shape);
    scores = scores.stream().map(List::copyOf).toList();
  }

  /**
   * What a network answers now.
   *
   * @param model the network
   * @param sha256 hash of its file
   * @param data name of the data set it was trained on
   * @param shape channels, height and width of an image
   * @param testImages number of the first test images that it was tried on
   * @param correct how many of them it classified correctly
   * @return what it must answer in future
   */
  public static ExpectedScores of(
      Model model, String sha256, String data, List<Integer> shape, int testImages, int correct) {
    Network exact = Network.of(Twin.builtin(model).network()).copyAs(DataType.DOUBLE);
    INDArray output = exact.output(images(shape, DataType.DOUBLE));
    List<List<Double>> scores = new ArrayList<>();
    for (int n = 0; n < IMAGES; n++) {
      List<Double> row = new ArrayList<>();
      for (int c = 0; c < output.size(1); c++) {
        row.add(output.getDouble(n, c));
      }
      scores.add(row);
    }
    return new ExpectedScores(sha256, data, shape, FORMULA, scores, testImages, correct);
  }

  /**
   * The images of the formula.
   *
   * @param shape channels, height and width
   * @param type FLOAT or DOUBLE
   * @return array [{@value #IMAGES},C,H,W], 0 to 1
   */
  public static INDArray images(List<Integer> shape, DataType type) {
    INDArray images =
        Nd4j.create(type, new long[] {IMAGES, shape.get(0), shape.get(1), shape.get(2)}, 'c');
    long at = 0;
    for (int n = 0; n < IMAGES; n++) {
      for (int channel = 0; channel < shape.get(0); channel++) {
        for (int row = 0; row < shape.get(1); row++) {
          for (int column = 0; column < shape.get(2); column++) {
            int m = (17 * n + 40 * channel + 20 * (n + 2) * row + 9 * (n + 1) * column) % (2 * TOP);
            images.data().put(at++, Math.min(m, 2 * TOP - m) / (double) TOP);
          }
        }
      }
    }
    return images;
  }

  /**
   * The largest difference of a network's scores from these.
   *
   * @param network a network of any kind of layers
   * @return the difference; NaN if a score is no number
   */
  public double largestDifference(Network network) {
    INDArray output = network.output(images(shape, network.dataType()));
    double largest = 0;
    for (int n = 0; n < scores.size(); n++) {
      for (int c = 0; c < scores.get(n).size(); c++) {
        double difference = Math.abs(output.getDouble(n, c) - scores.get(n).get(c));
        if (Double.isNaN(difference)) {
          return difference;
        }
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  /**
   * As a file.
   *
   * @return JSON
   */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("expected scores as JSON", e);
    }
  }

  /**
   * Reads a file.
   *
   * @param file JSON
   * @return its content
   * @throws ModelFileException if it cannot be read
   */
  public static ExpectedScores read(Path file) {
    try {
      return MAPPER.readValue(Files.readString(file), ExpectedScores.class);
    } catch (IOException e) {
      throw new ModelFileException(
          file + ": expected the scores of a kept model, found " + Causes.line(e), e);
    }
  }
}
