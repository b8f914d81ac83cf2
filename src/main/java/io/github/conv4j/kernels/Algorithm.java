package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a convolution is computed. All of them compute the same; they differ in speed. */
public enum Algorithm {
  /**
   * Chosen by shape, as measured. In FLOAT, where the kernels have vector registers: {@link
   * #WINOGRAD_2} for 3×3 kernels with stride and dilation 1, 32 channels and filters or more, 1,024
   * output pixels in the batch, and outputs of which 2×2 tiles waste little; else {@link #DIRECT}.
   * Otherwise {@link #IM2COL}.
   */
  AUTO(0),
  /** Loops over windows, several filters and pixels at a time; no column matrix. */
  DIRECT(1),
  /** Windows copied to the columns of a matrix, multiplied by BLAS. */
  IM2COL(2),
  /**
   * Winograd's minimal filtering F(2×2, 3×3): 2.25 times fewer multiplications. For 3×3 kernels
   * with stride and dilation 1. Where numbers are so large that sums on the way might overflow, as
   * by {@link #IM2COL}.
   */
  WINOGRAD_2(3),
  /**
   * F(4×4, 3×3): 4 times fewer multiplications, and an error about ten times as large; else as
   * {@link #WINOGRAD_2}, but for the gradient of the weights, which is computed as by {@link
   * #DIRECT}.
   */
  WINOGRAD_4(4),
  /** Products of discrete Fourier transforms. For stride and dilation 1. */
  FFT(5);

  private static final int WINOGRAD_KERNEL = 3;

  private static final List<Algorithm> ALL = List.of(values());

  private final int code;

  Algorithm(int code) {
    this.code = code;
  }

  /**
   * Number that stands for the algorithm in saved files; it does not depend on the order here.
   *
   * @return the number
   */
  public int code() {
    return code;
  }

  /**
   * Reads {@link #code}.
   *
   * @param code a number from a file
   * @return the algorithm
   * @throws IllegalArgumentException if there is none of this number
   */
  public static Algorithm ofCode(long code) {
    for (Algorithm algorithm : ALL) {
      if (algorithm.code == code) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException(
        "convolution algorithm: expected a number from 0 to 5, found " + code);
  }

  /**
   * Name on the command line, such as "winograd-2".
   *
   * @return the name
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads {@link #label}; "winograd" is F(2×2, 3×3).
   *
   * @param label a name in any case
   * @return the algorithm
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Algorithm ofLabel(String label) {
    String wanted = label.equalsIgnoreCase("winograd") ? WINOGRAD_2.label() : label;
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.label().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "algorithm: expected "
                        + Arrays.stream(values())
                            .map(Algorithm::label)
                            .collect(Collectors.joining(", "))
                        + ", found \""
                        + label
                        + "\""));
  }

  /**
   * What a window lacks for this algorithm.
   *
   * @param kernelHeight rows of the kernel
   * @param kernelWidth columns of the kernel
   * @param strided whether a stride is above 1
   * @param dilated whether a dilation is above 1
   * @return what is missing, such as "computes 3×3 kernels only"; empty if nothing is
   */
  public String lacks(int kernelHeight, int kernelWidth, boolean strided, boolean dilated) {
    boolean winograd = this == WINOGRAD_2 || this == WINOGRAD_4;
    if (winograd && (kernelHeight != WINOGRAD_KERNEL || kernelWidth != WINOGRAD_KERNEL)) {
      return "computes 3×3 kernels only";
    }
    if ((winograd || this == FFT) && strided) {
      return "computes stride 1 only";
    }
    return (winograd || this == FFT) && dilated ? "computes dilation 1 only" : "";
  }

  /** What this window lacks for this algorithm; empty if nothing. */
  String lacks(Window window) {
    return lacks(
        window.height().kernel(),
        window.width().kernel(),
        window.height().stride() > 1 || window.width().stride() > 1,
        window.height().dilation() > 1 || window.width().dilation() > 1);
  }

  /** Whether errors are in proportion to the largest values around instead of each value itself. */
  public boolean mixesMagnitudes() {
    return this == WINOGRAD_2 || this == WINOGRAD_4 || this == FFT;
  }
}
