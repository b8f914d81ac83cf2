package io.github.conv4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/**
 * An array stored in the file.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape its dimensions; none for a single number
 * @param data its elements, row by row, little endian; not copied, so leave it as it is
 */
public record Initializer(String name, ElementType type, List<Long> shape, byte[] data) {

  /** Checks the length. */
  public Initializer {
    shape = List.copyOf(shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (data.length != elements * type.bytes()) {
      throw new IllegalArgumentException(
          "initializer "
              + name
              + ": expected "
              + elements
              + " elements of "
              + type.bytes()
              + " bytes, found "
              + data.length
              + " bytes");
    }
  }

  /**
   * Number of elements.
   *
   * @return the product of the dimensions
   */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Single precision.
   *
   * @param name name
   * @param shape dimensions
   * @param values elements, row by row
   * @return the array
   */
  public static Initializer of(String name, List<Long> shape, float[] values) {
    ByteBuffer bytes = buffer(Float.BYTES * (long) values.length);
    bytes.asFloatBuffer().put(values);
    return new Initializer(name, ElementType.FLOAT, shape, bytes.array());
  }

  /**
   * Double precision.
   *
   * @param name name
   * @param shape dimensions
   * @param values elements, row by row
   * @return the array
   */
  public static Initializer of(String name, List<Long> shape, double[] values) {
    ByteBuffer bytes = buffer(Double.BYTES * (long) values.length);
    bytes.asDoubleBuffer().put(values);
    return new Initializer(name, ElementType.DOUBLE, shape, bytes.array());
  }

  /**
   * A vector of whole numbers, as operators take for shapes and axes.
   *
   * @param name name
   * @param values elements
   * @return the array
   */
  public static Initializer of(String name, long... values) {
    ByteBuffer bytes = buffer(Long.BYTES * (long) values.length);
    LongStream.of(values).forEach(bytes::putLong);
    return new Initializer(name, ElementType.INT64, List.of((long) values.length), bytes.array());
  }

  private static ByteBuffer buffer(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The elements of a vector of 64-bit whole numbers.
   *
   * @return a copy
   */
  public long[] longs() {
    if (type != ElementType.INT64) {
      throw new IllegalStateException("initializer " + name + " is of " + type + ", not INT64");
    }
    long[] values = new long[data.length / Long.BYTES];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
    return values;
  }
}
