package io.github.conv4j.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.reference.WorkedExamples.ConvolutionExample;
import io.github.conv4j.reference.WorkedExamples.PoolingExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The worked examples of the introductory texts, number by number, from the ops themselves. */
class WorkedExamplesOpsTest {

  private static final String CONVOLUTIONS =
      "io.github.conv4j.reference.WorkedExamples#convolutions";
  private static final String POOLINGS = "io.github.conv4j.reference.WorkedExamples#poolings";

  @ParameterizedTest
  @MethodSource(CONVOLUTIONS)
  void convolves(ConvolutionExample example) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Conv2DConfig config =
          new Conv2DConfig(
              example.geometry(),
              example.flipped() ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION);
      Conv2D op =
          new Conv2D(image(example.input(), type), image(example.kernel(), type), null, config);
      assertThat(rows(Nd4j.exec(op)[0])).isDeepEqualTo(example.expected());
    }
  }

  @ParameterizedTest
  @MethodSource(POOLINGS)
  void pools(PoolingExample example) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Pool2D op =
          new Pool2D(
              image(example.input(), type), Pool2DConfig.of(example.geometry(), example.kind()));
      assertThat(rows(Nd4j.exec(op)[0])).isDeepEqualTo(example.expected());
    }
  }

  @Test
  void smallestBackwardPass() {
    // Two inputs, two weights, prediction 5, label 6, squared error: dL/dy = -2, dL/dw = -2 x.
    INDArray x = Nd4j.createFromArray(new double[] {1, 2}).reshape(1, 1, 1, 2);
    INDArray w = Nd4j.createFromArray(new double[] {1, 2}).reshape(1, 1, 1, 2);
    Conv2DConfig config =
        new Conv2DConfig(
            new WindowGeometry(
                io.github.conv4j.geometry.AxisGeometry.of(1, 1, Padding.VALID),
                io.github.conv4j.geometry.AxisGeometry.of(2, 1, Padding.VALID)),
            Orientation.CROSS_CORRELATION);
    double prediction = Nd4j.exec(new Conv2D(x, w, null, config))[0].getDouble(0);
    assertThat(prediction).isEqualTo(5);
    INDArray dy = Nd4j.valueArrayOf(new long[] {1, 1, 1, 1}, 2 * (prediction - 6), DataType.DOUBLE);
    INDArray dw = Nd4j.exec(new Conv2DGradient(x, w, null, dy, config))[1];
    assertThat(dw.reshape(2).toDoubleVector()).containsExactly(-2 * 1, -2 * 2);
    INDArray stepped = w.sub(dw.mul(0.05));
    assertThat(Nd4j.exec(new Conv2D(x, stepped, null, config))[0].getDouble(0))
        .isBetween(5.0 + 1e-9, 6.0);
  }

  @Test
  void oneFilterMakesOneMap() {
    INDArray colours = Nd4j.rand(DataType.FLOAT, 1, 3, 8, 8);
    INDArray filters = Nd4j.rand(DataType.FLOAT, 5, 3, 3, 3);
    Conv2DConfig config =
        new Conv2DConfig(WindowGeometry.square(3, 1, Padding.VALID), Orientation.CROSS_CORRELATION);
    assertThat(Nd4j.exec(new Conv2D(colours, filters, null, config))[0].shape())
        .containsExactly(1, 5, 6, 6);
  }

  private static INDArray image(double[][] rows, DataType type) {
    return Nd4j.createFromArray(rows).castTo(type).reshape(1, 1, rows.length, rows[0].length);
  }

  private static double[][] rows(INDArray image) {
    return image.castTo(DataType.DOUBLE).reshape(image.size(2), image.size(3)).toDoubleMatrix();
  }
}
