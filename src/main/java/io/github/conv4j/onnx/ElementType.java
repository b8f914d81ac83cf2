package io.github.conv4j.onnx;

import java.util.Optional;

/** Types of array elements, by the numbers that onnx.proto3 gives them. */
public enum ElementType {
  /** Not said, or a type that this class does not have; of no known size. */
  UNDEFINED(0, 0),
  /** 32 bits. */
  FLOAT(1, 4),
  /** Unsigned, 8 bits. */
  UINT8(2, 1),
  /** 8 bits. */
  INT8(3, 1),
  /** Unsigned, 16 bits. */
  UINT16(4, 2),
  /** 16 bits. */
  INT16(5, 2),
  /** 32 bits. */
  INT32(6, 4),
  /** 64 bits. */
  INT64(7, 8),
  /** Text; of no fixed size. */
  STRING(8, 0),
  /** One byte, 0 or 1. */
  BOOL(9, 1),
  /** IEEE half precision. */
  FLOAT16(10, 2),
  /** 64 bits. */
  DOUBLE(11, 8),
  /** Unsigned, 32 bits. */
  UINT32(12, 4),
  /** Unsigned, 64 bits. */
  UINT64(13, 8),
  /** Two floats, real and imaginary part. */
  COMPLEX64(14, 8),
  /** Two doubles, real and imaginary part. */
  COMPLEX128(15, 16),
  /** Upper half of a float. */
  BFLOAT16(16, 2),
  /** 8 bits, 4 of them for the exponent, no infinity. */
  FLOAT8E4M3FN(17, 1),
  /** 8 bits, 4 of them for the exponent, no infinity, no negative zero. */
  FLOAT8E4M3FNUZ(18, 1),
  /** 8 bits, 5 of them for the exponent. */
  FLOAT8E5M2(19, 1),
  /** 8 bits, 5 of them for the exponent, no infinity, no negative zero. */
  FLOAT8E5M2FNUZ(20, 1);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /**
   * The type's number in files.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  /**
   * Size of an element.
   *
   * @return bytes; 0 for text and for types that are not known
   */
  public int bytes() {
    return bytes;
  }

  /**
   * The type with a number.
   *
   * @param code number in a file
   * @return the type; empty if this class does not have it
   */
  public static Optional<ElementType> of(long code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
