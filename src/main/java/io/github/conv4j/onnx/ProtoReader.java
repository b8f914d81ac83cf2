package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads a message in the Protocol Buffers wire format, field by field, from bytes that nobody
 * vouches for. Every length is compared with what is left of the message it stands in, so nothing
 * larger than the file is ever allocated. Source: Protocol Buffers documentation, "Encoding".
 *
 * <p>After {@link #next}, exactly one of the methods that take a value may be called; a value that
 * is not taken is skipped.
 */
final class ProtoReader {

  /** Messages within messages; graphs within graphs need three levels each. */
  private static final int DEPTH_LIMIT = 64;

  private static final int MOST_VARINT_BYTES = 10;
  private static final int GROUP_BITS = 7;

  private enum WireType {
    VARINT,
    FIXED64,
    LENGTH_DELIMITED,
    GROUP_START,
    GROUP_END,
    FIXED32
  }

  private static final WireType[] WIRE_TYPES = WireType.values();

  /** Parts of a file that become objects: messages, texts, numbers in lists. */
  private static final int MOST_PARTS = 1_000_000;

  private static final int MOST_TEXT = 64 << 20;

  /** What all messages of a file share: two bytes of a file can ask for a hundred on the heap. */
  private static final class Budget {
    private int parts = MOST_PARTS;
    private int text = MOST_TEXT;
  }

  private final ByteBuffer bytes;
  private final Budget budget;
  private final int depth;
  private final int start;
  private final int end;
  private int at;
  private int fieldStart;
  private int field;
  private WireType wire;

  /** Where the value of a length-delimited field lies. */
  private int valueEnd;

  private boolean taken = true;

  /**
   * A whole file.
   *
   * @param file its bytes; positions in messages count from the buffer's start
   */
  ProtoReader(ByteBuffer file) {
    this(
        file.duplicate().order(ByteOrder.LITTLE_ENDIAN),
        new Budget(),
        file.position(),
        file.limit(),
        0);
  }

  private ProtoReader(ByteBuffer bytes, Budget budget, int start, int end, int depth) {
    this.bytes = bytes;
    this.budget = budget;
    this.start = start;
    this.at = start;
    this.fieldStart = start;
    this.end = end;
    this.depth = depth;
  }

  /**
   * Goes to the next field.
   *
   * @return false at the message's end
   */
  boolean next() {
    if (!taken) {
      skip();
    }
    fieldStart = at;
    if (at == end) {
      return false;
    }
    long tag = varint("a field");
    int type = (int) (tag & 7);
    long number = tag >>> 3;
    if (number < 1 || number > (1 << 29) - 1) {
      throw wrong("a field number from 1 to 2^29 - 1", Long.toUnsignedString(number));
    }
    if (type >= WIRE_TYPES.length) {
      throw wrong("a wire type from 0 to 5 of field " + number, "" + type);
    }
    field = (int) number;
    wire = WIRE_TYPES[type];
    if (wire == WireType.GROUP_START || wire == WireType.GROUP_END) {
      throw wrong("no group, which ONNX does not have", "one as field " + number);
    }
    if (wire == WireType.LENGTH_DELIMITED) {
      long length = varint("the length of field " + number);
      if (length < 0 || length > end - at) {
        throw wrong(
            "at most the " + (end - at) + " bytes that are left for field " + number,
            "a length of " + Long.toUnsignedString(length));
      }
      valueEnd = at + (int) length;
    }
    taken = false;
    return true;
  }

  int field() {
    return field;
  }

  /** Position of the field, for messages. */
  int position() {
    return fieldStart;
  }

  long number() {
    require(WireType.VARINT);
    taken = true;
    return varint("the value of field " + field);
  }

  float real() {
    require(WireType.FIXED32);
    taken = true;
    requireLeft(Float.BYTES);
    at += Float.BYTES;
    return bytes.getFloat(at - Float.BYTES);
  }

  /** The text of a field, UTF-8. */
  String text() {
    ByteBuffer value = slice();
    spend();
    budget.text -= Math.min(value.remaining(), MOST_TEXT + 1);
    if (budget.text < 0) {
      throw wrong("at most " + MOST_TEXT + " bytes of text", "more");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(value)
          .toString();
    } catch (CharacterCodingException e) {
      throw wrong("text in UTF-8 in field " + field, "other bytes");
    }
  }

  /** The bytes of a field, in place. */
  ByteBuffer slice() {
    require(WireType.LENGTH_DELIMITED);
    taken = true;
    ByteBuffer value = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    value.limit(valueEnd).position(at);
    at = valueEnd;
    return value.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  ProtoReader message() {
    require(WireType.LENGTH_DELIMITED);
    taken = true;
    if (depth + 1 > DEPTH_LIMIT) {
      throw wrong("at most " + DEPTH_LIMIT + " messages within each other", "more");
    }
    spend();
    ProtoReader inner = new ProtoReader(bytes, budget, at, valueEnd, depth + 1);
    at = valueEnd;
    return inner;
  }

  /** The same message from its start. */
  ProtoReader again() {
    return new ProtoReader(bytes, budget, start, end, depth);
  }

  private void spend() {
    if (--budget.parts < 0) {
      throw wrong("at most " + MOST_PARTS + " parts in a file", "more");
    }
  }

  /** Takes what a repeated field of whole numbers has here: one of them, or many packed. */
  void numbers(List<Long> values, int limit) {
    if (wire == WireType.VARINT) {
      add(values, number(), limit);
      return;
    }
    ProtoReader packed = message();
    while (packed.at < packed.end) {
      packed.fieldStart = packed.at;
      add(values, packed.varint("a number of field " + field), limit);
    }
  }

  private void add(List<Long> values, long value, int limit) {
    if (values.size() >= limit) {
      throw wrong("at most " + limit + " numbers in field " + field, "more");
    }
    spend();
    values.add(value);
  }

  /**
   * How many numbers of a fixed size a field has here.
   *
   * @param size bytes of each
   */
  int countOfFixed(int size) {
    if (wire == (size == Float.BYTES ? WireType.FIXED32 : WireType.FIXED64)) {
      return 1;
    }
    require(WireType.LENGTH_DELIMITED);
    if ((valueEnd - at) % size != 0) {
      throw wrong(
          "numbers of " + size + " bytes each in field " + field, valueEnd - at + " bytes of them");
    }
    return (valueEnd - at) / size;
  }

  /** The bytes of numbers of a fixed size, one of them or many packed, in place. */
  ByteBuffer fixed(int size) {
    countOfFixed(size);
    if (wire == WireType.LENGTH_DELIMITED) {
      return slice();
    }
    taken = true;
    requireLeft(size);
    ByteBuffer value = bytes.duplicate();
    value.limit(at + size).position(at);
    at += size;
    return value.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whole numbers in a field, packed or not, without making objects of them. */
  void numbers(LongSink sink) {
    if (wire == WireType.VARINT) {
      sink.take(number());
      return;
    }
    ProtoReader packed = message();
    while (packed.at < packed.end) {
      packed.fieldStart = packed.at;
      sink.take(packed.varint("a number of field " + field));
    }
  }

  /** Takes whole numbers. */
  interface LongSink {
    void take(long value);
  }

  void skip() {
    taken = true;
    switch (wire) {
      case VARINT -> varint("the value of field " + field);
      case FIXED32 -> {
        requireLeft(Integer.BYTES);
        at += Integer.BYTES;
      }
      case FIXED64 -> {
        requireLeft(Long.BYTES);
        at += Long.BYTES;
      }
      case LENGTH_DELIMITED -> at = valueEnd;
      case GROUP_START, GROUP_END -> throw new IllegalStateException("groups are refused before");
    }
  }

  private void require(WireType expected) {
    if (wire != expected) {
      throw wrong("field " + field + " as " + words(expected), words(wire));
    }
  }

  private static String words(WireType type) {
    return switch (type) {
      case VARINT -> "a varint";
      case FIXED32 -> "32 bits";
      case FIXED64 -> "64 bits";
      case LENGTH_DELIMITED -> "bytes with a length";
      case GROUP_START, GROUP_END -> "a group";
    };
  }

  private void requireLeft(int count) {
    if (end - at < count) {
      throw wrong(count + " bytes for field " + field, end - at + " bytes");
    }
  }

  private long varint(String what) {
    long value = 0;
    for (int i = 0; i < MOST_VARINT_BYTES; i++) {
      if (at >= end) {
        throw wrong(what, "the end of the message");
      }
      byte part = bytes.get(at++);
      value |= (long) (part & 0x7F) << GROUP_BITS * i;
      if (part >= 0) {
        return value;
      }
    }
    throw wrong(what + " in at most " + MOST_VARINT_BYTES + " bytes", "a longer varint");
  }

  OnnxFormatException wrong(String expected, String found) {
    return new OnnxFormatException(
        "ONNX: expected " + expected + ", found " + found + " at byte " + fieldStart);
  }
}
