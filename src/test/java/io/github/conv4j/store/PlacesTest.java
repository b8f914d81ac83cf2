package io.github.conv4j.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final Path PROJECT = Path.of("/project");
  private static final Path USER = Path.of("/home/ann");

  @Test
  void looksAtTheChosenFolderThenOurOwnThenTheProjectThenOtherPrograms() {
    Places places = new Places(Path.of("/sets"), PROJECT, USER);
    assertThat(folders(places, KnownSets.MNIST))
        .containsExactly(
            "/sets/mnist",
            "/sets",
            "/home/ann/.conv4j/data/mnist",
            "/project/data/mnist",
            "/home/ann/.deeplearning4j/data/MNIST",
            "/project/data/MNIST/raw");
    assertThat(places.own(KnownSets.MNIST)).isEqualTo(Path.of("/sets/mnist"));
  }

  @Test
  void knowsTheFolderThatAnArchiveUnpacksTo() {
    Places places = new Places(null, PROJECT, USER);
    assertThat(folders(places, KnownSets.CIFAR10))
        .containsExactly(
            "/home/ann/.conv4j/data/cifar10",
            "/home/ann/.conv4j/data/cifar10/cifar-10-batches-bin",
            "/project/data/cifar10",
            "/project/data/cifar10/cifar-10-batches-bin",
            "/home/ann/.keras/datasets/cifar-10-batches-py",
            "/home/ann/.keras/datasets",
            "/project/data/cifar-10-batches-py",
            "/project/data");
    assertThat(places.own(KnownSets.CIFAR10)).isEqualTo(Path.of("/home/ann/.conv4j/data/cifar10"));
  }

  private static List<String> folders(Places places, KnownSet set) {
    return places.of(set).stream().map(place -> slashes(place.folder())).toList();
  }

  private static String slashes(Path path) {
    return path.toString().replace('\\', '/').replaceFirst("^[A-Z]:", "");
  }
}
