package io.github.conv4j.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageIterator;
import io.github.conv4j.data.PixelScale;
import io.github.conv4j.files.WholeFile;
import io.github.conv4j.nets.Network;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.train.Evaluation;
import io.github.conv4j.train.Evaluator;
import io.github.conv4j.twin.Twin;
import io.github.conv4j.twin.Twinned;
import io.github.conv4j.verify.Precision;
import io.github.conv4j.verify.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The networks kept in models/ answer as they did when they were kept. */
class GoldenModelsTest {

  private static final Path MODELS = Path.of("models");
  private static final long MOST_BYTES = 2_000_000;

  static Stream<Path> records() throws IOException {
    try (Stream<Path> folders = Files.list(MODELS)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("expected.json")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void thereIsOneForEachDataSet() throws IOException {
    assertThat(records().map(folder -> ExpectedScores.read(folder.resolve("expected.json")).data()))
        .contains("mnist", "cifar10");
  }

  @ParameterizedTest
  @MethodSource("records")
  void theFileIsTheOneThatWasKept(Path folder) throws IOException {
    Path file = folder.resolve("model.zip");

    assertThat(Files.size(file)).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(WholeFile.sha256(file))
        .isEqualTo(ExpectedScores.read(folder.resolve("expected.json")).sha256());
  }

  @ParameterizedTest
  @MethodSource("records")
  void bothTwinsGiveTheKeptScores(Path folder) {
    ExpectedScores expected = ExpectedScores.read(folder.resolve("expected.json"));
    Model model = SafeModels.load(folder.resolve("model.zip"));
    assertThat(expected.scores()).hasSize(ExpectedScores.IMAGES).doesNotHaveDuplicates();
    Twinned<? extends Model> handwritten = Twin.handwritten(Twin.builtin(model).network());
    assertThat(handwritten.replaced()).isPositive();

    for (Model twin : List.of(Twin.builtin(model).network(), handwritten.network())) {
      for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
        Network network = Network.of(twin).copyAs(type);
        assertThat(expected.largestDifference(network))
            .as(
                "%s, %s, %s",
                folder, twin == handwritten.network() ? "handwritten" : "built-in", type)
            .isLessThanOrEqualTo(Tolerances.keptScore(Precision.of(type)));
      }
    }
  }

  /** A test that cannot fail proves nothing: one weight of each layer changed by a thousandth. */
  @ParameterizedTest
  @MethodSource("records")
  void aChangedWeightIsSeen(Path folder) {
    ExpectedScores expected = ExpectedScores.read(folder.resolve("expected.json"));
    Network network =
        Network.of(SafeModels.load(folder.resolve("model.zip"))).copyAs(DataType.DOUBLE);
    network
        .parameters()
        .forEach(
            (key, parameter) -> {
              if (key.endsWith("_W")) {
                parameter.muli(1.001);
                assertThat(expected.largestDifference(network))
                    .as("%s %s", folder, key)
                    .isGreaterThan(Tolerances.keptScore(Precision.DOUBLE));
                parameter.divi(1.001);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("records")
  void theTestImagesAreClassifiedAsWell(Path folder) {
    ExpectedScores expected = ExpectedScores.read(folder.resolve("expected.json"));
    Path file = folder.resolve("model.zip");
    ImageDataSource data = open(expected.data());
    PixelScale scale = SafeModels.normalizer(file).map(PixelScale::of).orElse(PixelScale.UNIT);
    assertThat(expected.testImages()).isGreaterThanOrEqualTo(1000);
    ImageIterator images = data.withScale(scale).test(100, expected.testImages());

    Evaluation evaluation =
        Evaluator.evaluate(
            "test",
            Network.of(Twin.handwritten(SafeModels.load(file)).network())::output,
            () -> images,
            images.numberOfExamples(),
            data.classNames().size(),
            ProgressListener.SILENT,
            new Interruption());

    assertThat(evaluation.total()).isEqualTo(expected.testImages());
    assertThat(Math.abs(evaluation.correct() - expected.correct()))
        .isLessThanOrEqualTo(Tolerances.KEPT_IMAGES);
  }

  private static ImageDataSource open(String name) {
    if (!name.equals("cifar10")) {
      Path data = Path.of("data", name);
      assumeTrue(Files.isDirectory(data), data + " is not there: its kept network is not tried");
      return DataSources.open(data);
    }
    String copy = System.getenv("CONV4J_TEST_CIFAR10");
    assumeTrue(
        copy != null, "CONV4J_TEST_CIFAR10 names no CIFAR-10: its kept network is not tried");
    return DataSources.open(Path.of(copy));
  }
}
