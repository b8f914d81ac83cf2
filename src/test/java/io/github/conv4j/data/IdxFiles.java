package io.github.conv4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files for tests. */
final class IdxFiles {

  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  private IdxFiles() {}

  /** Bytes of a file: magic number, dimensions, values. */
  static byte[] idx(int magic, int[] dimensions, byte[] values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length).putInt(magic);
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    return file.put(values).array();
  }

  /** Images of 2 x 3 whose pixel p of image i is 10 i + p, modulo 256. */
  static byte[] images(int count) {
    byte[] values = new byte[count * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / 6 * 10 + i % 6);
    }
    return idx(IMAGES, new int[] {count, 2, 3}, values);
  }

  static byte[] labels(int... labels) {
    byte[] values = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = (byte) labels[i];
    }
    return idx(LABELS, new int[] {labels.length}, values);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder in MNIST's format: 7 training images of three classes, 3 test images. */
  static Path folder(Path folder) {
    write(folder.resolve("train-images-idx3-ubyte"), images(7));
    write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(labels(0, 1, 2, 0, 1, 2, 0)));
    write(folder.resolve("t10k-images-idx3-ubyte.gz"), gzip(images(3)));
    write(folder.resolve("t10k-labels-idx1-ubyte"), labels(2, 1, 0));
    return folder;
  }
}
