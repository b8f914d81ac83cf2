package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a setting of a node. Which kind it is shows in the field that is there. */
final class AttributeReader {

  /** Far more than any operator's list of sizes or axes. */
  private static final int MOST_NUMBERS = 1 << 20;

  private static final int LONGEST_TEXT = 1 << 12;

  private String name = "";
  private Attribute.Value value;
  private Initializer array;

  AttributeReader(ProtoReader message) {
    List<Long> numbers = new ArrayList<>();
    long type = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> value = new Attribute.Real(message.real());
        case 3 -> value = new Attribute.Int(message.number());
        case 4 -> value = text(message.slice());
        case 5 -> tensor(message.message());
        case 6 -> value = other(message, "graph");
        case 7 -> value = other(message, "real numbers");
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
    } else if (value == null) {
      value = empty(type);
    }
  }

  private static Attribute.Value other(ProtoReader message, String kind) {
    message.skip();
    return new Attribute.Other(kind);
  }

  /** Writers may leave out a value that is zero. */
  private static Attribute.Value empty(long type) {
    return switch ((int) Math.max(0, Math.min(type, 100))) {
      case 1 -> new Attribute.Real(0);
      case 2 -> new Attribute.Int(0);
      case 3 -> new Attribute.Text("");
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

  private void tensor(ProtoReader message) {
    TensorReader tensor = new TensorReader(message, OnnxReader.SMALL_ARRAY);
    value =
        new Attribute.Other(
            tensor.location() == null
                ? "array " + tensor.info().shape()
                : Attribute.Other.ELSEWHERE);
    if (tensor.hasContent()) {
      array = tensor.array();
    }
  }

  Attribute attribute() {
    return new Attribute(name, value);
  }

  /** The array it holds; null if it holds none, or a large one. */
  Initializer array() {
    return array;
  }
}
