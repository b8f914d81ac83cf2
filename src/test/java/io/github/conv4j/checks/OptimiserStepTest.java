package io.github.conv4j.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.nets.LeNet;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.twin.Twin;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class OptimiserStepTest {

  private static final int IMAGES = 20;

  /**
   * Adam's step depends on the iteration: networks compared at different ones differ for nothing.
   */
  @Test
  void comparesAdamsStepAtTheSameIteration() {
    MultiLayerNetwork builtin = LeNet.create(1, 16, 16, 10, 42, DataType.FLOAT);
    MultiLayerNetwork custom = Twin.handwritten(builtin).network();

    List<Check> checks =
        NetworkChecks.run(Network.of(builtin), Network.of(custom), batch(), new Interruption());

    List<Check> steps = checks.stream().filter(check -> check.group().equals("step")).toList();
    assertThat(steps).hasSize(8);
    assertThat(steps)
        .allSatisfy(
            check -> {
              assertThat(check.verdict()).as(check.toString()).isEqualTo(Verdict.PASS);
              assertThat(check.allowed()).as(check.toString()).isLessThan(1e-3);
            });
    assertThat(builtin.getIterationCount()).isZero();
  }

  private static DataSet batch() {
    Random random = new Random(1);
    INDArray images = Nd4j.create(DataType.FLOAT, IMAGES, 1, 16, 16);
    for (long i = 0; i < images.length(); i++) {
      images.data().put(i, random.nextFloat());
    }
    INDArray labels = Nd4j.create(DataType.FLOAT, IMAGES, 10);
    for (int i = 0; i < IMAGES; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    return new DataSet(images, labels);
  }
}
