package io.github.conv4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The MNIST database of handwritten digits: 60,000 training and 10,000 test images of 28 x 28, ten
 * classes. The unpacked content of every file is compared with a SHA-256 sum fixed here.
 */
public final class Mnist {

  /** Name under which {@link DataSources#open} knows it. */
  public static final String NAME = "mnist";

  /** Environment variable that names a folder with data sets. */
  public static final String FOLDER_VARIABLE = "CONV4J_DATA";

  /** System property that names the project's folder. */
  public static final String HOME_PROPERTY = "conv4j.home";

  private static final Map<String, String> SUMS =
      Map.of(
          "train-images-idx3-ubyte",
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "train-labels-idx1-ubyte",
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          "t10k-images-idx3-ubyte",
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "t10k-labels-idx1-ubyte",
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private Mnist() {}

  /**
   * Opens MNIST where it is found first: below the folder that the environment variable {@value
   * #FOLDER_VARIABLE} names ({@code mnist} in it, or the folder itself), then {@code data/mnist}
   * below the project's folder, which is the system property {@value #HOME_PROPERTY} or else the
   * working folder.
   *
   * @return the data set
   * @throws DataException if it is nowhere, or a file is not MNIST's
   */
  public static ImageDataSource open() {
    return open(places(System.getenv(FOLDER_VARIABLE), System.getProperty(HOME_PROPERTY)));
  }

  /**
   * Opens MNIST in a folder.
   *
   * @param folder folder with the four files, raw or gzipped
   * @return the data set
   * @throws DataException if a file is missing or not MNIST's
   */
  public static ImageDataSource open(Path folder) {
    return IdxFolder.open(NAME, folder, SUMS);
  }

  /**
   * The folders to look at, the first one first.
   *
   * @param dataFolder value of the environment variable, or null
   * @param home value of the system property, or null
   * @return folders
   */
  static List<Path> places(String dataFolder, String home) {
    List<Path> places = new ArrayList<>();
    if (dataFolder != null && !dataFolder.isBlank()) {
      places.add(Path.of(dataFolder, NAME));
      places.add(Path.of(dataFolder));
    }
    places.add(Path.of(home == null ? "" : home, "data", NAME));
    return places;
  }

  /**
   * Opens the first folder that has any of the files.
   *
   * @param places folders
   * @return the data set
   */
  static ImageDataSource open(List<Path> places) {
    for (Path place : places) {
      if (IdxFolder.hasAnyFile(place)) {
        return open(place);
      }
    }
    throw new DataException(
        "MNIST not found: expected "
            + IdxFolder.FILE_NAMES.get(0)
            + ".gz and its three companions in one of "
            + places.stream()
                .map(place -> place.toAbsolutePath().normalize().toString())
                .collect(Collectors.joining(", "))
            + "; found none of them: start in the project's folder, set "
            + FOLDER_VARIABLE
            + ", or give the folder's path as data");
  }
}
