package io.github.conv4j.data;

import io.github.conv4j.store.Tars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes small files in CIFAR-10's binary form for tests. */
public final class CifarFiles {

  private CifarFiles() {}

  /**
   * Records of one file: label k % 10, red all k, green all 2k, blue the column's number; the first
   * is number {@code first}.
   */
  static byte[] records(int first, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int k = first; k < first + count; k++) {
      out.write(k % 10);
      for (int at = 0; at < 3072; at++) {
        out.write(at < 1024 ? k : at < 2048 ? 2 * k : at % 32);
      }
    }
    return out.toByteArray();
  }

  /** A folder with all six files: 4 images in each for training, 3 for the test. */
  public static Path folder(Path folder) {
    try {
      Files.createDirectories(folder);
      int first = 0;
      for (String name : Cifar10.fileNames()) {
        int count = name.startsWith("test") ? 3 : 4;
        Files.write(folder.resolve(name), records(first, count));
        first += count;
      }
      Files.writeString(folder.resolve("readme.html"), "not read");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as an archive. */
  public static Path archive(Path file) {
    Tars tar = new Tars().member("cifar-10-batches-bin/", '5', 0, new byte[0]);
    int first = 0;
    for (String name : Cifar10.fileNames()) {
      int count = name.startsWith("test") ? 3 : 4;
      tar.file("cifar-10-batches-bin/" + name, records(first, count));
      first += count;
    }
    return tar.gzip(file);
  }
}
