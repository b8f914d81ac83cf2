package io.github.conv4j.store;

import io.github.conv4j.files.Causes;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads the members of a tar archive, gzipped or not, one after the other as a stream; nothing is
 * ever unpacked to the disk. Members are files and folders: links, devices, names that leave the
 * archive's folder and names that come twice are refused, as is more than {@value #MOST_RATIO}
 * times the archive's own size (and a mebibyte). The whole archive is read, so that a truncated or
 * damaged one is found whichever members were wanted.
 */
public final class TarMembers {

  /** The most that an archive may grow when it is unpacked. */
  public static final int MOST_RATIO = 100;

  /** Small archives end in zeros, which shrink to nothing. */
  private static final int SLACK = 1 << 20;

  private static final int BLOCK = 512;
  private static final int MOST_MEMBERS = 200_000;
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_FIRST_BYTE = 0x1f;

  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_BYTES = 155;

  /** Also control characters beyond ASCII, and what Unicode does not assign. */
  private static final Pattern UNWANTED = Pattern.compile("[\\\\:\\p{C}]");

  private final Path archive;
  private final InputStream in;
  private final long limit;
  private long unpacked;

  /** Takes what is in an archive. */
  public interface Visitor {

    /**
     * Takes a file.
     *
     * @param name its path in the archive, with slashes
     * @param bytes its length
     * @param content its content, which may be left unread
     * @throws IOException if reading fails
     */
    void member(String name, long bytes, InputStream content) throws IOException;
  }

  private TarMembers(Path archive, InputStream in, long limit) {
    this.archive = archive;
    this.in = in;
    this.limit = limit;
  }

  /**
   * Reads an archive to its end.
   *
   * @param archive tar file, gzipped or not (told apart by its first byte)
   * @param visitor takes its files
   * @throws StoreException if it cannot be read, is damaged or has members that are refused
   */
  public static void read(Path archive, Visitor visitor) {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER)) {
      long size = Files.size(archive);
      file.mark(1);
      boolean gzip = file.read() == GZIP_FIRST_BYTE;
      file.reset();
      InputStream content = gzip ? new GZIPInputStream(file, BUFFER) : file;
      new TarMembers(archive, content, gzip ? SLACK + size * MOST_RATIO : Long.MAX_VALUE / 2)
          .readAll(visitor);
    } catch (EOFException e) {
      throw new StoreException(
          archive + ": expected a complete archive, found one that ends early: get it again", e);
    } catch (IOException e) {
      throw new StoreException(
          archive
              + ": expected a tar archive that can be read, found "
              + Causes.line(e)
              + ": get it again",
          e);
    }
  }

  private void readAll(Visitor visitor) throws IOException {
    Set<String> names = new HashSet<>();
    byte[] header = block();
    while (!isZero(header)) {
      checkSum(header);
      long size = octal(header, SIZE_AT, SIZE_BYTES, "the size of a member");
      char type = (char) header[TYPE_AT];
      String name = name(header);
      if (type == '0' || type == 0) {
        checkName(name);
        if (!names.add(name) || names.size() > MOST_MEMBERS) {
          throw refused("each name once, and at most " + MOST_MEMBERS, "more: \"" + name + "\"");
        }
        Content content = new Content(size);
        visitor.member(name, size, content);
        content.finish();
      } else if (type == '5') {
        checkName(name);
        new Content(size).finish();
      } else if (type == 'x' || type == 'g') {
        // Attributes such as times; a longer name in them is not needed and not read.
        new Content(size).finish();
      } else {
        throw refused(
            "files and folders only",
            "a member \"" + printable(name) + "\" of type '" + printable("" + type) + "'");
      }
      skipPadding(size);
      header = block();
    }
    for (int next = in.read(); next >= 0; next = in.read()) {
      count(1);
      if (next != 0) {
        throw refused("zeros after the end of the archive", "more content");
      }
    }
  }

  private void skipPadding(long size) throws IOException {
    int rest = (int) (size % BLOCK);
    if (rest > 0) {
      count(BLOCK - rest);
      in.skipNBytes(BLOCK - rest);
    }
  }

  private byte[] block() throws IOException {
    count(BLOCK);
    byte[] block = in.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException();
    }
    return block;
  }

  private void count(long bytes) {
    unpacked += bytes;
    if (unpacked > limit) {
      throw refused(
          "at most " + limit + " bytes after unpacking, by the archive's own size", "more");
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean inSum = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
      sum += inSum ? ' ' : Byte.toUnsignedInt(header[i]);
    }
    if (sum != octal(header, CHECKSUM_AT, CHECKSUM_BYTES, "a header's sum")) {
      throw refused("a tar archive", "a header with a wrong sum");
    }
  }

  private long octal(byte[] header, int at, int length, String what) {
    String digits =
        new String(header, at, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw refused(what + " in octal digits", "\"" + printable(digits) + "\"");
    }
    return Long.parseLong(digits, 8);
  }

  private static String name(byte[] header) {
    String name = text(header, 0, NAME_BYTES);
    boolean posix = text(header, MAGIC_AT, 6).equals("ustar");
    String prefix = posix ? text(header, PREFIX_AT, PREFIX_BYTES) : "";
    String whole = prefix.isEmpty() ? name : prefix + "/" + name;
    return whole.startsWith("./") ? whole.substring(2) : whole;
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private void checkName(String name) {
    boolean leaves = name.startsWith("/") || List.of(name.split("/")).contains("..");
    if (leaves || UNWANTED.matcher(name).find()) {
      throw refused("names within the archive", "\"" + printable(name) + "\"");
    }
  }

  private static String printable(String name) {
    String visible = name.replaceAll("\\p{C}", "?");
    return visible.length() > 80 ? visible.substring(0, 80) + "…" : visible;
  }

  private StoreException refused(String expected, String found) {
    return new StoreException(
        archive + ": expected " + expected + ", found " + found + ": the archive is not used");
  }

  /** One member's content. */
  private final class Content extends InputStream {
    private long left;

    Content(long size) {
      count(size);
      left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0 || left == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = in.read(target, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException();
      }
      left -= count;
      return count;
    }

    void finish() throws IOException {
      in.skipNBytes(left);
      left = 0;
    }
  }
}
