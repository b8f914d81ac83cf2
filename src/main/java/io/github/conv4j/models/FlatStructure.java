package io.github.conv4j.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Checks that everything a FlatBuffer points to lies within it, before code that follows the
 * pointers without a look does. Nothing may be pointed to twice, vtables excepted: what is read is
 * never more than what is there.
 */
final class FlatStructure {

  private static final int VTABLE_HEADER = 4;

  private final ByteBuffer bytes;
  private long budget;

  private FlatStructure(ByteBuffer bytes) {
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.budget = bytes.limit();
  }

  /**
   * Checks a buffer.
   *
   * @param bytes the whole buffer, from 0 to its limit
   * @param root layout of its root table
   * @throws Refusal if it points out of itself, or is larger when read than as a file
   */
  static void check(ByteBuffer bytes, FlatLayout root) throws Refusal {
    FlatStructure structure = new FlatStructure(bytes);
    structure.requireInside(0, Integer.BYTES);
    structure.table(structure.target(0), root);
  }

  /** Layouts do not contain themselves, so this goes no deeper than they do. */
  private void table(long at, FlatLayout layout) throws Refusal {
    requireInside(at, Integer.BYTES);
    long vtable = at - bytes.getInt((int) at);
    requireInside(vtable, VTABLE_HEADER);
    int vtableLength = unsigned(vtable);
    int length = unsigned(vtable + 2);
    requireInside(vtable, vtableLength);
    take(at, length);
    int fields = (vtableLength - VTABLE_HEADER) / 2;
    if (vtableLength < VTABLE_HEADER
        || vtableLength % 2 != 0
        || fields > layout.fields().size()
        || length < Integer.BYTES) {
      throw damaged("a table");
    }
    for (int i = 0; i < fields; i++) {
      int offset = unsigned(vtable + VTABLE_HEADER + 2L * i);
      FlatLayout.Field field = layout.fields().get(i);
      if (offset != 0) {
        int width = field.kind() == FlatLayout.Kind.SCALAR ? field.width() : Integer.BYTES;
        if (offset < Integer.BYTES || offset + width > length) {
          throw damaged("a field");
        }
        field(at + offset, field);
      }
    }
  }

  private void field(long at, FlatLayout.Field field) throws Refusal {
    switch (field.kind()) {
      case SCALAR -> {
        // Inside its table.
      }
      case STRING -> string(target(at));
      case VECTOR -> count(target(at), field.width());
      case TABLE -> table(target(at), field.table());
      case STRINGS -> {
        long strings = target(at);
        int count = count(strings, Integer.BYTES);
        for (int i = 0; i < count; i++) {
          string(target(strings + Integer.BYTES * (i + 1L)));
        }
      }
      case TABLES -> {
        long tables = target(at);
        int count = count(tables, Integer.BYTES);
        for (int i = 0; i < count; i++) {
          table(target(tables + Integer.BYTES * (i + 1L)), field.table());
        }
      }
    }
  }

  private void string(long at) throws Refusal {
    int length = count(at, 1);
    requireInside(at + Integer.BYTES + length, 1);
    ByteBuffer text = bytes.duplicate();
    text.limit((int) at + Integer.BYTES + length).position((int) at + Integer.BYTES);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(text);
    } catch (CharacterCodingException e) {
      throw damaged("text");
    }
  }

  private int count(long at, int width) throws Refusal {
    requireInside(at, Integer.BYTES);
    long count = Integer.toUnsignedLong(bytes.getInt((int) at));
    take(at, Integer.BYTES + count * width);
    return (int) count;
  }

  /** Where the pointer at a place points to: always further back. */
  private long target(long at) throws Refusal {
    long distance = Integer.toUnsignedLong(bytes.getInt((int) at));
    if (distance == 0) {
      throw damaged("a pointer");
    }
    return at + distance;
  }

  private void take(long at, long length) throws Refusal {
    requireInside(at, length);
    budget -= length;
    if (budget < 0) {
      throw damaged("a part that is used twice");
    }
  }

  private void requireInside(long at, long length) throws Refusal {
    if (at < 0 || length < 0 || at + length > bytes.limit()) {
      throw damaged("a pointer out of the file");
    }
  }

  private int unsigned(long at) {
    return Short.toUnsignedInt(bytes.getShort((int) at));
  }

  private static Refusal damaged(String part) {
    return new Refusal(
        "an intact file as SameDiff saves it", "a damaged one (" + part + ")", "save it again");
  }
}
