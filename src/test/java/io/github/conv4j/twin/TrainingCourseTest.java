package io.github.conv4j.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.nets.NetworkSpec;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Many steps of training in double precision, where rounding has no time to grow: every parameter
 * of the handwritten twin, running statistics included, goes where the built-in network's goes.
 * What one step would not show, such as state that is kept too long, shows here.
 */
class TrainingCourseTest {

  private static final int STEPS = 12;
  private static final int BATCH = 4;
  private static final int SIDE = 16;
  private static final int CLASSES = 4;
  private static final int CHANNELS = 3;
  private static final double TOLERANCE = 1e-8;

  static Stream<String> networks() {
    return NetworkCatalog.entries().stream().map(NetworkCatalog.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void staysWithTheBuiltInNetwork(String name) {
    Model builtin =
        NetworkCatalog.find(name)
            .orElseThrow()
            .factory()
            .apply(
                new NetworkSpec(
                    CHANNELS,
                    SIDE,
                    SIDE,
                    CLASSES,
                    42,
                    DataType.DOUBLE,
                    Optional.empty(),
                    Optional.empty()));
    Network one = Network.of(builtin);
    Network other = Network.of(Twin.handwritten(builtin).network());
    INDArray before = builtin.params().dup();
    Random random = new Random(3);
    for (int step = 0; step < STEPS; step++) {
      DataSet batch = batch(random);
      for (Network network : new Network[] {one, other}) {
        Nd4j.getRandom().setSeed(step + 1);
        network.fit(batch);
      }
    }
    builtin
        .paramTable()
        .forEach(
            (parameter, expected) -> {
              INDArray found = other.model().getParam(parameter);
              double size = expected.norm2Number().doubleValue();
              assertThat(expected.sub(found).norm2Number().doubleValue())
                  .as(name + " " + parameter)
                  .isLessThan(TOLERANCE * Math.max(size, 1e-3));
            });
    assertThat(builtin.params().distance2(before)).as("the network learned").isGreaterThan(0.05);
  }

  /** Noise, and more of it in the rows that say the class. */
  private static DataSet batch(Random random) {
    double[] pixels = new double[BATCH * CHANNELS * SIDE * SIDE];
    double[] labels = new double[BATCH * CLASSES];
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (CHANNELS * SIDE * SIDE);
      pixels[i] = random.nextDouble() + (i / SIDE % CLASSES == image % CLASSES ? 0.5 : 0);
    }
    for (int image = 0; image < BATCH; image++) {
      labels[image * CLASSES + image % CLASSES] = 1;
    }
    return new DataSet(
        Nd4j.createFromArray(pixels).reshape(BATCH, CHANNELS, SIDE, SIDE),
        Nd4j.createFromArray(labels).reshape(BATCH, CLASSES));
  }
}
