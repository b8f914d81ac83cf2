package io.github.conv4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes small files of NumPy arrays for tests. */
final class NpzFiles {

  private NpzFiles() {}

  /** An array as NumPy writes it. */
  static byte[] array(String shape, byte[] values) {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    int padded = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(padded);
    out.write(padded >> 8);
    out.writeBytes(
        (header + " ".repeat(padded - header.length() - 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(values);
    return out.toByteArray();
  }

  /** Four images of 2 x 3 for training, of classes 0 and 1, and two for the test. */
  static Map<String, byte[]> members() {
    byte[] train = new byte[24];
    for (int i = 0; i < train.length; i++) {
      train[i] = (byte) (10 * i);
    }
    return Map.of(
        "x_train.npy", array("(4, 2, 3)", train),
        "y_train.npy", array("(4,)", new byte[] {0, 1, 0, 1}),
        "x_test.npy", array("(2, 2, 3)", new byte[12]),
        "y_test.npy", array("(2,)", new byte[] {1, 0}));
  }

  static Path write(Path file, Map<String, byte[]> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey()));
        zip.write(member.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      return Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
