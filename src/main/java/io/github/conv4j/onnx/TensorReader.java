package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a stored array. Its elements stand in one of several fields: as raw bytes, or as numbers of
 * a type that may be wider than the elements, packed or one by one. All become raw bytes here.
 */
final class TensorReader {

  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int INT64_DATA = 7;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;

  private final int limit;
  private final List<Long> shape = new ArrayList<>();
  private String name = "";
  private long typeCode;
  private ElementType type;
  private long elements;
  private String location;
  private byte[] content;

  /**
   * Reads an array.
   *
   * @param message the whole array
   * @param limit elements up to which the content is kept; -1 for any number
   */
  TensorReader(ProtoReader message, int limit) {
    this.limit = limit;
    // Fields may come in any order, and the content's meaning hangs on the others: read it last.
    List<Field> fields = new ArrayList<>();
    boolean isExternal = false;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.numbers(shape, ValueReader.MOST_DIMENSIONS);
        case 2 -> typeCode = message.number();
        case 8 -> name = message.text();
        case 13 -> external(message.message());
        case 14 -> isExternal = message.number() == 1;
        case FLOAT_DATA -> fields.add(fixed(message, Float.BYTES));
        case DOUBLE_DATA -> fields.add(fixed(message, Double.BYTES));
        case INT32_DATA, INT64_DATA, UINT64_DATA -> fields.add(numbers(message));
        case RAW_DATA -> {
          ByteBuffer raw = message.slice();
          fields.add(new Field(RAW_DATA, raw, raw.remaining(), null));
        }
        default -> message.skip();
      }
    }
    type = ElementType.of(typeCode).orElse(ElementType.UNDEFINED);
    elements = product(message);
    if (isExternal) {
      location = location == null ? "" : location;
    } else {
      location = null;
      if (type.bytes() > 0) {
        content(message, fields);
      }
    }
  }

  /** Content as it stands in the file; only one of the two ways to hold it is there. */
  private record Field(int number, ByteBuffer fixed, long count, long[] numbers) {}

  private static Field fixed(ProtoReader message, int size) {
    int number = message.field();
    int count = message.countOfFixed(size);
    return new Field(number, message.fixed(size), count, null);
  }

  /** Counts first, so that as much is allocated as there is and no more. */
  private static Field numbers(ProtoReader message) {
    int number = message.field();
    Numbers numbers = new Numbers();
    message.numbers(numbers);
    return new Field(number, null, numbers.count, numbers.trimmed());
  }

  /** A growing array of numbers, each of which took a byte of the file or more. */
  private static final class Numbers implements ProtoReader.LongSink {
    private long[] values = new long[1];
    private int count;

    @Override
    public void take(long value) {
      if (count == values.length) {
        values = java.util.Arrays.copyOf(values, count + Math.max(8, count / 2));
      }
      values[count++] = value;
    }

    long[] trimmed() {
      return java.util.Arrays.copyOf(values, count);
    }
  }

  private void external(ProtoReader message) {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.text();
        case 2 -> value = message.text();
        default -> message.skip();
      }
    }
    if (key.equals("location")) {
      location = value;
    }
  }

  private long product(ProtoReader message) {
    long product = 1;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw message.wrong("dimensions of 0 or more", shape.toString());
        }
        product = Math.multiplyExact(product, size);
      }
      Math.multiplyExact(product, Long.BYTES * 2);
    } catch (ArithmeticException e) {
      throw message.wrong("an array of fewer than 2^63 bytes", "dimensions " + shape);
    }
    return product;
  }

  private void content(ProtoReader message, List<Field> fields) {
    long found = 0;
    for (Field field : fields) {
      if (field.number() != fields.get(0).number()) {
        throw message.wrong("an array's elements in one field", "two");
      }
      requireFits(message, field);
      found += field.count();
    }
    boolean raw = !fields.isEmpty() && fields.get(0).number() == RAW_DATA;
    if (raw && fields.size() > 1) {
      throw message.wrong("an array's elements in one field", "two");
    }
    long perElement = raw ? type.bytes() : isComplex() ? 2 : 1;
    if (found != elements * perElement) {
      throw message.wrong(
          elements
              + " elements of "
              + type
              + " in array \""
              + ModelReader.printable(name)
              + "\" of shape "
              + shape,
          found + (raw ? " bytes" : " numbers"));
    }
    if (limit < 0 || elements <= limit) {
      content = bytes(fields);
    }
  }

  private boolean isComplex() {
    return type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
  }

  private void requireFits(ProtoReader message, Field field) {
    boolean fits =
        switch (field.number()) {
          case RAW_DATA -> true;
          case FLOAT_DATA -> type == ElementType.FLOAT || type == ElementType.COMPLEX64;
          case DOUBLE_DATA -> type == ElementType.DOUBLE || type == ElementType.COMPLEX128;
          case INT64_DATA -> type == ElementType.INT64;
          case UINT64_DATA -> type == ElementType.UINT64 || type == ElementType.UINT32;
          default ->
              type.bytes() <= Integer.BYTES
                  && type != ElementType.FLOAT
                  && type != ElementType.UINT32;
        };
    if (!fits) {
      throw message.wrong(
          "elements of " + type + " where the format puts them", "some in field " + field.number());
    }
  }

  private byte[] bytes(List<Field> fields) {
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(elements * type.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Field field : fields) {
      if (field.fixed() != null) {
        all.put(field.fixed().duplicate());
      } else {
        for (long value : field.numbers()) {
          put(all, value);
        }
      }
    }
    return all.array();
  }

  private void put(ByteBuffer all, long value) {
    switch (type.bytes()) {
      case 1 -> all.put((byte) value);
      case 2 -> all.putShort((short) value);
      case 4 -> all.putInt((int) value);
      default -> all.putLong(value);
    }
  }

  String name() {
    return name;
  }

  /** Name, type and shape. */
  ValueInfo info() {
    return new ValueInfo(name, type, shape.stream().map(Dimension::of).toList());
  }

  /** The other file that has the content, "" if it is not named; null if there is none. */
  String location() {
    return location;
  }

  boolean hasContent() {
    return content != null;
  }

  Initializer array() {
    return new Initializer(name, type, shape, content);
  }
}
