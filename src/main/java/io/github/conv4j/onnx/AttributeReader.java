package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a setting of a node. Which kind it is shows in the field that is there. */
final class AttributeReader {

  /** Far more than any operator's list of sizes or axes. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int LONGEST_TEXT = 1 << 12;

  /** Fields that may stand more than once. */
  private static final Set<Integer> LISTS = Set.of(7, 8, 9, 10, 11, 15, 23);

  private String name = "";
  private Attribute.Value value;
  private Initializer array;

  /**
   * Reads a setting. It has one value: of two, other programs would see the one that this does not.
   *
   * @param message the whole setting
   * @param limit elements up to which an array's content is kept; -1 for any number
   */
  AttributeReader(ProtoReader message, int limit) {
    List<Long> numbers = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    long type = 0;
    int seen = 0;
    while (message.next()) {
      int field = message.field();
      if (isValue(field)) {
        if (seen != 0 && (seen != field || !LISTS.contains(field))) {
          throw message.wrong(
              "one value of setting \"" + ModelReader.printable(name) + "\"", "two");
        }
        seen = field;
      }
      switch (field) {
        case 1 -> name = message.text();
        case 2 -> value = new Attribute.Real(message.real());
        case 3 -> value = new Attribute.Int(message.number());
        case 4 -> value = text(message.slice());
        case 5 -> tensor(message.message(), limit);
        case 6 -> value = other(message, "graph");
        case 7 -> reals(message, reals);
        case 8 -> message.numbers(numbers, MOST_NUMBERS);
        case 9 -> value = other(message, "texts");
        case 10 -> value = other(message, "arrays");
        case 11 -> value = other(message, "graphs");
        case 20 -> type = message.number();
        case 21 -> value = new Attribute.Other("of the function: " + message.text());
        case 22, 23 -> value = other(message, "sparse array");
        case 14, 15 -> value = other(message, "type");
        default -> message.skip();
      }
    }
    if (!numbers.isEmpty()) {
      value = new Attribute.Ints(numbers);
    } else if (!reals.isEmpty()) {
      value = new Attribute.Reals(reals);
    } else if (value == null) {
      value = empty(type);
    }
  }

  private static boolean isValue(int field) {
    return field >= 2 && field <= 15 || field >= 21 && field <= 23;
  }

  private static void reals(ProtoReader message, List<Float> reals) {
    ByteBuffer bytes = message.fixed(Float.BYTES);
    if (reals.size() + bytes.remaining() / Float.BYTES > MOST_NUMBERS) {
      throw message.wrong("at most " + MOST_NUMBERS + " numbers in a setting", "more");
    }
    while (bytes.hasRemaining()) {
      reals.add(bytes.getFloat());
    }
  }

  private static Attribute.Value other(ProtoReader message, String kind) {
    // Only if it stands as its kind does: as another, other programs would not see it.
    message.slice();
    return new Attribute.Other(kind);
  }

  /** Writers may leave out a value that is zero. */
  private static Attribute.Value empty(long type) {
    return switch ((int) Math.max(0, Math.min(type, 100))) {
      case 1 -> new Attribute.Real(0);
      case 2 -> new Attribute.Int(0);
      case 3 -> new Attribute.Text("");
      case 6 -> new Attribute.Reals(List.of());
      case 7 -> new Attribute.Ints(List.of());
      default -> new Attribute.Other("nothing");
    };
  }

  private static Attribute.Value text(ByteBuffer bytes) {
    if (bytes.remaining() > LONGEST_TEXT) {
      return new Attribute.Other("bytes");
    }
    try {
      return new Attribute.Text(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return new Attribute.Other("bytes");
    }
  }

  private void tensor(ProtoReader message, int limit) {
    TensorReader tensor = new TensorReader(message, limit);
    if (tensor.hasContent()) {
      array = tensor.array();
    }
    value =
        limit < 0 && array != null
            ? new Attribute.Array(array)
            : new Attribute.Other(
                tensor.location() == null
                    ? "array " + tensor.info().shape()
                    : Attribute.Other.ELSEWHERE);
  }

  Attribute attribute() {
    return new Attribute(name, value);
  }

  /** The array it holds; null if it holds none, or a large one. */
  Initializer array() {
    return array;
  }
}
