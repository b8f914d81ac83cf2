package io.github.conv4j.onnx;

/**
 * A dimension of an array in a graph.
 *
 * @param size its size, or -1 where it is only named
 * @param symbol its name where the size is not fixed, such as {@code N}; empty where it is
 */
public record Dimension(long size, String symbol) {

  /**
   * A fixed size.
   *
   * @param size 0 or more
   * @return the dimension
   */
  public static Dimension of(long size) {
    return new Dimension(size, "");
  }

  /**
   * Any size.
   *
   * @param symbol name; dimensions of one name have one size
   * @return the dimension
   */
  public static Dimension any(String symbol) {
    return new Dimension(-1, symbol);
  }

  @Override
  public String toString() {
    return size >= 0 ? Long.toString(size) : symbol.isEmpty() ? "?" : symbol;
  }
}
