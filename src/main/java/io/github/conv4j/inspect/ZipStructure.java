package io.github.conv4j.inspect;

import io.github.conv4j.result.FileFinding;
import io.github.conv4j.result.FileFinding.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A zip, byte by byte: its entries, and what in the file belongs to none of them. Libraries show a
 * zip as they take it; two of them may take one file differently, which is what hides things.
 * Source: APPNOTE.TXT, the format's specification.
 */
final class ZipStructure {

  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_SIZE = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_SIZE = 30;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int MOST_ENTRIES = 10_000;
  private static final int ENCRYPTED = 1;
  private static final int WITH_DESCRIPTOR = 8;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long ZIP64_SIZE = 0xFFFFFFFFL;

  private final ByteBuffer file;
  private final List<Entry> entries = new ArrayList<>();
  private final List<FileFinding> findings = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();

  /**
   * An entry as the central directory has it.
   *
   * @param name name
   * @param method way of compression
   * @param crc checksum
   * @param compressed bytes in the file
   * @param size bytes that they stand for, as claimed
   * @param content where the compressed bytes begin
   */
  record Entry(String name, int method, long crc, long compressed, long size, long content) {}

  private record Span(long start, long end) {}

  private ZipStructure(ByteBuffer file) {
    this.file = file;
  }

  /**
   * Whether a file begins as a zip does.
   *
   * @param file the file
   */
  static boolean isLikely(ByteBuffer file) {
    if (file.limit() < END_SIZE) {
      return false;
    }
    int end = end(file);
    return file.get(0) == 'P' && file.get(1) == 'K' || end >= 0 && hasDirectory(file, end);
  }

  /**
   * Reads a zip.
   *
   * @param bytes the file from 0 to the limit
   * @return the zip; null if there is no end record, which every zip has
   */
  static ZipStructure read(ByteBuffer bytes) {
    ByteBuffer file = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int end = end(file);
    if (end < 0) {
      return null;
    }
    ZipStructure zip = new ZipStructure(file);
    zip.readAll(end);
    return zip;
  }

  List<Entry> entries() {
    return entries;
  }

  List<FileFinding> findings() {
    return findings;
  }

  private void add(Severity severity, String message) {
    findings.add(new FileFinding(severity, message));
  }

  /** Where the last end record is; -1 if there is none. */
  private static int end(ByteBuffer bytes) {
    ByteBuffer file = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int last = file.limit() - END_SIZE;
    for (int at = last; at >= Math.max(0, last - 2 * LONGEST_COMMENT); at--) {
      if (file.getInt(at) == END) {
        return at;
      }
    }
    return -1;
  }

  /** Whether a directory stands where the end record says: four bytes alone may be chance. */
  private static boolean hasDirectory(ByteBuffer bytes, int end) {
    ByteBuffer file = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long start = end - Integer.toUnsignedLong(file.getInt(end + 12));
    return start >= 0 && start < end && file.getInt((int) start) == CENTRAL;
  }

  private int short16(long at) {
    return Short.toUnsignedInt(file.getShort((int) at));
  }

  private long int32(long at) {
    return Integer.toUnsignedLong(file.getInt((int) at));
  }

  private void readAll(int end) {
    int comment = short16(end + 20L);
    long after = file.limit() - (end + (long) END_SIZE);
    spans.add(new Span(end, end + (long) END_SIZE + Math.min(comment, after)));
    if (comment > 0 && comment <= after) {
      add(Severity.NOTE, "a comment of " + comment + " bytes at the zip's end");
    }
    long size = int32(end + 12L);
    long offset = int32(end + 16L);
    int count = short16(end + 10L);
    if (offset == ZIP64_SIZE || count == 0xFFFF) {
      add(Severity.BROKEN, "a zip of more than 4 GiB, which inspect does not read");
      return;
    }
    // What stands before the zip shifts everything in it.
    long shift = end - size - offset;
    if (shift < 0) {
      add(Severity.BROKEN, "a directory that begins before the file does");
      return;
    }
    spans.add(new Span(end - size, end));
    directory(end - size, end, shift, count);
    gaps();
  }

