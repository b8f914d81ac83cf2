package io.github.conv4j.data;

import io.github.conv4j.store.Tars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** A pickle of protocol 2 as Python 2 writes a dictionary of labels and images. */
  static byte[] pickle(byte[] records, boolean byColumns, boolean labelsFirst) {
    int count = records.length / 3073;
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    labels.writeBytes("U\6labelsq\1]q\2".getBytes(StandardCharsets.ISO_8859_1));
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes("U\4dataq\3T".getBytes(StandardCharsets.ISO_8859_1));
    for (int shift = 0; shift < 32; shift += 8) {
      data.write(count * 3072 >> shift);
    }
    byte[] values = new byte[count * 3072];
    for (int i = 0; i < count; i++) {
      if (i % 1000 == 0) {
        labels.write('(');
      }
      labels.write('K');
      labels.write(records[i * 3073]);
      if (i % 1000 == 999 || i == count - 1) {
        labels.write('e');
      }
      for (int k = 0; k < 3072; k++) {
        values[byColumns ? k * count + i : i * 3072 + k] = records[i * 3073 + 1 + k];
      }
    }
    data.writeBytes(values);
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2, '}', 'q', 0, '('});
    pickle.writeBytes((labelsFirst ? labels : data).toByteArray());
    pickle.writeBytes((labelsFirst ? data : labels).toByteArray());
    pickle.writeBytes(new byte[] {'u', '.'});
    return pickle.toByteArray();
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
