package io.github.conv4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.conv4j.result.Interruption;
import io.github.conv4j.result.ProgressListener;
import io.github.conv4j.store.Importer.Taken;
import io.github.conv4j.store.Inspector.Condition;
import io.github.conv4j.store.Inspector.Holding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the project's MNIST, whose content is the published one, and files that are not. */
class ImporterTest {

  private static final Path MNIST = Path.of("data", "mnist");

  @TempDir Path folder;
  private Path source;
  private Places places;

  @BeforeEach
  void makeFolders() throws IOException {
    source = Files.createDirectory(folder.resolve("stick"));
    places = new Places(folder.resolve("sets"), folder.resolve("none"), folder.resolve("home"));
  }

  private List<Taken> take(Path from) {
    return new Importer(places, new Interruption()).take(from);
  }

  private Path unpack(KnownFile file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(MNIST.resolve(file.name() + ".gz")))) {
      Files.copy(in, target);
    }
    return target;
  }

  @Test
  void recognisesFilesByContentWhateverTheirNames() throws IOException {
    int number = 0;
    for (KnownFile file : KnownSets.MNIST.contents()) {
      unpack(file, source.resolve("deep/file" + number++));
    }
    Files.writeString(source.resolve("deep/letter.txt"), "Dear Sir or Madam");

    List<Taken> taken = take(source);

    assertThat(taken).hasSize(4).allMatch(Taken::official);
    List<Holding> found = Inspector.find(KnownSets.MNIST, places.of(KnownSets.MNIST));
    assertThat(found).hasSize(1);
    Holding verified = Inspector.verify(found.get(0), ProgressListener.SILENT, new Interruption());
    assertThat(verified.condition()).isEqualTo(Condition.GOOD);
    assertThat(verified.place().folder()).isEqualTo(folder.resolve("sets/mnist"));
  }

  @Test
  void importingFromItsOwnPlaceChangesNothing() throws IOException {
    KnownFile labels = KnownSets.MNIST.contents().get(3);
    Path file = unpack(labels, places.own(KnownSets.MNIST).resolve(labels.name()));
    assertThat(take(file)).extracting(Taken::to).containsExactly(file);
    assertThat(Sha256.of(file)).isEqualTo(labels.sha256());
  }

  @Test
  void takesACompleteUnofficialCopyOfContents() throws IOException {
    for (KnownFile file : KnownSets.CIFAR10.contents()) {
      try (var out =
          Files.newByteChannel(
              source.resolve(file.name()),
              java.nio.file.StandardOpenOption.CREATE_NEW,
              java.nio.file.StandardOpenOption.WRITE,
              java.nio.file.StandardOpenOption.SPARSE)) {
        out.position(file.bytes() - 1);
        out.write(java.nio.ByteBuffer.wrap(new byte[1]));
      }
    }
    List<Taken> taken = take(source);

    assertThat(taken).hasSize(6).noneMatch(Taken::official);
    Holding holding = Inspector.find(KnownSets.CIFAR10, places.of(KnownSets.CIFAR10)).get(0);
    assertThat(holding.place().folder()).endsWith(Path.of("cifar10", "cifar-10-batches-bin"));
    assertThat(Inspector.verify(holding, ProgressListener.SILENT, new Interruption()).condition())
        .isEqualTo(Condition.UNOFFICIAL_COPY);
  }

  @Test
  void refusesWhatIsNotKnownAndLeavesNothing() throws IOException {
    Path letter = Files.writeString(source.resolve("letter.txt"), "Dear Sir or Madam");
    KnownFile labels = KnownSets.MNIST.contents().get(3);
    Path damaged = unpack(labels, source.resolve(labels.name()));
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[100] ^= 1;
    Files.write(damaged, bytes);
    for (Path file : List.of(letter, damaged, source)) {
      assertThatThrownBy(() -> take(file))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll(
              file + ": expected a file of a known data set", "cifar-10-binary.tar.gz", "--data");
    }
    assertThatThrownBy(() -> take(folder.resolve("absent")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("found nothing");
    assertThat(folder.resolve("sets")).doesNotExist();
  }

  @Test
  void findsEveryChangedBit() throws IOException {
    KnownFile labels = KnownSets.MNIST.contents().get(3);
    Path file = unpack(labels, places.own(KnownSets.MNIST).resolve(labels.name()));
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * good.length; bit += 397) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      assertThat(state(file)).isEqualTo(Inspector.State.OTHER_CONTENT);
    }
    Files.write(file, new byte[0]);
    assertThat(state(file)).isEqualTo(Inspector.State.OTHER_LENGTH);
  }

  private Inspector.State state(Path file) {
    Holding holding = Inspector.find(KnownSets.MNIST, places.of(KnownSets.MNIST)).get(0);
    Holding verified = Inspector.verify(holding, ProgressListener.SILENT, new Interruption());
    assertThat(verified.condition()).isEqualTo(Condition.INCOMPLETE);
    assertThat(verified.files()).extracting(Inspector.Found::file).containsExactly(file);
    assertThat(Inspector.explain(verified.files().get(0))).startsWith("expected ");
    return verified.files().get(0).state();
  }
}
