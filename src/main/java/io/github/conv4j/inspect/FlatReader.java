package io.github.conv4j.inspect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads tables in the FlatBuffers format from bytes that nobody vouches for. Every offset is
 * compared with the file's size before it is followed. Many offsets may lead to one place, so the
 * number of things read is limited too. Source: FlatBuffers documentation, "Internals".
 */
final class FlatReader {

  private static final int MOST_PARTS = 500_000;
  private static final int MOST_TEXT = 64 << 20;
  private static final int VTABLE_START = 4;

  private final ByteBuffer bytes;
  private int parts = MOST_PARTS;
  private int text = MOST_TEXT;

  /**
   * A whole file.
   *
   * @param file its bytes from 0 to the limit
   */
  FlatReader(ByteBuffer file) {
    this.bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The file is not what it should be. */
  static final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FormatException(String expected, String found, long at) {
      super("SameDiff: expected " + expected + ", found " + found + " at byte " + at);
    }
  }

  Table root() {
    return new Table(follow(0));
  }

  private void requireLeft(long at, long count, String what) {
    if (at < 0 || count < 0 || at > bytes.limit() - count) {
      throw new FormatException(
          what + " within the file's " + bytes.limit() + " bytes", "one beyond", Math.max(0, at));
    }
  }

  /** Where an offset at a place leads to; offsets only lead forwards. */
  private int follow(int at) {
    requireLeft(at, Integer.BYTES, "an offset");
    long target = at + Integer.toUnsignedLong(bytes.getInt(at));
    requireLeft(target, Integer.BYTES, "an offset's target");
    return (int) target;
  }

  private void spend(int at) {
    if (--parts < 0) {
      throw new FormatException("at most " + MOST_PARTS + " parts in a file", "more", at);
    }
  }

  /** A table: fields at places that its vtable says. */
  final class Table {

    private final int at;
    private final int vtable;
    private final int vtableSize;
    private final int size;

    private Table(int at) {
      spend(at);
      this.at = at;
      requireLeft(at, Integer.BYTES, "a table");
      long start = (long) at - bytes.getInt(at);
      requireLeft(start, VTABLE_START, "a vtable");
      vtable = (int) start;
      vtableSize = Short.toUnsignedInt(bytes.getShort(vtable));
      size = Short.toUnsignedInt(bytes.getShort(vtable + Short.BYTES));
      if (vtableSize < VTABLE_START || vtableSize % Short.BYTES != 0 || size < Integer.BYTES) {
        throw new FormatException(
            "a vtable of 4 bytes or more", "sizes " + vtableSize + " and " + size, vtable);
      }
      requireLeft(vtable, vtableSize, "a vtable");
      requireLeft(at, size, "a table");
    }

    /** Place of a field's value; 0 if the field is not there. */
    private int field(int slot, int width) {
      int entry = VTABLE_START + slot * Short.BYTES;
      if (entry + Short.BYTES > vtableSize) {
        return 0;
      }
      int offset = Short.toUnsignedInt(bytes.getShort(vtable + entry));
      if (offset != 0 && (offset < Integer.BYTES || offset + width > size)) {
        throw new FormatException(
            "a field within its table of " + size + " bytes", "one at " + offset, at);
      }
      return offset == 0 ? 0 : at + offset;
    }

    /** How many slots the table's vtable has. */
    int slots() {
      return (vtableSize - VTABLE_START) / Short.BYTES;
    }

    int number8(int slot) {
      int place = field(slot, Byte.BYTES);
      return place == 0 ? 0 : bytes.get(place);
    }

    int number32(int slot) {
      int place = field(slot, Integer.BYTES);
      return place == 0 ? 0 : bytes.getInt(place);
    }

    long number64(int slot) {
      int place = field(slot, Long.BYTES);
      return place == 0 ? 0 : bytes.getLong(place);
    }

    /** A table of a field; null if it is not there. */
    Table table(int slot) {
      int place = field(slot, Integer.BYTES);
      return place == 0 ? null : new Table(follow(place));
    }

    /** A text; empty if it is not there. */
    String text(int slot) {
      int place = field(slot, Integer.BYTES);
      return place == 0 ? "" : textAt(follow(place));
    }

    List<Table> tables(int slot) {
      return list(slot, Integer.BYTES, place -> new Table(follow(place)));
    }

    List<String> texts(int slot) {
      return list(slot, Integer.BYTES, place -> textAt(follow(place)));
    }

    List<Long> numbers64(int slot) {
      return list(slot, Long.BYTES, bytes::getLong);
    }

    List<Long> numbers32(int slot) {
      return list(slot, Integer.BYTES, place -> (long) bytes.getInt(place));
    }

    List<Long> numbers8(int slot) {
      return list(slot, Byte.BYTES, place -> (long) bytes.get(place));
    }

    List<Double> reals(int slot) {
      return list(slot, Double.BYTES, bytes::getDouble);
    }

    /** The bytes of a vector, in place; null if it is not there. */
    ByteBuffer content(int slot) {
      int place = field(slot, Integer.BYTES);
      return place == 0 ? null : contentAt(follow(place), Byte.BYTES);
    }

    private <T> List<T> list(int slot, int width, Function<Integer, T> read) {
      List<T> values = new ArrayList<>();
      int place = field(slot, Integer.BYTES);
      if (place != 0) {
        int start = follow(place);
        int length = contentAt(start, width).remaining() / width;
        for (int i = 0; i < length; i++) {
          spend(start);
          values.add(read.apply(start + Integer.BYTES + i * width));
        }
      }
      return values;
    }
  }

  private ByteBuffer contentAt(int start, int width) {
    requireLeft(start, Integer.BYTES, "a vector");
    long length = Integer.toUnsignedLong(bytes.getInt(start)) * width;
    requireLeft(start + (long) Integer.BYTES, length, "a vector of " + length + " bytes");
    ByteBuffer content = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    content.limit(start + Integer.BYTES + (int) length).position(start + Integer.BYTES);
    return content.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private String textAt(int start) {
    ByteBuffer content = contentAt(start, Byte.BYTES);
    spend(start);
    text -= Math.min(content.remaining(), MOST_TEXT + 1);
    if (text < 0) {
      throw new FormatException("at most " + MOST_TEXT + " bytes of text", "more", start);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("text in UTF-8", "other bytes", start);
    }
  }
}
