package io.github.conv4j.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.data.Augmentation;
import io.github.conv4j.data.DataException;
import io.github.conv4j.data.DataSources;
import io.github.conv4j.data.ImageDataSource;
import io.github.conv4j.data.ImageFiles;
import io.github.conv4j.data.ImageFolder;
import io.github.conv4j.data.ImageShape;
import io.github.conv4j.data.TinyImages;
import io.github.conv4j.models.SafeModels;
import io.github.conv4j.nets.Network;
import io.github.conv4j.nets.NetworkCatalog;
import io.github.conv4j.result.Check;
import io.github.conv4j.result.CompareReport;
import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.result.Verdict;
import io.github.conv4j.train.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every network that conv4j brings, compared on a few small colour pictures. */
class CatalogComparisonTest {

  private static final int SIDE = 16;
  private static final int BATCH = 4;
  private static final double RATE = 1e-3;
  private static final ImageShape COLOUR = new ImageShape(3, SIDE, SIDE);

  @TempDir static Path shared;
  private static ImageDataSource pictures;

  @TempDir Path out;
  private final List<String> told = new ArrayList<>();

  /** Red, green and blue squares on noise: 4 for training and 2 for the test of each. */
  @BeforeAll
  static void makePictures() throws IOException {
    Random random = new Random(5);
    for (String part : List.of("train", "test")) {
      for (int label = 0; label < 3; label++) {
        Path folder =
            Files.createDirectories(
                shared.resolve(part).resolve(List.of("red", "green", "blue").get(label)));
        for (int k = 0; k < (part.equals("train") ? 4 : 2); k++) {
          INDArray image = Nd4j.create(DataType.FLOAT, 3, SIDE, SIDE);
          for (int i = 0; i < image.length(); i++) {
            int channel = i / (SIDE * SIDE);
            image.data().put(i, random.nextInt(100) + (channel == label ? 150 : 0));
          }
          ImageFiles.writePng(image, folder.resolve(k + ".png"));
        }
      }
    }
    pictures = ImageFolder.open(shared, COLOUR);
  }

  @AfterAll
  static void allThreadsAgain() {
    Threads.use(Runtime.getRuntime().availableProcessors());
  }

  static Stream<String> networks() {
    return NetworkCatalog.entries().stream().map(NetworkCatalog.Entry::name);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void passes(String name) throws IOException {
    // LeNet's kernels need 16 pixels; half of that is enough for the large networks, and quick.
    ImageShape shape = name.equals("lenet") ? COLOUR : new ImageShape(3, SIDE / 2, SIDE / 2);
    CompareReport report = compare(name, ImageFolder.open(shared, shape), Augmentation.NONE);

    assertThat(failed(report)).isEmpty();
    assertThat(report.swaps()).anyMatch(swap -> swap.replaced());
    assertThat(report.settings())
        .containsEntry("network", name)
        .containsEntry("image size", shape.toString())
        .containsEntry("test images", "6");
    assertThat(report.classes()).containsExactly("blue", "green", "red");
    assertThat(report.builtin().lossHistory()).hasSize(3);
    assertThat(told).isEmpty();
  }

  @Test
  void bothTwinsSeeTheSameVariedAndStandardisedImages() throws IOException {
    ImageDataSource standardised = pictures.withScale(pictures.standardization());

    CompareReport report = compare("lenet", standardised, Augmentation.COLOUR_PHOTOS.withCutout(3));

    assertThat(failed(report)).isEmpty();
    assertThat(report.settings())
        .containsEntry("augmentation", "moved by up to 4, mirrored, a square of 3 blanked");
    assertThat(report.lossDifference()).allMatch(difference -> Math.abs(difference) < 1e-3);
    for (String file : List.of("builtin.zip", "custom.zip")) {
      assertThat(SafeModels.normalizer(out.resolve(file)))
          .contains(standardised.scale().normalizer(3));
    }
    assertThat(report.builtin().lossHistory())
        .isNotEqualTo(compare("lenet", standardised, Augmentation.NONE).builtin().lossHistory());
  }

  @Test
  void imagesThatAreTooSmallAreAnErrorInWords() {
    ImageDataSource tiny =
        DataSources.open(TinyImages.write(out.resolve("tiny"), 6, 12, 8).toString());

    assertThatThrownBy(() -> compare("lenet", tiny, Augmentation.NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("images of [1,6,6]")
        .hasMessageContaining("; choose ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theUsualNetworkFitsTheImages() {
    assertThat(NewNetworks.usual(new ImageShape(1, 28, 28)).name()).isEqualTo("lenet");
    assertThat(NewNetworks.usual(new ImageShape(3, 32, 32)).name()).isEqualTo("cifarcnn");
    assertThat(NewNetworks.usual(new ImageShape(3, 224, 224)).name()).isEqualTo("resnet20");
  }

  private CompareReport compare(String name, ImageDataSource data, Augmentation augmentation)
      throws IOException {
    CompareOptions options =
        new CompareOptions(
            name, 1, BATCH, ImageDataSource.NO_LIMIT, augmentation, 15, 7, 1, out, "compare");
    Model network =
        NewNetworks.create(NetworkCatalog.find(name).orElseThrow(), data, 7, DataType.FLOAT);
    // Each network's own rate is for larger batches: with so few images it makes chaos.
    Network.of(network).setLearningRate(RATE);
    return new Compare(
            options,
            data,
            "test",
            told::add,
            ProgressListener.SILENT,
            new Interruption(),
            (model, allowed, threads, classes, batch, steps, shape) -> 100)
        .run(network);
  }

  private static List<Check> failed(CompareReport report) {
    return report.checks().stream().filter(check -> check.verdict() == Verdict.FAIL).toList();
  }
}