  private void directory(long from, long end, long shift, int count) {
    long at = from;
    Set<String> names = new HashSet<>();
    int found = 0;
    while (at + CENTRAL_SIZE <= end && file.getInt((int) at) == CENTRAL && found < MOST_ENTRIES) {
      int nameLength = short16(at + 28);
      long next = at + CENTRAL_SIZE + nameLength + short16(at + 30) + short16(at + 32);
      if (next > end) {
        break;
      }
      String name = text(at + CENTRAL_SIZE, nameLength);
      if (!names.add(name)) {
        add(Severity.DANGER, "two entries \"" + Contents.printable(name) + "\"");
      }
      entry(name, at, shift);
      at = next;
      found++;
    }
    if (found != count || at != end) {
      add(
          Severity.BROKEN,
          "a directory of "
              + count
              + " entries and "
              + (end - from)
              + " bytes, with "
              + found
              + " entries in "
              + (at - from)
              + " bytes");
    }
  }

  private String text(long at, int length) {
    byte[] bytes = new byte[length];
    file.get((int) at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void entry(String name, long at, long shift) {
    String shown = "entry \"" + Contents.printable(name) + "\"";
    int flags = short16(at + 8);
    int method = short16(at + 10);
    long crc = int32(at + 16);
    long compressed = int32(at + 20);
    long size = int32(at + 24);
    long local = int32(at + 42) + shift;
    if (local + LOCAL_SIZE > file.limit() || file.getInt((int) local) != LOCAL) {
      add(Severity.BROKEN, shown + " that is not where the directory says");
      return;
    }
    int nameLength = short16(local + 26);
    long content = local + LOCAL_SIZE + nameLength + short16(local + 28);
    if (content + compressed > file.limit()) {
      add(Severity.BROKEN, shown + " of " + compressed + " bytes that go beyond the file");
      return;
    }
    if (!text(local + LOCAL_SIZE, nameLength).equals(name)) {
      add(Severity.DANGER, shown + " that goes by another name where its content is");
    }
    if ((flags & ENCRYPTED) != 0) {
      add(Severity.BROKEN, shown + " that is encrypted");
      return;
    }
    if (method != STORED && method != DEFLATED) {
      add(Severity.BROKEN, shown + " compressed in a way (" + method + ") that Java does not know");
      return;
    }
    long last = content + compressed;
    if ((flags & WITH_DESCRIPTOR) != 0 && last + 12 <= file.limit()) {
      last += file.getInt((int) last) == DESCRIPTOR ? 16 : 12;
    }
    spans.add(new Span(local, Math.min(last, file.limit())));
    entries.add(new Entry(name, method, crc, compressed, size, content));
  }

  private void gaps() {
    spans.sort(Comparator.comparingLong(Span::start).thenComparingLong(Span::end));
    long at = 0;
    long outside = 0;
    boolean overlap = false;
    for (Span span : spans) {
      if (span.start() > at) {
        outside += span.start() - at;
        objects(at, span.start());
      }
      overlap |= span.start() < at;
      at = Math.max(at, span.end());
    }
    if (at < file.limit()) {
      outside += file.limit() - at;
      objects(at, file.limit());
    }
    if (overlap) {
      add(Severity.DANGER, "entries that share bytes, as compression bombs do");
    }
    if (outside > 0) {
      add(Severity.DANGER, outside + " bytes that belong to no entry of the zip");
    }
  }

  private void objects(long from, long end) {
    SerialisedObjects search = new SerialisedObjects();
    for (long at = from; at < end && !search.found(); at++) {
      search.accept(file.get((int) at));
    }
    if (search.found()) {
      add(Severity.DANGER, "a serialised Java object outside the zip's entries");
    }
  }

  /**
   * An entry's content, decompressed while it is read.
   *
   * @param entry an entry of this zip
   * @return a stream that fails with an IOException where the content is broken
   */
  InputStream open(Entry entry) {
    ByteBuffer content = file.duplicate();
    content.limit((int) (entry.content() + entry.compressed())).position((int) entry.content());
    InputStream raw = new BufferStream(content);
    return entry.method() == STORED
        ? raw
        : new InflaterInputStream(raw, new Inflater(true), 1 << 13) {
          @Override
          public void close() throws IOException {
            inf.end();
            super.close();
          }
        };
  }

  /** The bytes of a buffer as a stream. */
  private static final class BufferStream extends InputStream {
    private final ByteBuffer bytes;

    BufferStream(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int at, int length) {
      if (!bytes.hasRemaining()) {
        return length == 0 ? 0 : -1;
      }
      int count = Math.min(length, bytes.remaining());
      bytes.get(target, at, count);
      return count;
    }
  }
}
