package io.github.conv4j.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

class CatalogsTest {

  @Test
  void everyNetworkGivesScoresForItsClassesAndTakesAnUpdater() {
    for (NetworkCatalog.Entry entry : NetworkCatalog.entries()) {
      NetworkSpec spec =
          new NetworkSpec(
              3, 32, 32, 7, 5, DataType.FLOAT, Optional.of(new Sgd(0.125)), Optional.empty());
      Network network = Network.of(entry.factory().apply(spec));
      INDArray scores = network.output(Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32));
      assertThat(scores.shape()).as(entry.name()).containsExactly(2, 7);
      assertThat(network.learningRate()).as(entry.name()).isEqualTo(0.125);
      network.setLearningRate(0.5);
      assertThat(network.learningRate()).as(entry.name()).isEqualTo(0.5);
      assertThat(NetworkCatalog.find(entry.name().toUpperCase(java.util.Locale.ROOT)))
          .contains(entry);
    }
    assertThat(NetworkCatalog.find("nothing")).isEmpty();
  }

  @Test
  void everyScheduleStaysWithinItsRateAndFallsFromItsHighestOn() {
    for (ScheduleCatalog.Entry entry : ScheduleCatalog.entries()) {
      ISchedule schedule = entry.factory().create(0.1, 300);
      int highest = entry.name().equals("one-cycle") ? 29 : 0;
      assertThat(schedule.valueAt(highest, 0)).as(entry.name()).isEqualTo(0.1);
      for (int i = 1; i < 310; i++) {
        double before = schedule.valueAt(i - 1, 0);
        assertThat(schedule.valueAt(i, 0))
            .as(entry.name())
            .isBetween(i <= highest ? before : 0.0, i <= highest ? 0.1 : before);
      }
    }
  }

  @Test
  void schedulesFollowTheirFormulas() {
    ISchedule linear = ScheduleCatalog.find("linear").orElseThrow().factory().create(0.1, 300);
    assertThat(linear.valueAt(150, 0)).isEqualTo(0.05);
    assertThat(linear.valueAt(300, 0)).isZero();
    ISchedule step = ScheduleCatalog.find("step").orElseThrow().factory().create(0.1, 300);
    assertThat(step.valueAt(99, 0)).isEqualTo(0.1);
    assertThat(step.valueAt(250, 0)).isEqualTo(0.001, within(1e-9));
    ISchedule cosine = ScheduleCatalog.find("cosine").orElseThrow().factory().create(0.1, 300);
    assertThat(cosine.valueAt(100, 0)).isEqualTo(0.075, within(1e-12));
    assertThat(cosine.valueAt(300, 7)).isZero();
    ISchedule cycle = ScheduleCatalog.find("one-cycle").orElseThrow().factory().create(0.1, 100);
    assertThat(cycle.valueAt(0, 0)).isEqualTo(0.01, within(1e-12));
    assertThat(cycle.valueAt(9, 0)).isEqualTo(0.1, within(1e-12));
    assertThat(cycle.valueAt(55, 0)).isEqualTo(0.05, within(1e-12));
    assertThat(cycle.valueAt(1000, 3)).isEqualTo(0.001, within(1e-12));
  }

  @Test
  void schedulesAndUpdatersSurviveJson() {
    for (ScheduleCatalog.Entry schedule : ScheduleCatalog.entries()) {
      for (UpdaterCatalog.Entry updater : UpdaterCatalog.entries()) {
        MultiLayerNetwork network =
            LeNet.create(
                1,
                28,
                28,
                10,
                5,
                DataType.FLOAT,
                updater.factory().apply(schedule.factory().create(0.25, 100)));
        MultiLayerNetwork copy =
            new MultiLayerNetwork(
                MultiLayerConfiguration.fromJson(network.getLayerWiseConfigurations().toJson()));
        copy.init();
        copy.setIterationCount(70);
        network.setIterationCount(70);
        assertThat(Network.of(copy).learningRate())
            .as(schedule.name() + " " + updater.name())
            .isEqualTo(Network.of(network).learningRate());
        // Else the copy would keep the optimiser's state in another order.
        assertThat(blocks(copy))
            .as(schedule.name() + " " + updater.name())
            .isEqualTo(blocks(network));
      }
    }
    assertThat(UpdaterCatalog.entries().get(0).factory().apply(new LinearSchedule(1, 1)))
        .isInstanceOf(Adam.class);
  }

  private static int blocks(MultiLayerNetwork network) {
    return ((BaseMultiLayerUpdater<?>) network.getUpdater()).getUpdaterBlocks().size();
  }
}
