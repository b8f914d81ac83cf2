package io.github.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class TrainingTest {

  private static final long SEED = 5;

  @TempDir static Path folder;
  private static ImageDataSource data;

  private Interruption interruption = new Interruption();

  @BeforeAll
  static void makeData() {
    data = DataSources.open(TinyImages.write(folder.resolve("tiny"), 12, 120, 40).toString());
  }

  /** Keeps what it hears, and stops the training after a step. */
  private final class Watch implements TrainingObserver {
    private final List<Double> losses = new ArrayList<>();
    private final List<TrainingState> epochs = new ArrayList<>();
    private final long stopAfter;
    private TrainingState stopped;

    Watch(long stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public void stepped(TrainingState state, Step step) {
      losses.add(step.loss());
      if (state.step() == stopAfter) {
        interruption.request();
      }
    }

    @Override
    public void epochEnded(TrainingState state, Epoch epoch) {
      epochs.add(state);
    }

    @Override
    public void stopping(TrainingState state) {
      stopped = state;
    }
  }

  private TrainingState train(
      Network network, TrainingSettings settings, Watch watch, TrainingState from)
      throws IOException {
    return new Training(
            network,
            data.train(30, SEED, 100),
            TrainingTest::tests,
            settings,
            watch,
            ProgressListener.SILENT,
            interruption)
        .run(from);
  }

  private static ImageIterator tests() {
    return data.test(100, ImageDataSource.NO_LIMIT);
  }

  private static TrainingSettings settings(int epochs, int patience) {
    return new TrainingSettings(epochs, SEED, patience, TrainingSettings.NO_GOAL);
  }

  @Test
  void theCourseIsThatOfAPlainFit() throws Exception {
    MultiLayerNetwork network = SampleNetworks.plain(SEED, DataType.FLOAT, new Adam(1e-3));
    MultiLayerNetwork plain = network.clone();
    plain.fit(data.train(30, SEED, 100), 2);
    Watch watch = new Watch(-1);

    TrainingState end = train(Network.of(network), settings(2, 0), watch, TrainingState.START);

    assertThat(network.params()).isEqualTo(plain.params());
    assertThat(network.getIterationCount()).isEqualTo(8).isEqualTo(plain.getIterationCount());
    assertThat(network.getEpochCount()).isEqualTo(2).isEqualTo(plain.getEpochCount());
    assertThat(watch.losses).hasSize(8);
    assertThat(watch.epochs).hasSize(2).last().isEqualTo(end);
    assertThat(end.epoch()).isEqualTo(2);
    assertThat(end.batch()).isZero();
    assertThat(end.step()).isEqualTo(8);
  }

  @Test
  void aTrainingStoppedWithinAnEpochGoesOnWhereItWas() throws Exception {
    Network network = Network.of(SampleNetworks.plain(SEED, DataType.FLOAT, new Adam(1e-3)));
    Watch undisturbed = new Watch(-1);
    Network whole = network.copy();
    train(whole, settings(2, 0), undisturbed, TrainingState.START);
    for (long stopAfter : new long[] {1, 3, 4, 6}) {
      Network broken = network.copy();
      Watch watch = new Watch(stopAfter);
      assertThatThrownBy(() -> train(broken, settings(2, 0), watch, TrainingState.START))
          .isInstanceOf(CancellationException.class);
      assertThat(watch.stopped.step()).isEqualTo(stopAfter);

      interruption = new Interruption();
      train(broken.copy(), settings(2, 0), watch, watch.stopped);

      assertThat(watch.losses).as("stopped after " + stopAfter).isEqualTo(undisturbed.losses);
      assertThat(watch.epochs).hasSize(2);
      assertThat(watch.epochs.get(1).accuracy()).isEqualTo(undisturbed.epochs.get(1).accuracy());
    }
  }

  @Test
  void divergenceNamesTheBatch() {
    Network network = Network.of(SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(1e30)));
    assertThatThrownBy(() -> train(network, settings(3, 0), new Watch(-1), TrainingState.START))
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageMatching(
            "training diverged: expected a finite loss, found (NaN|-?Infinity) at batch [234] of 4"
                + " in epoch 1 \\(step [234]\\); lower the learning rate or check the data");
  }

  @Test
  void patienceEndsATrainingThatNoLongerImproves() throws Exception {
    Network network = Network.of(SampleNetworks.plain(SEED, DataType.FLOAT, new Sgd(1e-12)));
    Watch watch = new Watch(-1);

    TrainingState end = train(network, settings(50, 3), watch, TrainingState.START);

    assertThat(end.epoch()).isEqualTo(4);
    assertThat(end.bestEpoch()).isEqualTo(1);
    assertThat(settings(50, 3).isOutOfPatience(end)).isTrue();
    assertThat(settings(50, 0).isDone(end)).isFalse();
  }
}
