package io.github.conv4j.models;

import java.util.List;

/**
 * What a table of FlatBuffers has in its fields, in the order of its schema.
 *
 * @param fields one after the other
 */
record FlatLayout(List<Field> fields) {

  static FlatLayout of(Field... fields) {
    return new FlatLayout(List.of(fields));
  }

  /** What is where a field points to. */
  enum Kind {
    /** A number in the table itself. */
    SCALAR,
    /** UTF-8, with its length before and a zero after it. */
    STRING,
    /** Numbers, with their count before them. */
    VECTOR,
    /** Strings, with their count before them. */
    STRINGS,
    /** A table. */
    TABLE,
    /** Tables, with their count before them. */
    TABLES
  }

  /**
   * A field.
   *
   * @param kind what it is
   * @param width bytes of a number
   * @param table layout of a table; null for others
   */
  record Field(Kind kind, int width, FlatLayout table) {

    static Field scalar(int width) {
      return new Field(Kind.SCALAR, width, null);
    }

    static Field string() {
      return new Field(Kind.STRING, 1, null);
    }

    static Field vector(int width) {
      return new Field(Kind.VECTOR, width, null);
    }

    static Field strings() {
      return new Field(Kind.STRINGS, Integer.BYTES, null);
    }

    static Field table(FlatLayout layout) {
      return new Field(Kind.TABLE, Integer.BYTES, layout);
    }

    static Field tables(FlatLayout layout) {
      return new Field(Kind.TABLES, Integer.BYTES, layout);
    }
  }
}
