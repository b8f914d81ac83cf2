package io.github.conv4j.inspect;

/**
 * Looks for serialised Java objects in a sequence of bytes: the start of such a stream, AC ED 00
 * 05, or the same in Base64, rO0AB.
 */
final class SerialisedObjects {

  private static final int STREAM_START = 0xACED0005;
  private static final byte[] BASE64 = {'r', 'O', '0', 'A', 'B'};

  private int last;
  private int matched;
  private boolean found;
  private boolean foundBase64;

  void accept(byte next) {
    last = last << Byte.SIZE | next & 0xFF;
    found |= last == STREAM_START;
    matched = next == BASE64[matched] ? matched + 1 : next == BASE64[0] ? 1 : 0;
    if (matched == BASE64.length) {
      foundBase64 = true;
      matched = 0;
    }
  }

  /** Whether a stream's start was there. */
  boolean found() {
    return found;
  }

  /** Whether a stream's start in Base64 was there. */
  boolean foundBase64() {
    return foundBase64;
  }
}
