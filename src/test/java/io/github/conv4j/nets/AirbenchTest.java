package io.github.conv4j.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.conv4j.twin.Twin;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class AirbenchTest {

  /** The eigenvalues' ε makes the mean squares a little less than 1. */
  private static final double LESS = 0.02;

  /** Images whose neighbouring pixels and channels resemble each other. */
  private static INDArray smoothImages(int channels) {
    Nd4j.getRandom().setSeed(7);
    INDArray noise = Nd4j.randn(DataType.FLOAT, 40, channels, 9, 9);
    INDArray images = Nd4j.create(DataType.FLOAT, 40, channels, 8, 8);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < 2; x++) {
        images.addi(
            noise.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(y, y + 8),
                NDArrayIndex.interval(x, x + 8)));
      }
    }
    for (int c = 1; c < channels; c++) {
      images.get(NDArrayIndex.all(), NDArrayIndex.point(c)).addi(images.slice(0, 1));
    }
    return images.addi(0.3);
  }

  @ParameterizedTest
  @CsvSource({"1,2", "3,2", "3,3"})
  void whitenedPatchesAreUncorrelated(int channels, int kernel) {
    INDArray images = smoothImages(channels);
    INDArray filters = Whitening.filters(images, kernel);
    int values = channels * kernel * kernel;
    assertThat(filters.shape()).containsExactly(2 * values, channels, kernel, kernel);
    INDArray rows = filters.reshape(2 * values, values);
    int places = 8 - kernel + 1;
    INDArray patches = Nd4j.create(DataType.DOUBLE, 40L * places * places, values);
    int at = 0;
    for (int y = 0; y < places; y++) {
      for (int x = 0; x < places; x++) {
        INDArray part =
            images.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(y, y + kernel),
                NDArrayIndex.interval(x, x + kernel));
        patches
            .get(NDArrayIndex.interval(at, at + 40), NDArrayIndex.all())
            .assign(part.dup('c').castTo(DataType.DOUBLE).reshape(40, values));
        at += 40;
      }
    }
    INDArray outputs = patches.mmul(rows.transpose());
    INDArray products = outputs.transpose().mmul(outputs).divi(patches.size(0));

    for (int i = 0; i < values; i++) {
      for (int j = 0; j < values; j++) {
        double found = products.getDouble(i, j);
        if (i == j) {
          assertThat(found).isBetween(1 - LESS, 1.0);
        } else {
          assertThat(found).isEqualTo(0, within(1e-9));
        }
        assertThat(products.getDouble(i, values + j)).isEqualTo(-found, within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, false", "DOUBLE, true"})
  void whiteningStaysAndTheRestLearns(DataType type, boolean handwritten) {
    INDArray images = smoothImages(3);
    ComputationGraph network = network(type, Optional.of(images));
    if (handwritten) {
      network = Twin.handwritten(network).network();
    }
    INDArray whitening = network.getParam("whitening_W").dup();
    assertThat(whitening.castTo(DataType.DOUBLE).distance2(Whitening.filters(images, 2)))
        .isLessThan(1e-4);
    INDArray first = network.getParam("block2_conv1_W").dup();
    INDArray labels = Nd4j.zeros(type, 40, 4);
    for (int i = 0; i < 40; i++) {
      labels.putScalar(i, i % 4, 1);
    }
    DataSet batch = new DataSet(images.castTo(type), labels);
    double before = network.score(batch);
    for (int i = 0; i < 10; i++) {
      network.fit(batch);
    }

    assertThat(network.getParam("whitening_W")).isEqualTo(whitening);
    assertThat(network.getParam("block2_conv1_W")).isNotEqualTo(first);
    assertThat(network.score()).isLessThan(before);
  }

  @Test
  void blocksStartByHandingTheirInputOn() {
    ComputationGraph network = network(DataType.DOUBLE, Optional.empty());
    INDArray weights = network.getParam("block2_conv1_W");
    INDArray input = Nd4j.rand(DataType.DOUBLE, weights.size(1), 3 * 3);
    for (int filter = 0; filter < weights.size(1); filter++) {
      double output =
          weights.slice(filter).reshape(weights.size(1), 9).mul(input).sumNumber().doubleValue();
      assertThat(output).isEqualTo(input.getDouble(filter, 4));
    }
    assertThat(weights.slice(weights.size(1)).norm2Number().doubleValue()).isBetween(1.0, 2.0);
  }

  @Test
  void hasTheSizeThatItsDescriptionNames() {
    ComputationGraph network =
        Airbench.create(
            new NetworkSpec(3, 32, 32, 10, 5, DataType.FLOAT, Optional.empty(), Optional.empty()));
    assertThat(network.numParams()).isEqualTo(791_978);
  }

  private static ComputationGraph network(DataType type, Optional<INDArray> images) {
    return Airbench.create(
        new NetworkSpec(
            3, 8, 8, 4, 5, type, Optional.empty(), images.map(examples -> () -> examples)));
  }
}
