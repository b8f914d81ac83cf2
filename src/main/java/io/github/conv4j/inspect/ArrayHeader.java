package io.github.conv4j.inspect;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * What stands before the numbers of an array as ND4J stores it: two buffers, of which the first
 * holds the shape.
 *
 * @param length elements
 * @param type type of the elements, such as FLOAT
 */
record ArrayHeader(long length, String type) {

  /** Bytes within which a header ends: two short texts and a shape of 32 dimensions. */
  static final int LONGEST = 1 << 10;

  /**
   * Reads a header.
   *
   * @param start the first bytes of the array
   * @return the header; null if there is none
   */
  static ArrayHeader read(byte[] start) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(start))) {
      ArrayHeader shape = next(in);
      int width = shape.type().equals("LONG") ? Long.BYTES : Integer.BYTES;
      if (shape.length() < 0 || shape.length() > LONGEST / width) {
        return null;
      }
      in.skipNBytes(shape.length() * width);
      return next(in);
    } catch (IOException e) {
      return null;
    }
  }

  private static ArrayHeader next(DataInputStream in) throws IOException {
    boolean wide =
        switch (in.readUTF()) {
          case "LONG_SHAPE", "MIXED_DATA_TYPES" -> true;
          case "DIRECT", "HEAP", "JAVACPP" -> false;
          default -> throw new IOException("not an array");
        };
    long length = wide ? in.readLong() : in.readInt();
    return new ArrayHeader(length, in.readUTF());
  }

  /** Bytes of an element; 0 if the type is not one of numbers. */
  int bytes() {
    return switch (type) {
      case "DOUBLE", "LONG" -> 8;
      case "FLOAT", "INT" -> 4;
      case "HALF", "BFLOAT16" -> 2;
      default -> 0;
    };
  }
}
