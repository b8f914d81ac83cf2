package io.github.conv4j.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One convolution or pooling layer and its input, square in everything. Written on one line, such
 * as {@code conv b64 c20 i12 f50 k5 s1 p0}.
 *
 * @param kind convolution or pooling
 * @param batch images N
 * @param channels input channels C
 * @param size height and width of the input
 * @param filters output channels; equals channels when pooling
 * @param kernel height and width of the window
 * @param stride step of the window
 * @param padding zeros on each side
 */
public record LayerShape(
    Kind kind,
    int batch,
    int channels,
    int size,
    int filters,
    int kernel,
    int stride,
    int padding) {

  /** What the layer computes. */
  public enum Kind {
    /** Cross-correlation with bias. */
    CONV,
    /** Largest value per window; padding never wins. */
    MAX,
    /** Mean per window, padding not counted. */
    AVG
  }

  private static final List<String> SIZES = List.of("b", "c", "i", "f", "k", "s", "p");

  /** Checks that the window fits. */
  public LayerShape {
    if (batch < 1 || channels < 1 || filters < 1 || kernel < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException(
          "layer shape: expected sizes of 1 or more and padding of 0 or more, found b"
              + batch
              + " c"
              + channels
              + " f"
              + filters
              + " k"
              + kernel
              + " s"
              + stride
              + " p"
              + padding);
    }
    if (size + 2 * padding < kernel) {
      throw new IllegalArgumentException(
          "layer shape: expected an input of at least the kernel's size "
              + kernel
              + ", found "
              + size
              + " with padding "
              + padding);
    }
    if (kind != Kind.CONV && filters != channels) {
      throw new IllegalArgumentException(
          "layer shape: expected as many filters as channels when pooling, found "
              + filters
              + " and "
              + channels);
    }
  }

  /** A convolution. */
  static LayerShape conv(
      int batch, int channels, int size, int filters, int kernel, int stride, int padding) {
    return new LayerShape(Kind.CONV, batch, channels, size, filters, kernel, stride, padding);
  }

  /** Max pooling. */
  static LayerShape max(int batch, int channels, int size, int kernel, int stride, int padding) {
    return new LayerShape(Kind.MAX, batch, channels, size, channels, kernel, stride, padding);
  }

  /** Average pooling. */
  static LayerShape average(
      int batch, int channels, int size, int kernel, int stride, int padding) {
    return new LayerShape(Kind.AVG, batch, channels, size, channels, kernel, stride, padding);
  }

  /**
   * Height and width of the output.
   *
   * @return floor((size + 2 · padding - kernel) / stride) + 1
   */
  public int outputSize() {
    return (size + 2 * padding - kernel) / stride + 1;
  }

  /**
   * Floating-point operations of a forward pass by the direct algorithm, two per multiplication
   * with addition; a backward pass has twice as many.
   *
   * @return 2 · N · F · outH · outW · C · K², 0 when pooling
   */
  public double flops() {
    return kind == Kind.CONV
        ? 2.0 * batch * filters * outputSize() * outputSize() * channels * kernel * kernel
        : 0;
  }

  /**
   * The line.
   *
   * @return such as {@code conv b64 c20 i12 f50 k5 s1 p0}
   */
  public String line() {
    return kind.name().toLowerCase(Locale.ROOT)
        + " b"
        + batch
        + " c"
        + channels
        + " i"
        + size
        + (kind == Kind.CONV ? " f" + filters : "")
        + " k"
        + kernel
        + " s"
        + stride
        + " p"
        + padding;
  }

  /** Reads {@link #line}. */
  static LayerShape parse(String line) {
    String[] words = line.strip().split("\\s+");
    Map<String, Integer> sizes = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      String key = words[i].substring(0, 1);
      if (!SIZES.contains(key) || !words[i].substring(1).matches("[0-9]{1,6}")) {
        throw new IllegalArgumentException(
            "layer shape: expected sizes b, c, i, f, k, s, p such as \"k3\", found \""
                + words[i]
                + "\" in \""
                + line
                + "\"");
      }
      sizes.put(key, Integer.parseInt(words[i].substring(1)));
    }
    Kind kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
    int channels = sizes.getOrDefault("c", 0);
    return new LayerShape(
        kind,
        sizes.getOrDefault("b", 0),
        channels,
        sizes.getOrDefault("i", 0),
        kind == Kind.CONV ? sizes.getOrDefault("f", 0) : channels,
        sizes.getOrDefault("k", 0),
        sizes.getOrDefault("s", 1),
        sizes.getOrDefault("p", 0));
  }
}
