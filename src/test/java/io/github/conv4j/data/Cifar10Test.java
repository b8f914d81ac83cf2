package io.github.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Place;
import io.github.conv4j.store.Tars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class Cifar10Test {

  /** Folder with a copy of CIFAR-10's binary files; the tests that need it are skipped without. */
  private static final String COPY_VARIABLE = "CONV4J_TEST_CIFAR10";

  @TempDir Path temporary;

  @Test
  void readsFolderAndArchiveAlike() {
    Path folder = CifarFiles.folder(temporary.resolve("bin"));
    Path archive = CifarFiles.archive(temporary.resolve("cifar.tar.gz"));
    ImageDataSource fromFolder = DataSources.open(folder.toString());
    ImageDataSource fromArchive = DataSources.open(archive.toString());
    for (ImageDataSource source : List.of(fromFolder, fromArchive)) {
      assertThat(source.name()).isEqualTo("cifar10");
      assertThat(source.shape()).isEqualTo(new ImageShape(3, 32, 32));
      assertThat(source.classNames()).startsWith("airplane", "automobile").hasSize(10);
      assertThat(source.numberOfTrainingExamples()).isEqualTo(20);
      assertThat(source.numberOfTestExamples()).isEqualTo(3);
      assertThat(source.files()).extracting(DataFile::name).isEqualTo(Cifar10.fileNames());
      assertThat(source.files())
          .extracting(DataFile::bytes)
          .containsExactly(12_292L, 12_292L, 12_292L, 12_292L, 12_292L, 9219L);
      assertThat(source.files()).extracting(DataFile::origin).containsOnly(Origin.UNOFFICIAL_COPY);
      assertThat(source.warnings()).hasSize(1).first().asString().contains("unofficial copy");
      DataSet test = source.withScale(PixelScale.RAW).test(3, 3).next();
      assertThat(test.getLabels().argMax(1).toIntVector()).containsExactly(0, 1, 2);
      assertColours(test.getFeatures(), 1, 21);
    }
    assertThat(fromArchive.files()).isEqualTo(fromFolder.files());
  }

  @Test
  void itsReaderGivesRedGreenBlueByRecord() {
    Path folder = CifarFiles.folder(temporary.resolve("bin"));
    CifarRecordReader reader = new CifarRecordReader();
    reader.initialize(
        CifarRecordReader.split(
            folder.resolve("data_batch_2.bin"), folder.resolve("data_batch_1.bin")));

    assertThat(reader.numberOfExamples()).isEqualTo(8);
    assertThat(reader.getLabels().get(reader.next().get(1).toInt())).isEqualTo("deer");
    DataSet batch =
        new org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator(reader, 8, 1, 10)
            .next();
    assertColours(batch.getFeatures(), 0, 4);
    assertColours(batch.getFeatures(), 4, 0);
    assertThat(batch.getLabels().argMax(1).toIntVector()).containsExactly(4, 5, 6, 7, 0, 1, 2, 3);
  }

  private static void assertColours(INDArray images, int index, int number) {
    for (int y : new int[] {0, 31}) {
      for (int x : new int[] {0, 1, 31}) {
        assertThat(images.getInt(index, 0, y, x)).isEqualTo(number);
        assertThat(images.getInt(index, 1, y, x)).isEqualTo(2 * number);
        assertThat(images.getInt(index, 2, y, x)).isEqualTo(x);
      }
    }
  }

  @Test
  void namesTheMissingFile() throws IOException {
    Path folder = CifarFiles.folder(temporary.resolve("bin"));
    Files.delete(folder.resolve("data_batch_3.bin"));
    assertThatThrownBy(() -> Cifar10.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": expected the files of CIFAR-10's binary form")
        .hasMessageContainingAll("found no data_batch_3.bin", "conv4j data fetch cifar10");
  }

  @Test
  void findsEveryLengthThatIsNoWholeNumberOfRecords() throws IOException {
    Path folder = CifarFiles.folder(temporary.resolve("bin"));
    Path file = folder.resolve("data_batch_5.bin");
    byte[] good = Files.readAllBytes(file);
    for (int length : new int[] {0, 1, 3072, 3074, 12_291}) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatThrownBy(() -> Cifar10.open(folder))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(file + ": expected records of 3073 bytes")
          .hasMessageContaining("found " + length + " bytes");
    }
  }

  @Test
  void namesALabelOutOfRange() throws IOException {
    Path folder = CifarFiles.folder(temporary.resolve("bin"));
    Path file = folder.resolve("test_batch.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[2 * 3073] = 10;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Cifar10.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": expected labels from 0 to 9, found 10 at index 2");
  }

  @Test
  void findsLabelsAndImagesInAPickle() throws Exception {
    byte[] records = CifarFiles.records(3, 2500);
    for (boolean byColumns : new boolean[] {false, true}) {
      for (boolean labelsFirst : new boolean[] {false, true}) {
        byte[] pickle = CifarFiles.pickle(records, byColumns, labelsFirst);
        assertThat(PythonBatch.records(pickle, byColumns)).isEqualTo(records);
        String sum = HexFormat.of().formatHex(sha256(records));
        assertThat(PythonBatch.records("place", pickle, sum)).isEqualTo(records);
        assertThat(PythonBatch.records(Arrays.copyOf(pickle, 3000), byColumns)).isNull();
        pickle[pickle.length / 2] ^= 1;
        assertThatThrownBy(() -> PythonBatch.records("place", pickle, sum))
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith("place: expected CIFAR-10's published file for Python");
      }
    }
  }

  private static byte[] sha256(byte[] content) throws Exception {
    return java.security.MessageDigest.getInstance("SHA-256").digest(content);
  }

  @Test
  void refusesFilesForPythonThatAreNotThePublishedOnes() throws IOException {
    byte[] pickle = CifarFiles.pickle(CifarFiles.records(0, 10), false, false);
    Path folder = Files.createDirectory(temporary.resolve("cifar-10-batches-py"));
    Tars tar = new Tars();
    for (String name : Cifar10.fileNames()) {
      Files.write(folder.resolve(name.replace(".bin", "")), pickle);
      tar.file("cifar-10-batches-py/" + name.replace(".bin", ""), pickle);
    }
    Path archive = tar.gzip(temporary.resolve("cifar-10-python.tar.gz"));
    for (Path place : List.of(folder, archive)) {
      assertThatThrownBy(() -> DataSources.open(place.toString()))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(place.toString(), "data_batch_1", "found other content");
    }
    assertThatThrownBy(
            () -> KnownImages.open(KnownSets.CIFAR10, List.of(new Place(temporary, "torchvision"))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found other content");
  }

  @Test
  void readsARealCopy() {
    String copy = System.getenv(COPY_VARIABLE);
    assumeThat(copy)
        .as("skipped: no copy of CIFAR-10, which %s would name", COPY_VARIABLE)
        .isNotNull();
    ImageDataSource source = Cifar10.open(Path.of(copy));

    assertThat(source.numberOfTrainingExamples()).isEqualTo(50_000);
    assertThat(source.numberOfTestExamples()).isEqualTo(10_000);
    int[] counts = new int[10];
    source
        .test(1000, ImageDataSource.NO_LIMIT)
        .forEachRemaining(
            batch ->
                Arrays.stream(batch.getLabels().argMax(1).toIntVector())
                    .forEach(label -> counts[label]++));
    assertThat(counts).containsOnly(1000);
    // Known for the original to three digits; a JPEG copy differs in the fourth.
    PixelScale scale = source.standardization();
    float[] means = {125.3f, 123.0f, 113.9f};
    float[] deviations = {63.0f, 62.1f, 66.7f};
    for (int c = 0; c < 3; c++) {
      assertThat(scale.means().get(c)).isBetween(means[c] - 0.5f, means[c] + 0.5f);
      assertThat(scale.deviations().get(c)).isBetween(deviations[c] - 0.5f, deviations[c] + 0.5f);
    }
  }
}
