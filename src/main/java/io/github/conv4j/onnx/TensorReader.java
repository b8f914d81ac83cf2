package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a stored array. Its elements stand in one of several fields: as raw bytes, or as numbers of
 * a type that may be wider than the elements, packed or one by one. All become raw bytes here. The
 * message is read twice, first to count the elements, then to take them if their number is right.
 */
final class TensorReader {

  /** Type, segment, name, place. */
  private static final Set<Integer> SINGLE = Set.of(2, 3, 8, 14);

  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int INT64_DATA = 7;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;

  private final ProtoReader message;
  private final List<Long> shape = new ArrayList<>();
  private final ElementType type;
  private String name = "";
  private String location;
  private byte[] content;

  /** Field that the elements stand in; 0 before one is seen. */
  private int field;

  /** Elements seen, or bytes if they are raw. */
  private long found;

  /**
   * Reads an array.
   *
   * @param message the whole array
   * @param limit elements up to which the content is kept; -1 for any number
   */
  TensorReader(ProtoReader message, int limit) {
    this.message = message;
    long typeCode = 0;
    boolean isExternal = false;
    Set<Integer> once = new HashSet<>();
    while (message.next()) {
      boolean repeated = SINGLE.contains(message.field()) && !once.add(message.field());
      if (repeated) {
        throw message.wrong("field " + message.field() + " of an array once", "twice");
      }
      switch (message.field()) {
        case 1 -> message.numbers(shape, ValueReader.MOST_DIMENSIONS);
        case 2 -> typeCode = message.number();
        case 8 -> name = message.text();
        case 13 -> external(message.message());
        // Programs that read 32 bits of it may see another number.
        case 14 -> isExternal = message.number() != 0;
        case FLOAT_DATA, DOUBLE_DATA, INT32_DATA, INT64_DATA, UINT64_DATA, RAW_DATA -> count();
        default -> message.skip();
      }
    }
    type = ElementType.of(typeCode).orElse(ElementType.UNDEFINED);
    long elements = product();
    if (isExternal) {
      location = location == null ? "" : location;
      return;
    }
    location = null;
    if (type.bytes() > 0) {
      requireComplete(elements);
      if (limit < 0 || elements <= limit) {
        content = take(elements);
      }
    }
  }

  private void count() {
    if (field != 0 && (field != message.field() || field == RAW_DATA)) {
      throw message.wrong("an array's elements in one field", "two");
    }
    field = message.field();
    switch (field) {
      case FLOAT_DATA -> found += message.fixed(Float.BYTES).remaining() / Float.BYTES;
      case DOUBLE_DATA -> found += message.fixed(Double.BYTES).remaining() / Double.BYTES;
      case RAW_DATA -> found += message.slice().remaining();
      default -> message.numbers(value -> found++);
    }
  }

  private void external(ProtoReader entry) {
    String key = "";
    String value = "";
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.text();
        case 2 -> value = entry.text();
        default -> entry.skip();
      }
    }
    if (key.equals("location")) {
      location = value;
    }
  }

  private long product() {
    long product = 1;
    try {
      for (long size : shape) {
        if (size < 0) {
          throw message.wrong("dimensions of 0 or more", shape.toString());
        }
        product = Math.multiplyExact(product, size);
      }
      Math.multiplyExact(product, 2L * Long.BYTES);
      return product;
    } catch (ArithmeticException e) {
      throw message.wrong("an array of fewer than 2^63 bytes", "dimensions " + shape);
    }
  }

  private void requireComplete(long elements) {
    if (field != 0 && !isPlaceOfType()) {
      throw message.wrong("elements of " + type + " where they belong", "some in field " + field);
    }
    boolean complex = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
    long perElement = field == RAW_DATA ? type.bytes() : complex ? 2 : 1;
    if (found != elements * perElement) {
      throw message.wrong(
          elements
              + " elements of "
              + type
              + " in array \""
              + ModelReader.printable(name)
              + "\" of shape "
              + shape,
          found + (field == RAW_DATA ? " bytes" : " numbers"));
    }
  }

  private boolean isPlaceOfType() {
    return switch (field) {
      case RAW_DATA -> true;
      case FLOAT_DATA -> type == ElementType.FLOAT || type == ElementType.COMPLEX64;
      case DOUBLE_DATA -> type == ElementType.DOUBLE || type == ElementType.COMPLEX128;
      case INT64_DATA -> type == ElementType.INT64;
      case UINT64_DATA -> type == ElementType.UINT64 || type == ElementType.UINT32;
      default ->
          type.bytes() <= Integer.BYTES && type != ElementType.FLOAT && type != ElementType.UINT32;
    };
  }

  private byte[] take(long elements) {
    ByteBuffer all =
        ByteBuffer.allocate(Math.toIntExact(elements * type.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    ProtoReader again = message.again();
    while (again.next()) {
      if (again.field() != field) {
        again.skip();
      } else if (field == RAW_DATA) {
        all.put(again.slice());
      } else if (field == FLOAT_DATA || field == DOUBLE_DATA) {
        all.put(again.fixed(field == FLOAT_DATA ? Float.BYTES : Double.BYTES));
      } else {
        again.numbers(value -> put(all, value));
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
