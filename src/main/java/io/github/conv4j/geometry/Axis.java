package io.github.conv4j.geometry;

import java.util.List;

/**
 * One axis of a window geometry with all sizes known. Output element o reads input elements {@code
 * o * stride - before + k * dilation} for k = 0 … kernel - 1, where these lie in the input.
 *
 * @param input elements of the input
 * @param output elements of the output
 * @param kernel window size
 * @param stride step from one window to the next
 * @param dilation distance between neighbouring kernel elements
 * @param before padding before the first element
 * @param after padding after the last element
 */
public record Axis(
    int input, int output, int kernel, int stride, int dilation, int before, int after) {

  /**
   * Checks that sizes are positive and that the last window starts in the padded input.
   *
   * @param input 1 or more
   * @param output 1 or more
   * @param kernel 1 or more
   * @param stride 1 or more
   * @param dilation 1 or more
   * @param before 0 or more
   * @param after 0 or more
   * @throws IllegalArgumentException if it is not so
   */
  public Axis {
    if (input < 1 || output < 1 || kernel < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "axis: expected input, output, kernel, stride and dilation of 1 or more, found "
              + List.of(input, output, kernel, stride, dilation));
    }
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "axis: expected padding of 0 or more, found before=" + before + ", after=" + after);
    }
    if ((long) (output - 1) * stride >= (long) input + before + after) {
      throw new IllegalArgumentException(
          "axis: expected the last window to start in the padded input of "
              + ((long) input + before + after)
              + " elements, found start "
              + (long) (output - 1) * stride);
    }
  }

  /**
   * Input position of the first kernel element of a window; negative inside the leading padding.
   *
   * @param o output position
   * @return input position
   */
  public int start(int o) {
    return o * stride - before;
  }

  /**
   * First kernel element of a window that lies in the input.
   *
   * @param o output position
   * @return kernel index from 0 to {@code kernel}
   */
  public int firstInside(int o) {
    int start = start(o);
    return start >= 0 ? 0 : Math.min(kernel, (-start + dilation - 1) / dilation);
  }

  /**
   * One more than the last kernel element of a window that lies in the input; equal to {@link
   * #firstInside} or less if none does.
   *
   * @param o output position
   * @return kernel index from 0 to {@code kernel}
   */
  public int endInside(int o) {
    int room = input - start(o);
    return room <= 0 ? 0 : Math.min(kernel, (room + dilation - 1) / dilation);
  }

  /**
   * Kernel elements of a window that lie in the input.
   *
   * @param o output position
   * @return a count from 0 to {@code kernel}
   */
  public int countInside(int o) {
    return Math.max(0, endInside(o) - firstInside(o));
  }

  /**
   * Kernel elements of a window that lie in the input or its padding: all of them, except where
   * {@link Rounding#CEIL} lets the last window hang over the padded input.
   *
   * @param o output position
   * @return a count from 1 to {@code kernel}
   */
  public int countPadded(int o) {
    int room = input + after - start(o);
    return Math.min(kernel, (room + dilation - 1) / dilation);
  }

  /**
   * First output position whose window has kernel element k inside the input.
   *
   * @param k kernel index
   * @return output position from 0 to {@code output}
   */
  public int firstOutput(int k) {
    int reach = before - k * dilation;
    return reach <= 0 ? 0 : Math.min(output, (reach - 1) / stride + 1);
  }

  /**
   * One more than the last output position whose window has kernel element k inside the input; at
   * most {@link #firstOutput} if there is none.
   *
   * @param k kernel index
   * @return output position from 0 to {@code output}
   */
  public int endOutput(int k) {
    int reach = input + before - k * dilation;
    return reach <= 0 ? 0 : Math.min(output, (reach - 1) / stride + 1);
  }

  /**
   * Whether the window can be dropped: it covers each element once and in order.
   *
   * @return true for kernel 1, stride 1, no padding
   */
  public boolean isIdentity() {
    return kernel == 1 && stride == 1 && before == 0 && after == 0 && input == output;
  }
}
