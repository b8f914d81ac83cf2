package io.github.conv4j.data;

import io.github.conv4j.data.DataFile.Origin;
import io.github.conv4j.store.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Grey images as Keras keeps MNIST, in {@code mnist.npz}: a zip of four NumPy arrays of unsigned
 * bytes, {@code x_train} and {@code x_test} [N,H,W], {@code y_train} and {@code y_test} [N]. Every
 * length is checked before memory is taken, and nothing is unpacked to the disk.
 */
final class NpzImages {

  private static final List<String> MEMBERS =
      List.of("x_train.npy", "y_train.npy", "x_test.npy", "y_test.npy");

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] NUMPY = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '\\|u1', 'fortran_order': False, 'shape': \\(([0-9]{1,9}(?:, ?[0-9]{1,9})*),?\\), \\} *\\n");

  /** The most that a member may grow when it is unpacked, and what small ones may. */
  private static final long MOST_RATIO = 100;

  private static final long SLACK = 1 << 20;

  private final Path file;
  private final List<DataFile> files = new ArrayList<>();

  private NpzImages(Path file) {
    this.file = file;
  }

  /** An array of unsigned bytes. */
  private record Array(int[] shape, byte[] values) {}

  /**
   * Whether a file is a zip, by its first bytes.
   *
   * @param file any path
   * @return true if it is
   */
  static boolean isZip(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  /**
   * Opens such a file.
   *
   * @param file the file
   * @return the data set, named after it
   * @throws DataException if it is not exactly such a file
   */
  static ImageDataSource open(Path file) {
    NpzImages reader = new NpzImages(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).sorted().toList();
      if (!names.equals(List.copyOf(new TreeSet<>(MEMBERS)))) {
        throw reader.refused(
            "a zip with " + String.join(", ", MEMBERS) + ", as Keras's mnist.npz is", "others");
      }
      LabelledImages train = reader.images(zip, MEMBERS.get(0), MEMBERS.get(1));
      LabelledImages test = reader.images(zip, MEMBERS.get(2), MEMBERS.get(3));
      if (!train.shape().equals(test.shape())) {
        throw reader.refused("test images of " + train.shape(), test.shape().toString());
      }
      List<String> classes = LabelledImageReader.numberedClasses(train.largestLabel() + 1);
      String name = file.getFileName().toString().replaceFirst("\\.npz$", "");
      return new LoadedImages(name, classes, train, test, List.of());
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          file
              + ": expected a zip of NumPy arrays that can be read, found one that is damaged ("
              + e.getClass().getSimpleName()
              + "): get the file again",
          e);
    }
  }

  private LabelledImages images(ZipFile zip, String images, String labels) throws IOException {
    files.clear();
    Array pixels = array(zip, images, 3);
    Array classes = array(zip, labels, 1);
    if (pixels.shape[0] != classes.shape[0]) {
      throw refused(pixels.shape[0] + " labels in " + labels, Integer.toString(classes.shape[0]));
    }
    short[] values = new short[classes.values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) Byte.toUnsignedInt(classes.values[i]);
    }
    return new LabelledImages(
        new ImageShape(1, pixels.shape[1], pixels.shape[2]),
        pixels.values,
        values,
        file.toUri(),
        file + " (" + labels + ")",
        files);
  }

  private Array array(ZipFile zip, String name, int dimensions) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(
            new BufferedInputStream(zip.getInputStream(zip.getEntry(name))), Sha256.digest())) {
      byte[] start = in.readNBytes(NUMPY.length + 2);
      if (start.length < NUMPY.length + 2
          || !Arrays.equals(start, 0, NUMPY.length, NUMPY, 0, NUMPY.length)) {
        throw refused(name + " of NumPy's format 1.0", "another kind of file");
      }
      int headerBytes =
          Byte.toUnsignedInt(start[NUMPY.length])
              | Byte.toUnsignedInt(start[NUMPY.length + 1]) << Byte.SIZE;
      Matcher header =
          HEADER.matcher(new String(in.readNBytes(headerBytes), StandardCharsets.ISO_8859_1));
      String[] sizes = header.matches() ? header.group(1).split(", ?") : new String[0];
      if (sizes.length != dimensions) {
        throw refused(
            name + " with " + dimensions + " dimension(s) of unsigned bytes in row-major order",
            "another array");
      }
      int[] shape = new int[dimensions];
      long length = 1;
      for (int i = 0; i < dimensions; i++) {
        shape[i] = Integer.parseInt(sizes[i]);
        if (shape[i] < 1 || (i > 0 && shape[i] > IdxFile.MAX_SIDE)) {
          throw refused(name + " of 1 to " + IdxFile.MAX_SIDE + " rows and columns", sizes[i]);
        }
        length *= shape[i];
      }
      if (length > SLACK + MOST_RATIO * Files.size(file)) {
        throw refused("at most " + MOST_RATIO + " times the file's own size in " + name, "more");
      }
      byte[] values = in.readNBytes(LabelledImages.requireRoom(file, name, length));
      if (values.length < length || in.read() >= 0) {
        throw refused(length + " values in " + name, values.length < length ? "fewer" : "more");
      }
      files.add(
          new DataFile(
              name,
              start.length + headerBytes + length,
              Sha256.hex(in.getMessageDigest()),
              Origin.OWN));
      return new Array(shape, values);
    }
  }

  private DataException refused(String expected, String found) {
    return new DataException(
        file + ": expected " + expected + ", found " + found + ": get the file again");
  }
}
