package io.github.conv4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.nets.LeNet;
import io.github.conv4j.twin.Twin;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

class OneCycleTest {

  @Test
  void risesAndFalls() {
    OneCycle schedule = new OneCycle(100);

    assertThat(schedule.valueAt(0, 0)).isCloseTo(4e-4, Offset.offset(1e-12));
    assertThat(schedule.valueAt(9, 0)).isCloseTo(4e-3, Offset.offset(1e-12));
    assertThat(schedule.valueAt(55, 0)).isCloseTo(2e-3, Offset.offset(1e-12));
    assertThat(schedule.valueAt(100, 0)).isCloseTo(4e-5, Offset.offset(1e-12));
    assertThat(schedule.valueAt(1000, 3)).isCloseTo(4e-5, Offset.offset(1e-12));
  }

  /** A twin is made through JSON. */
  @Test
  void goesWithTheTwin() {
    MultiLayerNetwork builtin =
        LeNet.create(1, 28, 28, 10, 1, DataType.FLOAT, new OneCycle(100).adam());

    MultiLayerNetwork twin = Twin.handwritten(builtin).network();

    Adam adam =
        (Adam)
            ((ConvolutionLayer) twin.getLayerWiseConfigurations().getConf(0).getLayer())
                .getIUpdater();
    assertThat(adam.getLearningRateSchedule().valueAt(9, 0)).isCloseTo(4e-3, Offset.offset(1e-12));
  }
}
