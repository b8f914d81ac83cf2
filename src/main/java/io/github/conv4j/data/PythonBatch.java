package io.github.conv4j.data;

import io.github.conv4j.store.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * CIFAR-10's files for Python, as Keras and torchvision keep them, brought to the binary form. They
 * are pickles, which are programs; nothing here runs one. Two things are looked for: a string of
 * 3072 bytes for each image, and a list of as many small numbers. Whether they were the right ones
 * shows in the SHA-256 of the result, which is that of the published binary file or it is not used.
 */
final class PythonBatch {

  private static final int VALUES = CifarImages.SHAPE.values();

  /** Opcodes of pickles. */
  private static final byte LONG_STRING = 'T';

  private static final byte SMALL_NUMBER = 'K';
  private static final byte MARK = '(';
  private static final byte APPEND_ALL = 'e';

  private PythonBatch() {}

  /**
   * The records of a file.
   *
   * @param place where it is, for messages
   * @param pickle its content
   * @param sum SHA-256 of the published file in binary form
   * @return that file's content
   * @throws DataException if the content is not that
   */
  static byte[] records(String place, byte[] pickle, String sum) {
    for (boolean byColumns : new boolean[] {false, true}) {
      byte[] records = records(pickle, byColumns);
      if (records != null && sum.equals(sum(records))) {
        return records;
      }
    }
    throw new DataException(
        place
            + ": expected CIFAR-10's published file for Python, found other content: get it again,"
            + " or run \"conv4j data fetch "
            + Cifar10.NAME
            + "\"");
  }

  private static String sum(byte[] content) {
    MessageDigest digest = Sha256.digest();
    digest.update(content);
    return Sha256.hex(digest);
  }

  /**
   * Labels and images as records of the binary form.
   *
   * @param pickle a file's content
   * @param byColumns whether the string holds the first value of all images, then the second, …
   * @return the records, or null if there is no such string or list
   */
  static byte[] records(byte[] pickle, boolean byColumns) {
    ByteBuffer bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 5 < pickle.length; at++) {
      if (pickle[at] != LONG_STRING) {
        continue;
      }
      int length = bytes.getInt(at + 1);
      int start = at + 5;
      if (length < VALUES || length % VALUES != 0 || length > pickle.length - start) {
        continue;
      }
      int count = length / VALUES;
      byte[] labels = labels(pickle, 0, at, count);
      labels = labels == null ? labels(pickle, start + length, pickle.length, count) : labels;
      if (labels != null) {
        return join(labels, pickle, start, byColumns);
      }
    }
    return null;
  }

  /** A list of so many numbers, which a pickle builds piece by piece. */
  private static byte[] labels(byte[] pickle, int from, int to, int count) {
    byte[] labels = new byte[count];
    for (int begin = from; begin < to; begin++) {
      int found = 0;
      int at = begin;
      while (found < count && at < to && pickle[at] == MARK) {
        at++;
        while (found < count && at + 1 < to && pickle[at] == SMALL_NUMBER) {
          labels[found++] = pickle[at + 1];
          at += 2;
        }
        if (at >= to || pickle[at] != APPEND_ALL) {
          break;
        }
        at++;
        if (found == count) {
          return labels;
        }
      }
    }
    return null;
  }

  private static byte[] join(byte[] labels, byte[] pickle, int start, boolean byColumns) {
    byte[] records = new byte[labels.length * (1 + VALUES)];
    for (int i = 0; i < labels.length; i++) {
      int target = i * (1 + VALUES);
      records[target] = labels[i];
      for (int k = 0; k < VALUES; k++) {
        int source = byColumns ? k * labels.length + i : i * VALUES + k;
        records[target + 1 + k] = pickle[start + source];
      }
    }
    return records;
  }
}
