package io.github.conv4j.onnx;

import java.util.ArrayList;
import java.util.List;

/** Reads what a file says about an array that a graph takes, gives or has inside. */
final class ValueReader {

  /** The most dimensions that any runtime has. */
  static final int MOST_DIMENSIONS = 64;

  private String name = "";
  private ElementType type = ElementType.UNDEFINED;
  private final List<Dimension> shape = new ArrayList<>();

  private ValueReader() {}

  static ValueInfo read(ProtoReader message) {
    ValueReader reader = new ValueReader();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> reader.name = message.text();
        case 2 -> reader.type(message.message());
        default -> message.skip();
      }
    }
    return new ValueInfo(reader.name, reader.type, reader.shape);
  }

  /** Sequences, maps and the like stay undefined. */
  private void type(ProtoReader message) {
    while (message.next()) {
      if (message.field() == 1) {
        tensor(message.message());
      } else {
        message.skip();
      }
    }
  }

  private void tensor(ProtoReader message) {
    while (message.next()) {
      switch (message.field()) {
        case 1 -> type = ElementType.of(message.number()).orElse(ElementType.UNDEFINED);
        case 2 -> shape(message.message());
        default -> message.skip();
      }
    }
  }

  private void shape(ProtoReader message) {
    while (message.next()) {
      if (message.field() == 1) {
        if (shape.size() >= MOST_DIMENSIONS) {
          throw message.wrong("at most " + MOST_DIMENSIONS + " dimensions", "more");
        }
        shape.add(dimension(message.message()));
      } else {
        message.skip();
      }
    }
  }

  private static Dimension dimension(ProtoReader message) {
    Dimension dimension = Dimension.any("");
    while (message.next()) {
      switch (message.field()) {
        case 1 -> {
          long size = message.number();
          if (size < 0) {
            throw message.wrong("a dimension of 0 or more", "" + size);
          }
          dimension = Dimension.of(size);
        }
        case 2 -> dimension = Dimension.any(message.text());
        default -> message.skip();
      }
    }
    return dimension;
  }
}
