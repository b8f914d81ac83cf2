package io.github.conv4j.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names of results, and results in a file: how processes show each other what they computed. */
public final class Results {

  /** Output of a layer or a network, row-major. */
  public static final String OUTPUT = "y";

  /** Gradient of the input, row-major [N, C, H, W]. */
  public static final String INPUT_GRADIENT = "dX";

  /** Gradient of the weights, row-major [F, C, K, K]. */
  public static final String WEIGHT_GRADIENT = "dW";

  /** Gradient of the bias, [F]. */
  public static final String BIAS_GRADIENT = "db";

  /** Loss of the first training steps, each before its update. */
  public static final String LOSS = "loss";

  private Results() {}

  static void write(Map<String, float[]> results, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(results.size());
      for (Map.Entry<String, float[]> result : results.entrySet()) {
        out.writeUTF(result.getKey());
        out.writeInt(result.getValue().length);
        ByteBuffer bytes = ByteBuffer.allocate(result.getValue().length * Float.BYTES);
        bytes.asFloatBuffer().put(result.getValue());
        out.write(bytes.array());
      }
    }
  }

  static Map<String, float[]> read(Path file) throws IOException {
    Map<String, float[]> results = new LinkedHashMap<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        FloatBuffer floats =
            ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer();
        floats.get(values);
        results.put(name, values);
      }
    }
    return results;
  }

  /**
   * How far results are from others, as a share of the largest value of the array: whoever sums in
   * another order errs in proportion to that.
   *
   * @param results results
   * @param expected what they should be
   * @return the largest difference; infinite if an array is missing, has another size or is not
   *     finite
   */
  static double difference(Map<String, float[]> results, Map<String, float[]> expected) {
    if (!results.keySet().equals(expected.keySet())) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      float[] right = entry.getValue();
      float[] found = results.get(entry.getKey());
      if (found.length != right.length) {
        return Double.POSITIVE_INFINITY;
      }
      double largest = Double.MIN_NORMAL;
      double error = 0;
      for (int i = 0; i < right.length; i++) {
        largest = Math.max(largest, Math.abs(right[i]));
        double difference = Math.abs((double) found[i] - right[i]);
        if (!Double.isFinite(difference)) {
          return Double.POSITIVE_INFINITY;
        }
        error = Math.max(error, difference);
      }
      worst = Math.max(worst, error / largest);
    }
    return worst;
  }
}
