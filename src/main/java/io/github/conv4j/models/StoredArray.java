package io.github.conv4j.models;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads an array as ND4J writes it: a buffer with the shape, then a buffer with the values. ND4J's
 * own reader trusts lengths, shape and strides of the file; this one allocates what the caller
 * expects, takes the values and nothing else, and insists on the exact length and checksum.
 */
final class StoredArray {

  /** Modes whose lengths are 32 bits wide. */
  private static final Set<String> OLD_MODES = Set.of("DIRECT", "HEAP", "JAVACPP");

  private static final Set<String> MODES = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");

  /** Room for 32 dimensions and their strides. */
  private static final int SHAPE_LIMIT = 2 * 32 + 4;

  private StoredArray() {}

  private record Header(long length, String type) {}

  /**
   * Reads an array.
   *
   * @param stored the bytes, which are closed
   * @param size how many bytes there are
   * @param checksum CRC-32 that the bytes must have
   * @param length elements the array must have
   * @return the values, [1, length]
   * @throws Refusal if it is no such array; nothing is allocated before that is known
   */
  static INDArray read(InputStream stored, long size, long checksum, long length)
      throws IOException, Refusal {
    try (CheckedInputStream checked = new CheckedInputStream(stored, new CRC32());
        DataInputStream in = new DataInputStream(new BufferedInputStream(checked))) {
      skipShape(in);
      Header header = header(in);
      if (header.length() != length) {
        throw new Refusal(
            "as many values as the configuration asks for, " + length, "" + header.length());
      }
      if (length < 0 || length > size) {
        throw new Refusal(length + " values", size + " bytes");
      }
      INDArray values = values(in, header);
      if (in.read() >= 0) {
        throw new Refusal("nothing after " + length + " values", "more bytes");
      }
      if (checked.getChecksum().getValue() != checksum) {
        throw new Refusal("intact content", "a wrong checksum");
      }
      return values;
    } catch (EOFException e) {
      throw new Refusal(length + " values", "fewer bytes");
    }
  }

  /**
   * Reads an array that more may follow.
   *
   * @param in where it begins
   * @param limit the most elements it may have; it must have one
   * @return the values, as one row
   */
  static INDArray next(DataInputStream in, int limit) throws IOException, Refusal {
    skipShape(in);
    Header header = header(in);
    if (header.length() < 1 || header.length() > limit) {
      throw new Refusal("1 to " + limit + " values", "" + header.length());
    }
    return values(in, header);
  }

  private static void skipShape(DataInputStream in) throws IOException, Refusal {
    Header header = header(in);
    int width = header.type().equals("LONG") ? Long.BYTES : Integer.BYTES;
    if (!Set.of("LONG", "INT").contains(header.type())
        || header.length() < 0
        || header.length() > SHAPE_LIMIT) {
      throw new Refusal(
          "a shape of at most " + SHAPE_LIMIT + " LONG or INT",
          header.length() + " " + header.type());
    }
    in.skipNBytes(header.length() * width);
  }

  private static Header header(DataInputStream in) throws IOException, Refusal {
    String mode = in.readUTF();
    if (!MODES.contains(mode) && !OLD_MODES.contains(mode)) {
      throw new Refusal("an array as ND4J writes it", "other bytes");
    }
    long length = OLD_MODES.contains(mode) ? in.readInt() : in.readLong();
    return new Header(length, in.readUTF());
  }

  private static INDArray values(DataInputStream in, Header header) throws IOException, Refusal {
    boolean single = header.type().equals("FLOAT");
    if (!single && !header.type().equals("DOUBLE")) {
      throw new Refusal(
          "FLOAT or DOUBLE values",
          header.type().matches("[A-Z0-9_]{1,20}") ? header.type() : "another type",
          "convert the network with convertDataType(DataType.FLOAT) where it is from, and save it"
              + " again");
    }
    requireRoom(header.length(), single ? Float.BYTES : Double.BYTES);
    INDArray values =
        Nd4j.createUninitializedDetached(
            single ? DataType.FLOAT : DataType.DOUBLE, 1, header.length());
    DataBuffer buffer = values.data();
    for (long i = 0; i < header.length(); i++) {
      if (single) {
        buffer.put(i, in.readFloat());
      } else {
        buffer.put(i, in.readDouble());
      }
    }
    return values;
  }

  /** Refuses an array that ND4J has no memory for. */
  static void requireRoom(long length, int width) throws Refusal {
    long most = Pointer.maxBytes();
    if (most > 0 && length > most / width) {
      throw new Refusal(
          "values that fit into the " + (most >> 20) + " MiB of memory that ND4J may use",
          length + " of " + width + " bytes",
          "give it more memory (-Xmx, CONV4J_HEAP) or take a smaller model");
    }
  }
}
