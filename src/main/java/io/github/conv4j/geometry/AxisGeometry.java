package io.github.conv4j.geometry;

/**
 * Kernel, stride, dilation, padding and rounding of one axis, before the input size is known.
 *
 * <p>Output size for an input of n elements, padding p in all and effective kernel m = (kernel - 1)
 * · dilation + 1: floor((n + p - m) / stride) + 1, or with {@link Rounding#CEIL} the ceiling.
 * {@link Padding#SAME} has no incomplete windows, so that rounding does not matter there.
 *
 * @param kernel window size in elements, 1 or more
 * @param stride step from one window to the next, 1 or more
 * @param dilation distance between neighbouring kernel elements, 1 or more (1: none)
 * @param padding padding of the axis
 * @param rounding treatment of an incomplete last window
 */
public record AxisGeometry(
    int kernel, int stride, int dilation, Padding padding, Rounding rounding) {

  /**
   * Checks that kernel, stride and dilation are positive and the effective kernel fits an int.
   *
   * @param kernel 1 or more
   * @param stride 1 or more
   * @param dilation 1 or more
   * @param padding not null
   * @param rounding not null
   * @throws IllegalArgumentException if it is not so
   */
  public AxisGeometry {
    requirePositive("kernel", kernel);
    requirePositive("stride", stride);
    requirePositive("dilation", dilation);
    if (padding == null || rounding == null) {
      throw new IllegalArgumentException(
          "axis geometry: expected padding and rounding, found " + padding + ", " + rounding);
    }
    long effective = (long) (kernel - 1) * dilation + 1;
    if (effective > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "effective kernel: expected (kernel - 1) * dilation + 1 below 2^31, found "
              + effective
              + " (kernel "
              + kernel
              + ", dilation "
              + dilation
              + "); use a smaller kernel or dilation");
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + ": expected 1 or more, found " + value);
    }
  }

  /**
   * An axis without dilation, rounded down.
   *
   * @param kernel window size
   * @param stride step
   * @param padding padding
   * @return the axis
   */
  public static AxisGeometry of(int kernel, int stride, Padding padding) {
    return new AxisGeometry(kernel, stride, 1, padding, Rounding.FLOOR);
  }

  /**
   * Elements from the first to the last kernel element, both counted: (kernel - 1) · dilation + 1.
   *
   * @return the effective kernel size
   */
  public int effectiveKernel() {
    return (kernel - 1) * dilation + 1;
  }

  /**
   * Output size for an input size.
   *
   * @param input elements of the input
   * @return elements of the output
   * @throws IllegalArgumentException if the window does not fit into the padded input
   */
  public int outputSize(int input) {
    return resolve(input).output();
  }

  /**
   * Everything that depends on the input size.
   *
   * @param input elements of the input
   * @return the axis with padding and output size in numbers
   * @throws IllegalArgumentException if the window does not fit into the padded input, or the sizes
   *     are too large for int positions
   */
  public Axis resolve(int input) {
    requirePositive("input size", input);
    int effective = effectiveKernel();
    int before;
    int after;
    int output;
    switch (padding.kind()) {
      case SAME -> {
        output = (input - 1) / stride + 1;
        int lastStart = (output - 1) * stride;
        // At most effective - 1, as the last window starts inside the input.
        int total = Math.max(0, lastStart - input + effective);
        before = total / 2;
        after = total - before;
        requireIntPositions(input, before, after, effective);
      }
      case VALID, FULL, EXPLICIT -> {
        before = padding.kind() == Padding.Kind.FULL ? effective - 1 : padding.before();
        after = padding.kind() == Padding.Kind.FULL ? effective - 1 : padding.after();
        requireIntPositions(input, before, after, effective);
        output = slide(input, before, after, effective);
      }
      default -> throw new AssertionError(padding.kind());
    }
    return new Axis(input, output, kernel, stride, dilation, before, after);
  }

  /** Keeps every position that {@link Axis} computes, overhang included, within int. */
  private void requireIntPositions(int input, int before, int after, int effective) {
    long extent = (long) input + before + after + effective + dilation;
    if (extent > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "axis too long: expected input + padding + effective kernel + dilation below 2^31, found "
              + input
              + " + "
              + before
              + " + "
              + after
              + " + "
              + effective
              + " + "
              + dilation
              + "; use smaller sizes");
    }
  }

  private int slide(int input, int before, int after, int effective) {
    int room = input + before + after - effective;
    if (room < 0) {
      throw new IllegalArgumentException(
          "window does not fit: expected an effective kernel of at most "
              + (input + before + after)
              + " (input "
              + input
              + " + padding "
              + before
              + " + "
              + after
              + "), found "
              + effective
              + "; use a smaller kernel or dilation, or more padding");
    }
    int outputs = room / stride + 1;
    boolean incomplete = room % stride != 0;
    if (rounding == Rounding.CEIL && incomplete && (long) outputs * stride < input + before) {
      outputs++;
    }
    return outputs;
  }

  /**
   * Padding on each side that keeps the size at any stride: P = (S(N - 1) - N + F) / 2. The result
   * may be fractional: an even kernel needs one element more on one side.
   *
   * @param input N, elements of the input
   * @param effectiveKernel F, effective kernel size
   * @param stride S
   * @return P
   */
  public static double paddingThatKeepsSize(int input, int effectiveKernel, int stride) {
    requirePositive("input size", input);
    requirePositive("effective kernel", effectiveKernel);
    requirePositive("stride", stride);
    return ((double) stride * (input - 1) - input + effectiveKernel) / 2;
  }
}
