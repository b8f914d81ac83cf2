package io.github.conv4j.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.files.Faults;
import io.github.conv4j.files.FaultyFileSystem;
import io.github.conv4j.models.AllowedClasses;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.SampleNetworks;
import io.github.conv4j.result.Environment;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Training;
import io.github.conv4j.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A training on a disk on which the n-th operation fails, for every n: what is left can be resumed
 * and ends as an undisturbed training does, or there is no run at all.
 */
class RunFaultsTest {

  private static final long SEED = 5;
  private static final Environment ENVIRONMENT =
      new Environment("0", "os", "cpu", 1, 1, "java", 1, "dl4j", "cpu", "blas", Map.of());

  @TempDir static Path shared;
  private static ImageDataSource data;

  @TempDir Path folder;

  @BeforeAll
  static void makeData() {
    data = DataSources.open(TinyImages.write(shared.resolve("tiny"), 12, 20, 8).toString());
  }

  private static Model network() {
    return SampleNetworks.plain(SEED, DataType.FLOAT, new Adam(1e-2));
  }

  private static void begin(Path runs) throws IOException {
    Model model = network();
    RunConfig config = new RunConfig(RunConfig.FORMAT, "n", "d", "builtin", Map.of("--a", "b"));
    Manifest manifest =
        RunManifests.of(
            "c", data.files(), List.of(), Map.of(), ENVIRONMENT, 1, SEED, model, 20, 0, 8, 2);
    try (RunFolder run = RunFolder.create(runs, "a", config, manifest, model, null)) {
      train(run);
    }
  }

  private static INDArray train(RunFolder run) throws IOException {
    RunFolder.Start start = run.latest(message -> {});
    try (RunRecorder recorder = run.recorder(start, Cadence.everySteps(1), null)) {
      new Training(
              Network.of(start.model()),
              data.train(10, SEED, 20),
              () -> data.test(100, ImageDataSource.NO_LIMIT),
              new TrainingSettings(2, SEED, 0, TrainingSettings.NO_GOAL),
              recorder,
              ProgressListener.SILENT,
              new Interruption())
          .run(start.state());
    }
    return start.model().params();
  }

  @Test
  void whateverOperationFailsTheRunCanBeResumedOrIsNotThere() throws Exception {
    Path whole = folder.resolve("whole");
    Faults counting = Faults.none();
    begin(FaultyFileSystem.of(whole, counting));
    INDArray undisturbed = latest(whole);
    List<String> metrics = losses(whole);
    assertThat(metrics).hasSize(6);
    assertThat(counting.operations()).isBetween(100L, 1000L);
    int resumed = 0;
    for (long n = 1; n <= counting.operations(); n++) {
      String name = "operation " + n;
      Path runs = folder.resolve(Long.toString(n));
      boolean lasting = n % 2 == 0;
      try {
        begin(FaultyFileSystem.of(runs, Faults.at(n, lasting)));
      } catch (IOException e) {
        assertThat(e).as(name).hasMessageContaining("injected: no space left on device");
      }
      if (Files.exists(runs.resolve("a"))) {
        resumed++;
        try (RunFolder run = RunFolder.open(runs.resolve("a"), AllowedClasses.standard())) {
          assertThat(train(run)).as(name).isEqualTo(undisturbed);
        }
        assertThat(losses(runs)).as(name).isEqualTo(metrics);
      } else {
        begin(runs);
        assertThat(latest(runs)).as(name).isEqualTo(undisturbed);
      }
    }
    assertThat(resumed).isGreaterThan(50);
  }

  private static INDArray latest(Path runs) throws IOException {
    try (RunFolder run = RunFolder.open(runs.resolve("a"), AllowedClasses.standard())) {
      return run.latest(message -> {}).model().params();
    }
  }

  private static List<String> losses(Path runs) throws IOException {
    return Files.readAllLines(runs.resolve("a/metrics.jsonl")).stream()
        .map(line -> line.replaceAll(",\"(imagesPerSecond|seconds)\":[^,}]*", ""))
        .toList();
  }

  @Test
  void aDamagedCheckpointIsPutAsideAndTheOneBeforeTaken() throws Exception {
    begin(folder);
    INDArray undisturbed = latest(folder);
    List<String> metrics = losses(folder);
    Path newest = folder.resolve("a/checkpoints/step-000000004.zip");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);

    try (RunFolder run = RunFolder.open(folder.resolve("a"), AllowedClasses.standard())) {
      StringBuilder told = new StringBuilder();
      RunFolder.Start start = run.latest(told::append);
      assertThat(told.toString()).contains("step-000000004.zip", "checksum");
      assertThat(start.state().step()).isEqualTo(3);
      assertThat(train(run)).isEqualTo(undisturbed);
    }

    assertThat(losses(folder)).isEqualTo(metrics);
    assertThat(folder.resolve("a/checkpoints/damaged-step-000000004.zip")).exists();
  }

  @Test
  void whatDecidesTheCourseMustNotChange() throws Exception {
    begin(folder);
    Path config = folder.resolve("a/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"b\"", "\"c\""));
    try (RunFolder run = RunFolder.open(folder.resolve("a"), AllowedClasses.standard())) {
      assertThatThrownBy(() -> run.latest(message -> {}))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("config.json and network.json as they were when the run began");
    }
    Files.writeString(config, text);
    Path metrics = folder.resolve("a/metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics).replaceFirst("loss", "lass"));
    try (RunFolder run = RunFolder.open(folder.resolve("a"), AllowedClasses.standard())) {
      assertThatThrownBy(() -> train(run))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("metrics.jsonl: expected the");
    }
  }

  @Test
  void twoProcessesCannotTrainOneRun() throws Exception {
    begin(folder);
    try (RunFolder run = RunFolder.open(folder.resolve("a"), AllowedClasses.standard())) {
      assertThatThrownBy(() -> RunFolder.open(run.path(), AllowedClasses.standard()))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("another process does");
    }
    assertThatThrownBy(() -> begin(folder))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("found a run of that name");
  }
}
