package io.github.conv4j.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.CifarFiles;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffortTest {

  private static final int BATCH = 64;

  @TempDir Path folder;
  private ImageDataSource cifar;

  @BeforeEach
  void open() {
    cifar = sized(DataSources.open(CifarFiles.folder(folder)), 50_000, 10_000);
  }

  /** The same data with other numbers of images. */
  private static ImageDataSource sized(ImageDataSource data, int train, int test) {
    return (ImageDataSource)
        Proxy.newProxyInstance(
            EffortTest.class.getClassLoader(),
            new Class<?>[] {ImageDataSource.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "numberOfTrainingExamples" -> train;
                  case "numberOfTestExamples" -> test;
                  default -> method.invoke(data, arguments);
                });
  }

  private CompareOptions options(int epochs, int limit, int minutes) {
    return new CompareOptions(
        "any", epochs, BATCH, limit, Augmentation.NONE, minutes, 42, 0, folder, "compare");
  }

  /** Networks that train so many images a second, and classify three times as many. */
  private static Pair<Effort.Seconds> speeds(double builtin, double custom) {
    return new Pair<>(
        new Effort.Seconds(1 / builtin, 1 / (3 * builtin)),
        new Effort.Seconds(1 / custom, 1 / (3 * custom)));
  }

  @Test
  void aSmallNetworkGetsEverything() {
    Effort effort = Effort.plan(options(1, ImageDataSource.NO_LIMIT, 15), cifar, speeds(300, 2000));

    assertThat(effort.trainingImages()).isEqualTo(50_000);
    assertThat(effort.testImages()).isEqualTo(10_000);
    assertThat(effort.noiseSteps()).isEqualTo(NoiseFloor.STEPS);
    assertThat(effort.inferenceImages()).isEqualTo(3200);
    assertThat(effort.tuningSteps()).isGreaterThanOrEqualTo(ThreadTuning.fullSteps());
  }

  @Test
  void aSlowNetworkGetsWhatFitsIntoTheTime() {
    for (int minutes : new int[] {10, 15}) {
      for (double speed : new double[] {9, 20, 50}) {
        CompareOptions options = options(1, ImageDataSource.NO_LIMIT, minutes);
        Pair<Effort.Seconds> speeds = speeds(speed, 10 * speed);

        Effort effort = Effort.plan(options, cifar, speeds);

        assertThat(effort.seconds(options, speeds)).isBetween(45.0 * minutes, 60.0 * minutes);
        assertThat(effort.trainingImages()).isLessThan(50_000);
        assertThat(effort.trainingImages() % BATCH).isZero();
      }
    }
  }

  @Test
  void moreTimeIsNeverLess() {
    Effort before = Effort.plan(options(2, ImageDataSource.NO_LIMIT, 1), cifar, speeds(9, 90));
    for (int minutes = 2; minutes < 1000; minutes += 7) {
      Effort effort =
          Effort.plan(options(2, ImageDataSource.NO_LIMIT, minutes), cifar, speeds(9, 90));
      assertThat(effort.trainingImages()).isGreaterThanOrEqualTo(before.trainingImages());
      assertThat(effort.testImages()).isGreaterThanOrEqualTo(before.testImages());
      assertThat(effort.noiseSteps()).isGreaterThanOrEqualTo(before.noiseSteps());
      before = effort;
    }
    assertThat(before.trainingImages()).isEqualTo(50_000);
  }

  @Test
  void somethingIsDoneHoweverSlowTheNetwork() {
    Effort effort =
        Effort.plan(options(1, ImageDataSource.NO_LIMIT, 1), cifar, speeds(0.001, 0.01));

    assertThat(effort.trainingImages()).isEqualTo(10 * BATCH);
    assertThat(effort.noiseSteps()).isEqualTo(5);
    assertThat(effort.testImages()).isEqualTo(200);
    assertThat(effort.inferenceImages()).isEqualTo(BATCH);
    assertThat(effort.memorySteps()).isEqualTo(3);
  }

  @Test
  void aLimitIsKept() {
    Effort effort = Effort.plan(options(3, 12_345, 1), cifar, speeds(9, 90));

    assertThat(effort.trainingImages()).isEqualTo(12_345);
    assertThat(effort.testImages()).isLessThan(10_000);
  }
}
