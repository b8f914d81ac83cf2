package io.github.conv4j.geometry;

/**
 * Geometry of a two-dimensional window: one {@link AxisGeometry} for the height, one for the width.
 *
 * @param height vertical axis
 * @param width horizontal axis
 */
public record WindowGeometry(AxisGeometry height, AxisGeometry width) {

  /**
   * Checks that both axes are there.
   *
   * @param height not null
   * @param width not null
   * @throws IllegalArgumentException if it is not so
   */
  public WindowGeometry {
    if (height == null || width == null) {
      throw new IllegalArgumentException(
          "window geometry: expected two axes, found " + height + ", " + width);
    }
  }

  /**
   * A square window without dilation, rounded down.
   *
   * @param kernel window size on both axes
   * @param stride step on both axes
   * @param padding padding of both axes
   * @return the geometry
   */
  public static WindowGeometry square(int kernel, int stride, Padding padding) {
    AxisGeometry axis = AxisGeometry.of(kernel, stride, padding);
    return new WindowGeometry(axis, axis);
  }

  /**
   * All sizes for an input of the given size.
   *
   * @param inputHeight rows of the input
   * @param inputWidth columns of the input
   * @return both axes with sizes in numbers
   * @throws IllegalArgumentException if the window does not fit into the padded input; the message
   *     names the axis
   */
  public Window resolve(int inputHeight, int inputWidth) {
    return new Window(resolve("height", height, inputHeight), resolve("width", width, inputWidth));
  }

  private static Axis resolve(String name, AxisGeometry axis, int input) {
    try {
      return axis.resolve(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
