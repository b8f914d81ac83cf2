package io.github.conv4j.geometry;

/**
 * A two-dimensional window over an input whose size is known.
 *
 * @param height vertical axis
 * @param width horizontal axis
 */
public record Window(Axis height, Axis width) {

  /**
   * Elements of the window.
   *
   * @return kernel height · kernel width
   */
  public int kernelSize() {
    return Math.multiplyExact(height.kernel(), width.kernel());
  }

  /**
   * Elements of one input plane.
   *
   * @return input height · input width
   */
  public int inputSize() {
    return Math.multiplyExact(height.input(), width.input());
  }

  /**
   * Elements of one output plane.
   *
   * @return output height · output width
   */
  public int outputSize() {
    return Math.multiplyExact(height.output(), width.output());
  }

  /**
   * Whether each window is one input element, in order (1×1, stride 1, no padding).
   *
   * @return true if windowing copies nothing
   */
  public boolean isIdentity() {
    return height.isIdentity() && width.isIdentity();
  }
}
