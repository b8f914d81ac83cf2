package io.github.conv4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.reference.Bounded;
import io.github.conv4j.result.ErrorStats;
import io.github.conv4j.verify.Comparator;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import io.github.conv4j.verify.Tolerances.Gate;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Assertions about arrays of numbers. */
public final class Match {

  private Match() {}

  /** The project's name of an ND4J type. */
  public static Precision precision(DataType type) {
    return type == DataType.FLOAT ? Precision.FLOAT : Precision.DOUBLE;
  }

  /** Asserts that an array agrees with the reference within a gate. */
  public static void reference(String what, Gate gate, Bounded expected, INDArray actual) {
    Precision precision = precision(actual.dataType());
    double[] values = Data.values(actual);
    double[] rounded = expected.value().clone();
    if (gate == Gate.EXACT && precision == Precision.FLOAT) {
      for (int i = 0; i < rounded.length; i++) {
        rounded[i] = (float) rounded[i];
      }
    }
    ErrorStats stats =
        Comparator.compare(
            rounded, values, Tolerances.againstReference(gate, precision, expected), precision);
    if (stats.maxRatio() > 1) {
      int at = firstDifference(rounded, values);
      throw new AssertionError(
          what
              + ": "
              + (stats.count() - stats.exact())
              + " of "
              + stats.count()
              + " elements differ, error up to "
              + stats.maxRatio()
              + " times the allowed one, "
              + stats.maxAbs()
              + "; first at "
              + at
              + ": expected "
              + rounded[at]
              + ", found "
              + values[at]);
    }
  }

  private static int firstDifference(double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] != actual[i] && !(Double.isNaN(expected[i]) && Double.isNaN(actual[i]))) {
        return i;
      }
    }
    return 0;
  }

  /** Asserts that two arrays have the same shape, type and bits (NaN equals NaN). */
  public static void identical(String what, INDArray expected, INDArray actual) {
    assertThat(actual.shape()).as(what + ": shape").isEqualTo(expected.shape());
    assertThat(actual.dataType()).as(what + ": type").isEqualTo(expected.dataType());
    assertThat(Data.values(actual)).as(what).isEqualTo(Data.values(expected));
  }

  /** Asserts |actual - expected| ≤ relative · max|expected| in every element. */
  public static void close(String what, INDArray expected, INDArray actual, double relative) {
    close(what, expected, actual, relative, 0);
  }

  /** The same where errors up to relative · leastScale are allowed in any case. */
  public static void close(
      String what, INDArray expected, INDArray actual, double relative, double leastScale) {
    assertThat(actual.shape()).as(what + ": shape").isEqualTo(expected.shape());
    double[] want = Data.values(expected);
    double[] have = Data.values(actual);
    double scale = leastScale;
    for (double value : want) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < want.length; i++) {
      double error = Math.abs(have[i] - want[i]);
      if (!(error <= relative * scale)) {
        throw new AssertionError(
            what
                + ": expected "
                + want[i]
                + ", found "
                + have[i]
                + " at "
                + i
                + ", error "
                + error
                + " beyond "
                + relative
                + " of the largest value "
                + scale);
      }
    }
  }
}
