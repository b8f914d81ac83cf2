package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class MnistTest {

  private static final Path FOLDER = Path.of("data", "mnist");
  private static ImageDataSource mnist;

  @TempDir Path temporary;

  @BeforeAll
  static void open() {
    mnist = Mnist.open(FOLDER);
  }

  @Test
  void hasAllSeventyThousandImages() {
    assertThat(mnist.name()).isEqualTo("mnist");
    assertThat(mnist.numberOfTrainingExamples()).isEqualTo(60_000);
    assertThat(mnist.numberOfTestExamples()).isEqualTo(10_000);
    assertThat(mnist.shape()).isEqualTo(new ImageShape(1, 28, 28));
    assertThat(mnist.classNames())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(mnist.files())
        .extracting(DataFile::bytes)
        .containsExactly(47_040_016L, 60_008L, 7_840_016L, 10_008L);
  }

  /** Sums and counts from a separate program that unpacked the files. */
  @Test
  void givesEveryPixelAndLabelOnce() {
    ImageDataSource raw = mnist.withScale(PixelScale.RAW);
    assertTotals(
        raw.train(1000, 42, ImageDataSource.NO_LIMIT),
        1_567_298_545L,
        new double[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949});
    assertTotals(
        raw.test(1000, ImageDataSource.NO_LIMIT),
        264_923_200L,
        new double[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009});
  }

  @Test
  void startsWithTheKnownLabels() {
    IdxRecordReader train = new IdxRecordReader(10);
    train.initialize(
        IdxRecordReader.split(
            FOLDER.resolve("train-images-idx3-ubyte.gz"),
            FOLDER.resolve("train-labels-idx1-ubyte.gz")));
    for (int label : new int[] {5, 0, 4, 1, 9}) {
      assertThat(train.next().get(1).toInt()).isEqualTo(label);
    }
    assertThat(mnist.test(5, 5).next().getLabels().argMax(1).toIntVector())
        .containsExactly(7, 2, 1, 0, 4);
  }

  @Test
  void takesRawFilesAsWell() throws IOException {
    for (String name : IdxFolder.FILE_NAMES) {
      try (InputStream packed =
          new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".gz")))) {
        Files.copy(packed, temporary.resolve(name));
      }
    }
    assertThat(Mnist.open(temporary).files()).isEqualTo(mnist.files());
  }

  @Test
  void rejectsContentThatIsNotMnists() {
    IdxFiles.folder(temporary);
    assertThatThrownBy(() -> Mnist.open(temporary))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            temporary.resolve("train-images-idx3-ubyte").toString(),
            "SHA-256 ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "found ");
  }

  @Test
  void passesOverADamagedCopyWithAWarning() {
    IdxFiles.folder(temporary);
    Place damaged = new Place(temporary, "someone");
    ImageDataSource found =
        KnownImages.open(KnownSets.MNIST, List.of(damaged, new Place(FOLDER, "the project")));
    assertThat(found.files()).isEqualTo(mnist.files());
    assertThat(found.warnings()).hasSize(1).first().asString().contains(temporary.toString());
    assertThatThrownBy(() -> KnownImages.open(KnownSets.MNIST, List.of(damaged)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("conv4j data fetch mnist");
  }

  @Test
  void namesThePlacesLookedAtAndTheThreeWaysOut() {
    Path other = temporary.resolve("other");
    List<Place> places = List.of(new Place(temporary, "one"), new Place(other, "two"));
    assertThatThrownBy(() -> KnownImages.open(KnownSets.MNIST, places))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "train-images-idx3-ubyte.gz",
            temporary + ", " + other,
            "conv4j data fetch mnist",
            "conv4j data import FILE",
            "--data-dir or CONV4J_DATA")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void isFoundByName() {
    assertThat(DataSources.open("MNIST").files()).isEqualTo(mnist.files());
  }

  private static void assertTotals(ImageIterator batches, long pixelSum, double[] labelCounts) {
    long sum = 0;
    double[] counts = new double[labelCounts.length];
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      for (float pixel : batch.getFeatures().data().asFloat()) {
        sum += (long) pixel;
      }
      for (int label : batch.getLabels().argMax(1).toIntVector()) {
        counts[label]++;
      }
    }
    assertThat(sum).isEqualTo(pixelSum);
    assertThat(counts).containsExactly(labelCounts);
  }
}
