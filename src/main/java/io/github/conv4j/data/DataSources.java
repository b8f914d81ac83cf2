package io.github.conv4j.data;

import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Places;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds a data set by what the user names. */
public final class DataSources {

  private DataSources() {}

  /**
   * Opens a data set that is on this machine; see {@link #open(String, Places)}.
   *
   * @param name name or path
   * @return the data set
   * @throws DataException if it is not found or unusable
   */
  public static ImageDataSource open(String name) {
    return open(name, Places.ofProcess(null));
  }

  /**
   * Opens a data set that is on this machine. Nothing is fetched.
   *
   * @param name name of a known data set in any case, such as "mnist" or "cifar10", else a path as
   *     for {@link #open(Path)}; write {@code ./mnist} for a folder of that name
   * @param places where known data sets are looked for
   * @return the data set
   * @throws DataException if it is not found or unusable
   */
  public static ImageDataSource open(String name, Places places) {
    Optional<KnownSet> known = KnownSets.find(name);
    if (known.isPresent()) {
      return KnownImages.open(known.get(), places.of(known.get()));
    }
    try {
      return open(Path.of(name));
    } catch (InvalidPathException e) {
      throw new DataException(
          "data: expected the name of a data set ("
              + KnownSets.all().stream().map(KnownSet::name).collect(Collectors.joining(", "))
              + "), a folder or an archive, found \""
              + name
              + "\"",
          e);
    }
  }

  /**
   * Opens a data set by its files.
   *
   * @param place a folder with CIFAR-10's binary files, one as for {@link IdxFolder}, or one of
   *     class folders as for {@link ImageFolder}; a tar archive with CIFAR-10's binary files; or a
   *     zip of NumPy arrays as Keras's {@code mnist.npz}
   * @return the data set
   * @throws DataException if it is unusable
   */
  public static ImageDataSource open(Path place) {
    if (NpzImages.isZip(place)) {
      return NpzImages.open(place);
    }
    if (Files.isRegularFile(place) || Cifar10.isIn(place)) {
      return Cifar10.open(place);
    }
    return ImageFolder.isIn(place) && !IdxFolder.hasAnyFile(place)
        ? ImageFolder.open(place)
        : IdxFolder.open(place);
  }
}
