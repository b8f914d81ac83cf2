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
    double[] a = numbers(expected);
    compare(what, expected, found, a, 0);
  }

  /**
   * Compares with what the network would give without rounding: deep networks add up rounding
   * errors, in the file in another order than in the network.
   *
   * @param what what they are, for the message
   * @param expected the network's
   * @param found the file's
   * @param rounded the network's in FLOAT
   * @param exact the network's in DOUBLE
   * @throws VerificationFailedException if they differ in shape
   */
  void compare(String what, INDArray expected, INDArray found, INDArray rounded, INDArray exact) {
    double[] a = numbers(rounded);
    double[] b = numbers(exact);
    double rounding = 0;
    for (int i = 0; i < a.length; i++) {
      rounding = Double.compare(a[i], b[i]) == 0 ? rounding : Math.max(rounding, apart(a[i], b[i]));
    }
    compare(what, expected, found, b, Tolerances.ONNX_ROUNDING * rounding);
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private void compare(
      String what, INDArray expected, INDArray found, double[] exact, double rounding) {
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
    double[] a = numbers(expected);
    double[] b = numbers(found);
    double rms = rms(a);
    for (int i = 0; i < a.length; i++) {
      if (Double.compare(a[i], b[i]) != 0) {
        double difference = apart(a[i], b[i]);
        absolute = Math.max(absolute, difference);
        relative =
            Math.max(relative, part(difference, Math.max(Math.abs(a[i]), Tolerances.ONNX_SMALL)));
      }
      if (Double.compare(exact[i], b[i]) != 0) {
        double allowed = Tolerances.onnx(exact[i], rms) + rounding;
        ofBound = Math.max(ofBound, part(apart(exact[i], b[i]), allowed));
      }
    }
    values += a.length;
  }

  /**
   * Infinity if one is a number and the other is not, or both are infinite with different signs.
   */
  private static double apart(double a, double b) {
    double difference = Math.abs(a - b);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
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
