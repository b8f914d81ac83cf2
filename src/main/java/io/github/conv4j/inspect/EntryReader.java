package io.github.conv4j.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/**
 * Reads an entry of a zip from its beginning to its end and keeps what is needed of it: up to a
 * limit of bytes, its checksum, whether a serialised object is in it.
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
   * @param kept how many bytes to keep
   */
  EntryReader(ZipStructure zip, ZipStructure.Entry entry, int kept) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.open(entry)) {
      // One byte more than claimed shows that the claim is wrong; more are not read.
      for (int count = in.read(buffer);
          count >= 0 && length <= entry.size();
          count = in.read(buffer)) {
        take(buffer, count, kept);
      }
    } catch (IOException e) {
      broken = true;
    }
    broken |= length != entry.size() || checksum.getValue() != entry.crc();
  }

  private void take(byte[] buffer, int count, int kept) {
    checksum.update(buffer, 0, count);
    start.write(buffer, 0, Math.min(count, kept - Math.min(kept, start.size())));
    for (int i = 0; i < count; i++) {
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

  /** Whether a serialised object may begin anywhere; by chance in one of 4 billion numbers. */
  boolean hasObject() {
    return objects.found() || objects.foundBase64();
  }
}
