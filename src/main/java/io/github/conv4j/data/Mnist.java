package io.github.conv4j.data;

import io.github.conv4j.store.KnownSets;
import io.github.conv4j.store.Places;
import java.nio.file.Path;

/**
 * The MNIST database of handwritten digits: 60,000 training and 10,000 test images of 28 x 28, ten
 * classes. The unpacked content of every file is compared with a fixed SHA-256 sum.
 */
public final class Mnist {

  /** Name under which {@link DataSources#open} knows it. */
  public static final String NAME = "mnist";

  /** Environment variable that names a folder with data sets. */
  public static final String FOLDER_VARIABLE = Places.FOLDER_VARIABLE;

  /** System property that names the project's folder. */
  public static final String HOME_PROPERTY = Places.HOME_PROPERTY;

  private Mnist() {}

  /**
   * Opens MNIST where it is found first; see {@link Places}. The project's own {@code data/mnist}
   * is one of the places.
   *
   * @return the data set
   * @throws DataException if it is nowhere, or a file is not MNIST's
   */
  public static ImageDataSource open() {
    return KnownImages.open(KnownSets.MNIST, Places.ofProcess(null).of(KnownSets.MNIST));
  }

  /**
   * Opens MNIST in a folder.
   *
   * @param folder folder with the four files, raw or gzipped
   * @return the data set
   * @throws DataException if a file is missing or not MNIST's
   */
  public static ImageDataSource open(Path folder) {
    return KnownImages.open(KnownSets.MNIST, folder);
  }
}
