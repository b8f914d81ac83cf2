package io.github.conv4j.data;

import io.github.conv4j.store.Fetcher;
import io.github.conv4j.store.KnownFile;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Place;
import io.github.conv4j.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens the data sets that are known by name. Every file is compared with the sum of what was
 * published while it is read, wherever it lies: a copy that is damaged is passed over, with a
 * warning, if another place has a good one.
 */
public final class KnownImages {

  /** Names under which torchvision and Keras keep CIFAR-10's archive for Python. */
  private static final List<String> PYTHON_ARCHIVES =
      List.of("cifar-10-python.tar.gz", "cifar-10-batches-py.tar.gz");

  private KnownImages() {}

  /**
   * Opens a set in the first place that has a usable copy.
   *
   * @param set which set
   * @param places folders to look at, the first one first
   * @return the data set
   * @throws DataException if no place has any of its files, or none that is usable
   */
  public static ImageDataSource open(KnownSet set, List<Place> places) {
    List<String> problems = new ArrayList<>();
    for (Place place : places) {
      if (isIn(set, place.folder())) {
        try {
          return open(set, place.folder()).withWarnings(problems);
        } catch (DataException | StoreException e) {
          problems.add(e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new DataException(problems.get(0));
    }
    throw new DataException(
        set.name()
            + " not found: expected "
            + set.downloads().get(0).name()
            + (set.downloads().size() > 1 ? " and its companions" : "")
            + " in one of "
            + places.stream()
                .map(place -> place.folder().toAbsolutePath().normalize().toString())
                .distinct()
                .collect(Collectors.joining(", "))
            + "; found none: "
            + Fetcher.waysOut(set));
  }

  private static boolean isIn(KnownSet set, Path folder) {
    return set.equals(KnownSets.CIFAR10)
        ? Cifar10.isIn(folder) || archive(set, folder).isPresent()
        : IdxFolder.hasAnyFile(folder);
  }

  private static Optional<Path> archive(KnownSet set, Path folder) {
    return Stream.concat(set.downloads().stream().map(KnownFile::name), PYTHON_ARCHIVES.stream())
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Opens a set in a folder.
   *
   * @param set which set
   * @param folder where its files are
   * @return the data set
   * @throws DataException if a file is missing or not the set's
   */
  static LoadedImages open(KnownSet set, Path folder) {
    if (set.equals(KnownSets.CIFAR10)) {
      return Cifar10.read(archive(set, folder).orElse(folder));
    }
    return IdxFolder.open(set, folder);
  }
}
