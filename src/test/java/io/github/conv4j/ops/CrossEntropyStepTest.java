package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.testing.Data;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Loss and gradient as Deeplearning4j's loss function has them. */
class CrossEntropyStepTest {

  private static INDArray labels(DataType type, int rows, int classes, boolean smooth) {
    INDArray labels = Data.normal(1, type, rows, classes).assign(smooth ? 0.1 / classes : 0);
    for (int row = 0; row < rows; row++) {
      int label = row * 7 % classes;
      labels.putScalar(row, label, labels.getDouble(row, label) + (smooth ? 0.9 : 1));
    }
    return labels;
  }

  /** The last logits are so far apart that probabilities are 0 and 1. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 64, 10, false, 1",
    "FLOAT, 64, 10, true, 1",
    "FLOAT, 7, 3, false, 40",
    "DOUBLE, 64, 10, true, 1",
    "DOUBLE, 7, 3, false, 40",
    "FLOAT, 1, 1, false, 1",
    "FLOAT, 9, 1000, true, 300",
    "DOUBLE, 3, 9000, true, 2"
  })
  void bothAreTheLossFunctions(DataType type, int rows, int classes, boolean smooth, double scale) {
    INDArray z = Data.normal(5, type, rows, classes).muli(scale);
    INDArray labels = labels(type, rows, classes, smooth);
    LossMCXENT expected = new LossMCXENT();
    INDArray gradient = z.ulike().assign(Double.NaN);
    double tolerance = type == DataType.FLOAT ? 1e-6 : 1e-13;
    // Theirs is summed in the arrays' type, ours in double precision.
    double summed = 100 * tolerance;

    OptionalDouble loss = CrossEntropyStep.take(z, labels, expected.getSoftmaxClipEps(), gradient);

    double score = expected.computeScore(labels, z.dup(), new ActivationSoftmax(), null, false);
    assertThat(loss.getAsDouble()).isCloseTo(score, within(summed * (Math.abs(score) + 1)));
    INDArray wanted = expected.computeGradient(labels, z.dup(), new ActivationSoftmax(), null);
    assertThat(gradient.sub(wanted).amaxNumber().doubleValue()).isLessThanOrEqualTo(tolerance);
  }

  @Test
  void notANumberStaysVisible() {
    INDArray z = Data.normal(5, DataType.FLOAT, 4, 3);
    z.putScalar(2, 1, Double.NaN);
    INDArray gradient = z.ulike();

    OptionalDouble loss =
        CrossEntropyStep.take(z, labels(DataType.FLOAT, 4, 3, false), 1e-10, gradient);

    assertThat(loss.getAsDouble()).isNaN();
    assertThat(gradient.getDouble(2, 0)).isNaN();
    assertThat(gradient.getDouble(1, 0)).isFinite();
  }

  @Test
  void arraysThatLieOtherwiseAreLeftToDeeplearning4j() {
    INDArray z = Data.normal(5, DataType.FLOAT, 4, 3);
    INDArray labels = labels(DataType.FLOAT, 4, 3, false);

    assertThat(CrossEntropyStep.take(z, labels.dup('f'), 0, z.ulike())).isEmpty();
    assertThat(CrossEntropyStep.take(z, labels.castTo(DataType.DOUBLE), 0, z.ulike())).isEmpty();
    assertThat(CrossEntropyStep.take(z, Data.normal(1, DataType.FLOAT, 4, 1), 0, z.ulike()))
        .isEmpty();
  }
}
