package io.github.conv4j.data;

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
 * when the folder is opened and kept as bytes, once for all iterators.
 */
public final class IdxFolder implements ImageDataSource {

  /** Names of the four files, without {@code .gz}. */
  static final List<String> FILE_NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private final String name;
  private final ImageShape shape;
  private final List<String> classNames;
  private final IdxImages train;
  private final IdxImages test;

  private IdxFolder(String name, IdxImages train, IdxImages test) {
    this.name = name;
    this.train = train;
    this.test = test;
    shape = new ImageShape(1, train.height(), train.width());
    classNames = IdxRecordReader.numberedClasses(train.largestLabel() + 1);
  }

  /**
   * Opens any data set in MNIST's format.
   *
   * @param folder folder with the four files
   * @return the data set, named after the folder
   * @throws DataException if a file is missing or unusable, or the files do not belong together
   */
  public static IdxFolder open(Path folder) {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return open(last == null ? "data" : last.toString(), folder, Map.of());
  }

  /**
   * Opens a data set whose content is known.
   *
   * @param name name of the data set
   * @param folder folder with the four files
   * @param expectedSums SHA-256 of the unpacked content by file name; files not named are free
   * @return the data set
   */
  static IdxFolder open(String name, Path folder, Map<String, String> expectedSums) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": expected a folder with IDX files, found " + found(folder) + ": " + advice());
    }
    List<Path> files = new ArrayList<>();
    for (String fileName : FILE_NAMES) {
      files.add(find(folder, fileName));
    }
    IdxImages train = IdxImages.read(files.get(0), files.get(1));
    IdxImages test = IdxImages.read(files.get(2), files.get(3));
    IdxFolder opened = new IdxFolder(name, train, test);
    List<DataFile> read = opened.files();
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
    if (train.height() != test.height() || train.width() != test.width()) {
      throw new DataException(
          files.get(2)
              + ": expected images of "
              + size(train)
              + " as in "
              + files.get(0).getFileName()
              + ", found "
              + size(test));
    }
    test.checkLabels(opened.classNames.size());
    return opened;
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

  private static String size(IdxImages images) {
    return images.height() + " x " + images.width();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int numberOfTrainingExamples() {
    return train.count();
  }

  @Override
  public int numberOfTestExamples() {
    return test.count();
  }

  @Override
  public ImageIterator train(int batch, long seed, int limit) {
    return iterator(train, batch, ExampleOrder.shuffledBy(seed), limit);
  }

  @Override
  public ImageIterator test(int batch, int limit) {
    return iterator(test, batch, ExampleOrder.asInFile(), limit);
  }

  private ImageIterator iterator(IdxImages images, int batch, ExampleOrder order, int limit) {
    IdxRecordReader reader = new IdxRecordReader(images, classNames, order, limit);
    return new ImageIterator(reader, shape, batch, ImageDataSource.normalizer());
  }

  @Override
  public List<DataFile> files() {
    List<DataFile> files = new ArrayList<>(train.files());
    files.addAll(test.files());
    return List.copyOf(files);
  }
}
