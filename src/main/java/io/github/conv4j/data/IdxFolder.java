package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.KnownFile;
import io.github.conv4j.store.KnownSet;
import io.github.conv4j.store.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a data set in MNIST's format: the four files {@code train-images-idx3-ubyte},
 * {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and {@code
 * t10k-labels-idx1-ubyte}, each raw or with {@code .gz} (which is taken if both are there), as in
 * Fashion-MNIST and Kuzushiji-MNIST, or with a set's name before it and {@code test} for {@code
 * t10k}, as in EMNIST ({@code emnist-letters-train-images-idx3-ubyte.gz}). EMNIST's images lie on
 * their sides in its files and are turned. The number of classes is one more than the largest
 * training label. Everything is read and checked when the folder is opened.
 */
public final class IdxFolder {

  /** Names of the four files, without {@code .gz}. */
  static final List<String> FILE_NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private IdxFolder() {}

  /**
   * Opens any data set in MNIST's format.
   *
   * @param folder folder with the four files
   * @return the data set, named after the folder
   * @throws DataException if a file is missing or unusable, or the files do not belong together
   */
  public static ImageDataSource open(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    List<Path> files = find(folder);
    LabelledImages train = IdxImages.read(files.get(0), files.get(1));
    LabelledImages test = IdxImages.read(files.get(2), files.get(3));
    List<String> classes = LabelledImageReader.numberedClasses(train.largestLabel() + 1);
    return together(last == null ? "data" : last.toString(), classes, files, train, test);
  }

  /**
   * Opens a data set whose content is known.
   *
   * @param set which set
   * @param folder folder with the four files
   * @return the data set
   * @throws DataException if a file is missing or unusable, or has other content
   */
  static LoadedImages open(KnownSet set, Path folder) {
    List<Path> files = find(folder);
    LabelledImages train = IdxImages.read(files.get(0), files.get(1));
    LabelledImages test = IdxImages.read(files.get(2), files.get(3));
    List<DataFile> read = new ArrayList<>(train.files());
    read.addAll(test.files());
    for (int i = 0; i < files.size(); i++) {
      requireContent(set, files.get(i), read.get(i));
    }
    train.checkLabels(set.classNames().size());
    return together(
        set.name(), set.classNames(), files, train.of(Origin.OFFICIAL), test.of(Origin.OFFICIAL));
  }

  /** By the sum of the content where it is known, else by that of the packed file. */
  private static void requireContent(KnownSet set, Path file, DataFile read) {
    String packed = read.name() + ".gz";
    Optional<KnownFile> content =
        set.contents().stream().filter(known -> known.name().equals(read.name())).findFirst();
    KnownFile expected =
        content.orElseGet(
            () ->
                set.downloads().stream()
                    .filter(known -> known.name().equals(packed))
                    .findFirst()
                    .orElseThrow());
    String found = content.isPresent() ? read.sha256() : sum(file);
    if (!expected.sha256().equals(found)) {
      throw new DataException(
          file
              + ": expected the "
              + set.name()
              + " file with SHA-256 "
              + expected.sha256()
              + (content.isPresent() ? " (unpacked)" : " (of " + packed + ")")
              + ", found "
              + found
              + ": get it again with \"conv4j data fetch "
              + set.name()
              + "\", or give the folder's path as data to use it as it is");
    }
  }

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  private static LoadedImages together(
      String name,
      List<String> classes,
      List<Path> files,
      LabelledImages train,
      LabelledImages test) {
    if (!train.shape().equals(test.shape())) {
      throw new DataException(
          files.get(2)
              + ": expected images of "
              + size(train)
              + " as in "
              + files.get(0).getFileName()
              + ", found "
              + size(test));
    }
    return new LoadedImages(name, classes, train, test, List.of());
  }

  private static List<Path> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": expected a folder with IDX files, found " + found(folder) + ": " + advice());
    }
    List<Path> files = new ArrayList<>();
    for (String fileName : FILE_NAMES) {
      files.add(find(folder, fileName));
    }
    return files;
  }

  /**
   * Finds one of the files.
   *
   * @param folder where
   * @param fileName name without {@code .gz}
   * @return the gzipped file, else the raw one
   * @throws DataException if neither is there, or those of several sets are
   */
  private static Path find(Path folder, String fileName) {
    List<Path> found = candidates(folder, fileName);
    if (found.isEmpty()) {
      throw new DataException(
          folder
              + ": expected a file "
              + fileName
              + " or "
              + fileName
              + ".gz, found neither: "
              + advice());
    }
    Set<String> names = new TreeSet<>();
    found.forEach(path -> names.add(path.getFileName().toString().replaceFirst("\\.gz$", "")));
    if (names.size() > 1) {
      throw new DataException(
          folder
              + ": expected the files of one data set, found those of several ("
              + String.join(", ", names)
              + "): move each set into a folder of its own");
    }
    return found.get(0);
  }

  /** Files of that name, or with a set's name before it, gzipped ones first. */
  private static List<Path> candidates(Path folder, String fileName) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String other = fileName.replace("t10k-", "test-");
    Pattern pattern =
        Pattern.compile(
            "(.+-)?(" + Pattern.quote(fileName) + "|" + Pattern.quote(other) + ")(\\.gz)?");
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(path -> pattern.matcher(path.getFileName().toString()).matches())
          .sorted(
              Comparator.comparing((Path path) -> !path.toString().endsWith(".gz"))
                  .thenComparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  /** Whether at least one of the four files is there. */
  static boolean hasAnyFile(Path folder) {
    return FILE_NAMES.stream().anyMatch(fileName -> !candidates(folder, fileName).isEmpty());
  }

  private static String found(Path folder) {
    return Files.exists(folder) ? "a file" : "nothing";
  }

  private static String advice() {
    return "name a folder with " + String.join(", ", FILE_NAMES) + ", each raw or with .gz";
  }

  private static String size(LabelledImages images) {
    return images.shape().height() + " x " + images.shape().width();
  }
}
