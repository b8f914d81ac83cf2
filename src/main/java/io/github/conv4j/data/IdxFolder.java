package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A folder with a data set in MNIST's format: the four files {@code train-images-idx3-ubyte},
 * {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and {@code
 * t10k-labels-idx1-ubyte}, each raw or with {@code .gz} (which is taken if both are there). The
 * number of classes is one more than the largest training label. Everything is read and checked
 * when the folder is opened.
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
    return open(last == null ? "data" : last.toString(), folder, Map.of());
  }

  /**
   * Opens a data set whose content is known.
   *
   * @param name name of the data set
   * @param folder folder with the four files
   * @param expectedSums SHA-256 of the unpacked content of each file by its name; empty if it is
   *     not known
   * @return the data set
   */
  static ImageDataSource open(String name, Path folder, Map<String, String> expectedSums) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": expected a folder with IDX files, found " + found(folder) + ": " + advice());
    }
    List<Path> files = new ArrayList<>();
    for (String fileName : FILE_NAMES) {
      files.add(find(folder, fileName));
    }
    LabelledImages train = IdxImages.read(files.get(0), files.get(1));
    LabelledImages test = IdxImages.read(files.get(2), files.get(3));
    List<DataFile> read = new ArrayList<>(train.files());
    read.addAll(test.files());
    for (int i = 0; i < read.size(); i++) {
      String expected = expectedSums.get(FILE_NAMES.get(i));
      if (expected != null && !expected.equals(read.get(i).sha256())) {
        throw new DataException(
            files.get(i)
                + ": expected the "
                + name
                + " file with SHA-256 "
                + expected
                + " (unpacked), found "
                + read.get(i).sha256()
                + ": get the file again, or give the folder's path as data to use it as it is");
      }
    }
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
    Origin origin = expectedSums.isEmpty() ? Origin.OWN : Origin.OFFICIAL;
    return new LoadedImages(
        name,
        LabelledImageReader.numberedClasses(train.largestLabel() + 1),
        train.of(origin),
        test.of(origin),
        List.of());
  }

  /**
   * Finds one of the files.
   *
   * @param folder where
   * @param fileName name without {@code .gz}
   * @return the gzipped file, else the raw one
   * @throws DataException if neither is there
   */
  private static Path find(Path folder, String fileName) {
    for (Path candidate : candidates(folder, fileName)) {
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    throw new DataException(
        folder
            + ": expected a file "
            + fileName
            + " or "
            + fileName
            + ".gz, found neither: "
            + advice());
  }

  private static List<Path> candidates(Path folder, String fileName) {
    return List.of(folder.resolve(fileName + ".gz"), folder.resolve(fileName));
  }

  /** Whether at least one of the four files is there. */
  static boolean hasAnyFile(Path folder) {
    return FILE_NAMES.stream()
        .flatMap(fileName -> candidates(folder, fileName).stream())
        .anyMatch(Files::exists);
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
