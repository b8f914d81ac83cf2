package io.github.conv4j.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/**
 * Reads an entry of a zip and keeps what is needed of it: bytes up to a limit, whether a serialised
 * object is among them, whether size and checksum are right.
 */
final class EntryReader {

  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private final SerialisedObjects objects = new SerialisedObjects();
  private final CRC32 checksum = new CRC32();
  private boolean objectAtStart;
  private boolean broken;
  private long length;

  /**
   * Reads an entry.
   *
   * @param zip the zip
   * @param entry an entry of it
   * @param kept how many bytes to keep, and to look for objects in
   * @param whole whether to read on behind them, for the checksum
   */
  EntryReader(ZipStructure zip, ZipStructure.Entry entry, int kept, boolean whole) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.open(entry)) {
      // One byte more than claimed shows that the claim is wrong; more are not read.
      for (int count = in.read(buffer);
          count >= 0 && length <= entry.size() && (whole || length <= kept);
          count = in.read(buffer)) {
        take(buffer, count, kept);
      }
    } catch (IOException e) {
      broken = true;
    }
    broken |= whole && (length != entry.size() || checksum.getValue() != entry.crc());
  }

  private void take(byte[] buffer, int count, int kept) {
    checksum.update(buffer, 0, count);
    int wanted = (int) Math.min(count, Math.max(0, kept - length));
    start.write(buffer, 0, wanted);
    for (int i = 0; i < wanted; i++) {
      objects.accept(buffer[i]);
      objectAtStart |= length + i == Integer.BYTES - 1 && objects.found();
    }
    length += count;
  }

  /** The first bytes, as many as were to be kept or all there are. */
  byte[] start() {
    return start.toByteArray();
  }

  /** Whether the content is not what its checksum and size say. */
  boolean isBroken() {
    return broken;
  }

  /** Whether it begins as a serialised object does. */
  boolean isObject() {
    return objectAtStart;
  }

  /** Whether a serialised object begins among the bytes that are kept, also in Base64. */
  boolean hasObject() {
    return objects.found() || objects.foundBase64();
  }
}
