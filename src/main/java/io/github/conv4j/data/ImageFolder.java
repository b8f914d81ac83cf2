package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pictures in folders, one folder for each class, PNG or JPEG of any size. With folders {@code
 * train} and {@code test}, these hold the class folders; without, one picture in five is for the
 * test, chosen by the SHA-256 of "class/name", so that it stays one when others come or go.
 *
 * <p>Classes are the folders' names in alphabetical order; of pictures, the first of each class
 * come first, then the second of each, so that a limit takes of all classes. Every picture is
 * brought to one size as {@link ImageFiles#read} does it, and all of them are decoded when the
 * folder is opened. Files of other kinds and hidden files are passed over.
 */
public final class ImageFolder {

  /** Sides of a picture that gives the size for all are cut to this. */
  private static final int MOST_GIVEN_SIDE = 224;

  private static final int ONE_IN = 5;
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  private ImageFolder() {}

  /** A picture, its class, and its place among those of its class. */
  private record Picture(Path file, String name, int label, int place) {}

  /**
   * Opens pictures in the size and colours of the first one, by class and name; its sides are cut
   * to 224.
   *
   * @param folder folder of class folders, or of {@code train} and {@code test}
   * @return the data set, named after the folder
   * @throws DataException if there are no pictures, or one is unusable
   */
  public static ImageDataSource open(Path folder) {
    Path first = pictures(trainFolder(folder), classes(trainFolder(folder))).get(0).file();
    ImageShape own = ImageFiles.shape(first);
    return open(
        folder,
        new ImageShape(
            own.channels(),
            Math.min(MOST_GIVEN_SIDE, own.height()),
            Math.min(MOST_GIVEN_SIDE, own.width())));
  }

  /**
   * Opens pictures in a size.
   *
   * @param folder folder of class folders, or of {@code train} and {@code test}
   * @param shape size and channels that all pictures are brought to
   * @return the data set, named after the folder
   * @throws DataException if there are no pictures, or one is unusable
   */
  public static ImageDataSource open(Path folder, ImageShape shape) {
    Path absolute = folder.toAbsolutePath().normalize();
    String name = absolute.getFileName() == null ? "pictures" : absolute.getFileName().toString();
    List<String> classes = classes(trainFolder(folder));
    LabelledImages train;
    LabelledImages test;
    if (hasParts(folder)) {
      train = read(folder.resolve(TRAIN), classes, shape, TRAIN, picture -> true);
      requireClasses(folder.resolve(TEST), classes);
      test = read(folder.resolve(TEST), classes, shape, TEST, picture -> true);
    } else {
      train = read(folder, classes, shape, TRAIN, picture -> !isForTest(picture, classes));
      test = read(folder, classes, shape, TEST, picture -> isForTest(picture, classes));
    }
    return new LoadedImages(name, classes, train, test, List.of());
  }

  /**
   * Whether a folder has class folders with pictures.
   *
   * @param folder any path
   * @return true if it has
   */
  public static boolean isIn(Path folder) {
    try {
      return Files.isDirectory(folder) && !classes(trainFolder(folder)).isEmpty();
    } catch (DataException e) {
      return false;
    }
  }

  private static boolean hasParts(Path folder) {
    return Files.isDirectory(folder.resolve(TRAIN)) && Files.isDirectory(folder.resolve(TEST));
  }

  private static Path trainFolder(Path folder) {
    return hasParts(folder) ? folder.resolve(TRAIN) : folder;
  }

  /**
   * The classes in a folder.
   *
   * @param folder folder of class folders
   * @return names of its folders that have pictures, in alphabetical order
   * @throws DataException if there is none
   */
  static List<String> classes(Path folder) {
    List<String> classes =
        list(folder).stream()
            .filter(Files::isDirectory)
            .filter(path -> !name(path).startsWith("."))
            .filter(path -> list(path).stream().anyMatch(ImageFolder::isPicture))
            .map(ImageFolder::name)
            .toList();
    if (classes.isEmpty()) {
      throw new DataException(
          folder
              + ": expected a folder for each class with PNG or JPEG pictures in it, found none");
    }
    return classes;
  }

  private static void requireClasses(Path folder, List<String> classes) {
    for (String name : classes(folder)) {
      if (!classes.contains(name)) {
        throw new DataException(
            folder.resolve(name)
                + ": expected the classes that have training pictures, "
                + String.join(", ", classes)
                + ", found another: rename or remove it");
      }
    }
  }

  /**
   * Reads the pictures of a folder.
   *
   * @param folder folder of class folders
   * @param classes class names
   * @param shape what they are brought to
   * @return images and labels
   */
  static LabelledImages read(Path folder, List<String> classes, ImageShape shape) {
    return read(folder, classes, shape, name(folder), picture -> true);
  }

  private static LabelledImages read(
      Path folder, List<String> classes, ImageShape shape, String part, Predicate<Picture> wanted) {
    List<Picture> pictures = pictures(folder, classes).stream().filter(wanted).toList();
    if (pictures.isEmpty()) {
      throw new DataException(
          folder
              + ": expected at least one picture to "
              + part
              + " with, found none: add pictures, or make folders train and test");
    }
    int values = shape.values();
    byte[] pixels =
        new byte[LabelledImages.requireRoom(folder, "pictures", (long) pictures.size() * values)];
    short[] labels = new short[pictures.size()];
    String[] sums = new String[pictures.size()];
    long[] lengths = new long[pictures.size()];
    IntStream.range(0, pictures.size())
        .parallel()
        .forEach(
            i -> {
              Picture picture = pictures.get(i);
              float[] read = ImageFiles.values(picture.file(), shape, Ground.AS_IS);
              for (int k = 0; k < values; k++) {
                pixels[i * values + k] = (byte) Math.round(read[k]);
              }
              labels[i] = (short) picture.label();
              sums[i] = sum(picture.file());
              lengths[i] = length(picture.file());
            });
    MessageDigest all = Sha256.digest();
    long bytes = 0;
    for (int i = 0; i < sums.length; i++) {
      String line = sums[i] + "  " + classes.get(labels[i]) + "/" + pictures.get(i).name() + "\n";
      all.update(line.getBytes(StandardCharsets.UTF_8));
      bytes += lengths[i];
    }
    DataFile file =
        new DataFile(
            part + " (" + pictures.size() + " pictures)", bytes, Sha256.hex(all), Origin.OWN);
    return new LabelledImages(
        shape, pixels, labels, folder.toUri(), folder.toString(), List.of(file));
  }

  private static List<Picture> pictures(Path folder, List<String> classes) {
    List<Picture> pictures = new ArrayList<>();
    Map<String, Integer> labels = new HashMap<>();
    classes.forEach(name -> labels.put(name, labels.size()));
    for (String name : classes) {
      Path inside = folder.resolve(name);
      if (Files.isDirectory(inside)) {
        AtomicInteger place = new AtomicInteger();
        list(inside).stream()
            .filter(ImageFolder::isPicture)
            .forEach(
                file ->
                    pictures.add(
                        new Picture(file, name(file), labels.get(name), place.getAndIncrement())));
      }
    }
    // The first of each class, then the second of each: the first N are of all classes.
    pictures.sort(Comparator.comparingInt(Picture::place));
    return pictures;
  }

  private static boolean isForTest(Picture picture, List<String> classes) {
    MessageDigest digest = Sha256.digest();
    String path = classes.get(picture.label()) + "/" + picture.name();
    byte[] sum = digest.digest(path.getBytes(StandardCharsets.UTF_8));
    return ((sum[0] & 0xff) << 8 | sum[1] & 0xff) % ONE_IN == 0;
  }

  private static boolean isPicture(Path path) {
    String name = name(path).toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"))
        && Files.isRegularFile(path);
  }

  private static String name(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  /** By name, the same on every file system. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted(Comparator.comparing(ImageFolder::name)).toList();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
    }
  }
}
