package io.github.conv4j.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.models.CheckpointFiles;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.nets.NetworkSpec;
import io.github.conv4j.nets.ResNet20;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.nets.ScheduleCatalog;
import io.github.conv4j.nets.WeightDecays;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.LabelSmoothing;
import io.github.conv4j.train.TestViews;
import io.github.conv4j.train.Training;
import io.github.conv4j.train.TrainingObserver;
import io.github.conv4j.train.TrainingSettings;
import io.github.conv4j.train.TrainingState;
import io.github.conv4j.twin.Twin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Every kind of network, of built-in and of handwritten layers, goes on from a checkpoint within an
 * epoch bit for bit: noise, running statistics, frozen layers, graphs.
 */
class ResumeEveryNetworkTest {

  private static final long SEED = 7;
  private static final int BATCH = 10;
  private static final int STEPS = 5;
  private static final int EPOCHS = 2;

  /** Not for these images and labels. */
  private static final Set<String> NOT_FOR_THE_DATA = Set.of("regression", "NHWC");

  @TempDir static Path folder;
  private static ImageDataSource data;

  @BeforeAll
  static void makeData() {
    data =
        DataSources.open(TinyImages.write(folder.resolve("tiny"), 12, STEPS * BATCH, 8).toString());
  }

  static Stream<String> names() {
    return SampleNetworks.all(SEED).keySet().stream()
        .filter(name -> NOT_FOR_THE_DATA.stream().noneMatch(name::contains));
  }

  @ParameterizedTest
  @MethodSource("names")
  void goesOnBitForBit(String name) throws Exception {
    Model builtin = SampleNetworks.all(SEED).get(name).get();
    goesOn(name + " builtin", Network.of(builtin));
    goesOn(name + " handwritten", Network.of(Twin.handwritten(builtin).network()));
  }

  @Test
  void aResidualNetworkGoesOnBitForBit() throws Exception {
    Model builtin = ResNet20.create(1, 12, 12, 4, SEED, DataType.FLOAT);
    goesOn("ResNet-20 handwritten", Network.of(Twin.handwritten(builtin).network()));
  }

  /** What the networks for CIFAR-10 are trained with, all of it at once. */
  @ParameterizedTest
  @CsvSource({
    "vgg, one-cycle",
    "vgg, linear",
    "vgg, cosine",
    "vgg, step",
    "resnet9, one-cycle",
    "airbench, one-cycle"
  })
  void allOfARecipeGoesOnBitForBit(String net, String schedule) throws Exception {
    TrainingSettings recipe =
        new TrainingSettings(
            EPOCHS,
            SEED,
            0,
            TrainingSettings.NO_GOAL,
            new LabelSmoothing(0.1),
            new TestViews(true, 0));
    ISchedule rate =
        ScheduleCatalog.find(schedule).orElseThrow().factory().create(3e-3, EPOCHS * STEPS);
    Model builtin =
        NetworkCatalog.find(net)
            .orElseThrow()
            .factory()
            .apply(
                new NetworkSpec(
                    1,
                    12,
                    12,
                    4,
                    SEED,
                    DataType.FLOAT,
                    Optional.of(new Adam(rate)),
                    Optional.empty()));
    WeightDecays.set(builtin, 5e-4);
    String name = net + " " + schedule;

    goesOn(name + " builtin", Network.of(builtin), recipe);
    goesOn(name + " handwritten", Network.of(Twin.handwritten(builtin).network()), recipe);
  }

  private void goesOn(String name, Network network) throws Exception {
    goesOn(name, network, new TrainingSettings(EPOCHS, SEED, 0, TrainingSettings.NO_GOAL));
  }

  private void goesOn(String name, Network network, TrainingSettings settings) throws Exception {
    Network whole = network.copy();
    Watch undisturbed = new Watch(-1);
    train(whole, settings, undisturbed, TrainingState.START);
    Network cut = network.copy();
    Watch watch = new Watch(STEPS + 2);
    assertThatThrownBy(() -> train(cut, settings, watch, TrainingState.START))
        .isInstanceOf(CancellationException.class);
    Path file = folder.resolve("checkpoint.zip");
    CheckpointFiles.save(cut.model(), null, "{}", file);

    Network resumed = Network.of(CheckpointFiles.load(file, AllowedClasses.standard()).model());
    assertThat(resumed.model().params()).as(name).isEqualTo(cut.model().params());
    train(resumed, settings, watch, watch.stopped);

    assertThat(watch.losses).as(name).isEqualTo(undisturbed.losses).hasSize(EPOCHS * STEPS);
    assertThat(watch.rates).as(name).isEqualTo(undisturbed.rates);
    assertThat(watch.accuracies).as(name).isEqualTo(undisturbed.accuracies).hasSize(EPOCHS);
    assertThat(resumed.model().params()).as(name).isEqualTo(whole.model().params());
    if (whole.updaterState() != null) {
      assertThat(resumed.updaterState()).as(name).isEqualTo(whole.updaterState());
    }
  }

  private static void train(
      Network network, TrainingSettings settings, Watch watch, TrainingState from)
      throws IOException {
    new Training(
            network,
            data.train(BATCH, SEED, ImageDataSource.NO_LIMIT),
            () -> data.test(8, ImageDataSource.NO_LIMIT),
            settings,
            watch,
            ProgressListener.SILENT,
            watch.interruption)
        .run(from);
  }

  /** Keeps what training was like, and stops once after a step. */
  private static final class Watch implements TrainingObserver {
    private final List<Double> losses = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();
    private final long stopAfter;
    private Interruption interruption = new Interruption();
    private TrainingState stopped;

    Watch(long stopAfter) {
      this.stopAfter = stopAfter;
    }

    @Override
    public void stepped(TrainingState state, Step step) {
      losses.add(step.loss());
      rates.add(step.learningRate());
      if (state.step() == stopAfter) {
        interruption.request();
      }
    }

    @Override
    public void epochEnded(TrainingState state, Epoch epoch) {
      accuracies.add(state.accuracy());
    }

    @Override
    public void stopping(TrainingState state) {
      stopped = state;
      interruption = new Interruption();
    }
  }
}
