package io.github.conv4j.data;

import io.github.conv4j.store.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One IDX file of unsigned bytes in memory. The format: a magic number of four bytes (0, 0, 8 for
 * unsigned bytes, number of dimensions), each dimension as a big-endian 32-bit number, the values
 * in row-major order, and nothing else.
 *
 * @param path where it was read from
 * @param dimensions sizes, the number of examples first
 * @param values one byte per value
 * @param description name, length and sum of the unpacked content
 */
record IdxFile(Path path, int[] dimensions, byte[] values, DataFile description) {

  /** What a file is expected to hold. */
  enum Kind {
    /** Three dimensions: images, rows, columns. */
    IMAGES(3, "images"),
    /** One dimension: labels. */
    LABELS(1, "labels");

    private final int dimensions;
    private final String noun;

    Kind(int dimensions, String noun) {
      this.dimensions = dimensions;
      this.noun = noun;
    }

    private int magic() {
      return UNSIGNED_BYTES << 8 | dimensions;
    }

    private int headerBytes() {
      return Integer.BYTES * (1 + dimensions);
    }
  }

  /** Rows or columns of the largest image accepted. */
  static final int MAX_SIDE = 4096;

  private static final int UNSIGNED_BYTES = 8;
  private static final int GZIP_FIRST_BYTE = 0x1f;
  private static final int GZIP_SECOND_BYTE = 0x8b;
  private static final int SMALLEST_GZIP = 18;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads a whole file, gzipped or not (told apart by its first two bytes, not by its name).
   *
   * @param path the file
   * @param kind what it must hold
   * @return its content
   * @throws DataException if it cannot be read or is not exactly such a file
   */
  static IdxFile read(Path path, Kind kind) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new DataException(
          path + ": expected an IDX file of " + kind.noun + ", found a folder or device");
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      return isGzip(file)
          ? parse(path, kind, new GZIPInputStream(file, BUFFER), gzipContentLength(path), true)
          : parse(path, kind, file, Files.size(path), false);
    } catch (EOFException | ZipException e) {
      throw new DataException(
          path
              + ": expected a complete gzip file, found one that is cut off or damaged ("
              + DataException.reason(e)
              + "): get the file again",
          e);
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + DataException.reason(e), e);
    }
  }

  private static IdxFile parse(
      Path path, Kind kind, InputStream content, long contentLength, boolean gzip)
      throws IOException {
    DigestInputStream in = new DigestInputStream(content, Sha256.digest());
    int[] dimensions = header(path, kind, in);
    int length = length(path, kind, dimensions, contentLength, gzip);
    byte[] values = in.readNBytes(length);
    // A gzip trailer only claims a length, so the content itself is counted as well.
    if (values.length < length || in.read() >= 0) {
      throw new DataException(
          path
              + ": expected "
              + contentLength
              + " bytes after unpacking, found "
              + (values.length < length ? "only " + (kind.headerBytes() + values.length) : "more")
              + ": the file is damaged, get it again");
    }
    String name = path.getFileName().toString();
    String sum = Sha256.hex(in.getMessageDigest());
    return new IdxFile(
        path,
        dimensions,
        values,
        new DataFile(name.replaceFirst("\\.gz$", ""), contentLength, sum, DataFile.Origin.OWN));
  }

  private static int[] header(Path path, Kind kind, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(kind.headerBytes());
    if (bytes.length >= Integer.BYTES) {
      int magic = ByteBuffer.wrap(bytes).getInt();
      if (magic != kind.magic()) {
        throw new DataException(
            String.format(
                "%s: expected magic number 0x%08x (IDX %s, unsigned bytes), found 0x%08x%s",
                path, kind.magic(), kind.noun, magic, meaning(magic)));
      }
    }
    if (bytes.length < kind.headerBytes()) {
      throw new DataException(
          path
              + ": expected an IDX header of "
              + kind.headerBytes()
              + " bytes, found "
              + bytes.length
              + " bytes: the file is cut off, get it again");
    }
    int[] dimensions = new int[kind.dimensions];
    ByteBuffer.wrap(bytes, Integer.BYTES, bytes.length - Integer.BYTES)
        .asIntBuffer()
        .get(dimensions);
    return dimensions;
  }

  private static String meaning(int magic) {
    for (Kind kind : Kind.values()) {
      if (magic == kind.magic()) {
        return " (IDX " + kind.noun + "): image and label files may be swapped";
      }
    }
    return ": this is another kind of file";
  }

  /** Checks everything that the header declares before memory is taken for it. */
  private static int length(
      Path path, Kind kind, int[] dimensions, long contentLength, boolean gzip) {
    long count = Integer.toUnsignedLong(dimensions[0]);
    if (count == 0) {
      throw new DataException(path + ": expected at least one of its " + kind.noun + ", found 0");
    }
    long length = count;
    for (int i = 1; i < dimensions.length; i++) {
      long side = Integer.toUnsignedLong(dimensions[i]);
      if (side < 1 || side > MAX_SIDE) {
        throw new DataException(
            path
                + ": expected images of 1 to "
                + MAX_SIDE
                + (i == 1 ? " rows" : " columns")
                + ", found "
                + side);
      }
      length *= side;
    }
    long expected = kind.headerBytes() + length;
    if (expected != contentLength) {
      String rawFault = contentLength < expected ? "cut off" : "too long";
      throw new DataException(
          path
              + ": expected "
              + expected
              + " bytes for "
              + sizes(dimensions)
              + " "
              + kind.noun
              + ", found "
              + contentLength
              + (gzip ? " by the length that its gzip trailer gives" : "")
              + ": the file is "
              + (gzip ? "cut off, damaged or has something appended" : rawFault)
              + ", get it again");
    }
    return LabelledImages.requireRoom(path, kind.noun, length);
  }

  private static String sizes(int[] dimensions) {
    StringBuilder text = new StringBuilder();
    for (int dimension : dimensions) {
      text.append(text.isEmpty() ? "" : " x ").append(Integer.toUnsignedString(dimension));
    }
    return text.toString();
  }

  private static boolean isGzip(InputStream file) throws IOException {
    file.mark(2);
    boolean gzip = file.read() == GZIP_FIRST_BYTE && file.read() == GZIP_SECOND_BYTE;
    file.reset();
    return gzip;
  }

  /**
   * The unpacked length modulo 2^32 that the last four bytes of a gzip file give. Java's reader
   * ignores bytes appended to the packed data; comparing this number finds them.
   */
  private static long gzipContentLength(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      if (channel.size() < SMALLEST_GZIP) {
        throw new EOFException();
      }
      ByteBuffer trailer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(channel.size() - Integer.BYTES);
      while (trailer.hasRemaining()) {
        if (channel.read(trailer) < 0) {
          throw new EOFException();
        }
      }
      return Integer.toUnsignedLong(trailer.getInt(0));
    }
  }
}
