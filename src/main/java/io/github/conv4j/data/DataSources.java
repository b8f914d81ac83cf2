package io.github.conv4j.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds a data set by what the user names. */
public final class DataSources {

  private DataSources() {}

  /**
   * Opens a data set.
   *
   * @param nameOrFolder "mnist" (any case) for {@link Mnist}, else a folder for {@link IdxFolder};
   *     write {@code ./mnist} for a folder of that name
   * @return the data set
   * @throws DataException if it is not found or unusable
   */
  public static ImageDataSource open(String nameOrFolder) {
    if (nameOrFolder.equalsIgnoreCase(Mnist.NAME)) {
      return Mnist.open();
    }
    try {
      return IdxFolder.open(Path.of(nameOrFolder));
    } catch (InvalidPathException e) {
      throw new DataException(
          "data: expected \"mnist\" or a folder, found \"" + nameOrFolder + "\"", e);
    }
  }
}
