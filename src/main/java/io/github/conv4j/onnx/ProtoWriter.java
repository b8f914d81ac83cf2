package io.github.conv4j.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the Protocol Buffers wire format, put together field by field. Large arrays are kept
 * by reference, not copied. Source: Protocol Buffers documentation, "Encoding".
 */
final class ProtoWriter {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final List<byte[]> parts = new ArrayList<>();
  private final ByteArrayOutputStream open = new ByteArrayOutputStream();
  private long closed;

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      open.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    open.write((int) rest);
  }

  ProtoWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  ProtoWriter real(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      open.write(bits >>> shift);
    }
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length);
    close();
    parts.add(value);
    closed += value.length;
    return this;
  }

  ProtoWriter message(int field, ProtoWriter value) {
    tag(field, LENGTH_DELIMITED);
    varint(value.length());
    close();
    value.close();
    parts.addAll(value.parts);
    closed += value.closed;
    return this;
  }

  private void close() {
    if (open.size() > 0) {
      closed += open.size();
      parts.add(open.toByteArray());
      open.reset();
    }
  }

  long length() {
    return closed + open.size();
  }

  void writeTo(OutputStream out) throws IOException {
    close();
    for (byte[] part : parts) {
      out.write(part);
    }
  }
}
