package io.github.conv4j.export;

import io.github.conv4j.verify.Tolerances;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The largest differences found so far between what a network gives and what its file gives. */
final class Difference {

  private double absolute;
  private double relative;
  private double ofBound;
  private long values;
  private int examples;
  private int agreements;

  /**
   * Compares arrays.
   *
   * @param what what they are, for the message
   * @param expected the network's
   * @param found the file's
   * @throws VerificationFailedException if they differ in shape
   */
  void compare(String what, INDArray expected, INDArray found) {
    if (!Arrays.equals(expected.shape(), found.shape())) {
      throw new VerificationFailedException(
          "export failed its verification and was not written: "
              + what
              + " is "
              + Arrays.toString(found.shape())
              + " in the file and "
              + Arrays.toString(expected.shape())
              + " in the network");
    }
    double[] a = expected.dup('c').data().asDouble();
    double[] b = found.dup('c').data().asDouble();
    double rms = rms(a);
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], b[i]) != 0) {
        double difference = Math.abs(a[i] - b[i]);
        // One is a number and the other is not, or both are infinite with different signs.
        difference = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        absolute = Math.max(absolute, difference);
        relative =
            Math.max(relative, part(difference, Math.max(Math.abs(a[i]), Tolerances.ONNX_SMALL)));
        ofBound = Math.max(ofBound, part(difference, Tolerances.onnx(a[i], rms)));
      }
    }
    values += a.length;
  }

  /** Beside NaN and infinities every other number is too far off. */
  private static double part(double difference, double allowed) {
    double part = difference / allowed;
    return Double.isNaN(part) || Double.isInfinite(allowed) ? Double.POSITIVE_INFINITY : part;
  }

  private static double rms(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    double rms = Math.sqrt(sum / Math.max(1, values.length));
    return Double.isFinite(rms) ? rms : 1;
  }

  /**
   * Compares which score is the largest; only of vectors. Scores that are equal within the bound
   * may change places.
   */
  void compareClasses(INDArray expected, INDArray found) {
    if (expected.rank() == 2) {
      long[] a = expected.argMax(1).toLongVector();
      long[] b = found.argMax(1).toLongVector();
      for (int i = 0; i < a.length; i++) {
        double lead = expected.getDouble(i, a[i]) - expected.getDouble(i, b[i]);
        examples++;
        agreements +=
            a[i] == b[i] || lead <= 2 * Tolerances.onnx(expected.getDouble(i, a[i]), 1) ? 1 : 0;
      }
    }
  }

  double absolute() {
    return absolute;
  }

  double relative() {
    return relative;
  }

  /** Above 1 is too much. */
  double ofBound() {
    return ofBound;
  }

  /** Examples that get another class. */
  int disagreements() {
    return examples - agreements;
  }

  double agreement() {
    return examples == 0 ? 1 : (double) agreements / examples;
  }

  Verification.LayerDifference of(String layer) {
    return new Verification.LayerDifference(layer, values, absolute, relative, ofBound);
  }
}
