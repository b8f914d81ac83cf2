package io.github.conv4j.data;

import static io.github.conv4j.data.IdxFiles.folder;
import static io.github.conv4j.data.IdxFiles.idx;
import static io.github.conv4j.data.IdxFiles.labels;
import static io.github.conv4j.data.IdxFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFolderTest {

  @TempDir Path parent;
  private Path data;

  @BeforeEach
  void writeFolder() throws IOException {
    data = folder(Files.createDirectory(parent.resolve("shapes")));
  }

  @Test
  void describesTheDataSet() {
    ImageDataSource source = DataSources.open(data.toString());

    assertThat(source.name()).isEqualTo("shapes");
    assertThat(source.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(source.classNames()).containsExactly("0", "1", "2");
    assertThat(source.numberOfTrainingExamples()).isEqualTo(7);
    assertThat(source.numberOfTestExamples()).isEqualTo(3);
    assertThat(source.files()).extracting(DataFile::name).isEqualTo(IdxFolder.FILE_NAMES);
    assertThat(source.files()).extracting(DataFile::bytes).containsExactly(58L, 15L, 34L, 11L);
  }

  @Test
  void namesTheMissingFile() throws IOException {
    Files.delete(data.resolve("t10k-labels-idx1-ubyte"));
    assertThatThrownBy(() -> IdxFolder.open(data))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            data + ": expected a file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz, found");
  }

  @Test
  void rejectsWhatIsNoFolder() {
    Path missing = parent.resolve("missing");
    assertThatThrownBy(() -> DataSources.open(missing.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(missing + ": expected a folder with IDX files, found nothing");
    Path file = data.resolve("t10k-labels-idx1-ubyte");
    assertThatThrownBy(() -> IdxFolder.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found a file");
    assertThatThrownBy(() -> DataSources.open("a\0b"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected the name of a data set (mnist, ");
  }

  @Test
  void rejectsTestImagesOfAnotherSize() {
    write(data.resolve("t10k-images-idx3-ubyte.gz"), idx(0x803, new int[] {3, 3, 2}, new byte[18]));
    assertThatThrownBy(() -> IdxFolder.open(data))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "expected images of 2 x 3 as in train-images-idx3-ubyte, found 3 x 2");
  }

  @Test
  void rejectsATestLabelThatNoTrainingImageHas() {
    write(data.resolve("t10k-labels-idx1-ubyte"), labels(0, 3, 1));
    assertThatThrownBy(() -> IdxFolder.open(data))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected labels from 0 to 2, found 3 at index 1");
  }

  @Test
  void takesEmnistsNamesAndTurnsItsImages() throws IOException {
    Path emnist = Files.createDirectory(parent.resolve("letters"));
    for (String name : IdxFolder.FILE_NAMES) {
      boolean gzip = Files.exists(data.resolve(name + ".gz"));
      Files.copy(
          data.resolve(name + (gzip ? ".gz" : "")),
          emnist.resolve("emnist-letters-" + name.replace("t10k", "test") + (gzip ? ".gz" : "")));
    }
    ImageDataSource source = DataSources.open(emnist.toString()).withScale(PixelScale.RAW);

    assertThat(source.shape()).isEqualTo(new ImageShape(1, 3, 2));
    assertThat(source.test(1, 1).next().getFeatures().data().asFloat())
        .containsExactly(0, 3, 1, 4, 2, 5);

    Files.copy(
        data.resolve("train-images-idx3-ubyte"),
        emnist.resolve("emnist-digits-train-images-idx3-ubyte"));
    assertThatThrownBy(() -> IdxFolder.open(emnist))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("those of several", "emnist-digits", "a folder of its own");
  }
}
