package io.github.conv4j.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds a data set by what the user names. */
public final class DataSources {

  private DataSources() {}

  /**
   * Opens a data set.
   *
   * @param name "mnist" (any case) for {@link Mnist}, else a place as for {@link #open(Path)};
   *     write {@code ./mnist} for a folder of that name
   * @return the data set
   * @throws DataException if it is not found or unusable
   */
  public static ImageDataSource open(String name) {
    if (name.equalsIgnoreCase(Mnist.NAME)) {
      return Mnist.open();
    }
    try {
      return open(Path.of(name));
    } catch (InvalidPathException e) {
      throw new DataException(
          "data: expected \"mnist\", a folder or an archive, found \"" + name + "\"", e);
    }
  }

  /**
   * Opens a data set by its files.
   *
   * @param place a folder with CIFAR-10's binary files, or one as for {@link IdxFolder}; or a tar
   *     archive with CIFAR-10's binary files
   * @return the data set
   * @throws DataException if it is unusable
   */
  public static ImageDataSource open(Path place) {
    if (Files.isRegularFile(place) || Cifar10.isIn(place)) {
      return Cifar10.open(place);
    }
    return IdxFolder.open(place);
  }
}
