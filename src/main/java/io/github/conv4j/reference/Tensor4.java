package io.github.conv4j.reference;

/**
 * Four-dimensional numbers in a flat array, last axis fastest: NCHW for images, [output channels,
 * input channels per group, kernel height, kernel width] for weights.
 *
 * @param values n · c · h · w numbers; not copied
 * @param n images, or output channels of weights; 0 or more
 * @param c channels; 1 or more
 * @param h rows; 1 or more
 * @param w columns; 1 or more
 */
public record Tensor4(double[] values, int n, int c, int h, int w) {

  /**
   * Checks that the sizes are allowed and match the number of values.
   *
   * @param values n · c · h · w numbers
   * @param n 0 or more
   * @param c 1 or more
   * @param h 1 or more
   * @param w 1 or more
   * @throws IllegalArgumentException if it is not so
   */
  public Tensor4 {
    if (n < 0 || c < 1 || h < 1 || w < 1) {
      throw new IllegalArgumentException(
          "tensor: expected a first size of 0 or more and others of 1 or more, found "
              + shape(n, c, h, w));
    }
    long count = (long) n * c * Math.multiplyExact(h, w);
    if (values == null || values.length != count) {
      throw new IllegalArgumentException(
          "tensor: expected "
              + count
              + " values for shape "
              + shape(n, c, h, w)
              + ", found "
              + (values == null ? "null" : values.length));
    }
  }

  /**
   * A tensor of zeros.
   *
   * @param n first size
   * @param c second size
   * @param h rows
   * @param w columns
   * @return the tensor
   */
  public static Tensor4 zeros(int n, int c, int h, int w) {
    return new Tensor4(
        new double[Math.multiplyExact(Math.multiplyExact(n, c), Math.multiplyExact(h, w))],
        n,
        c,
        h,
        w);
  }

  /**
   * One plane of one image.
   *
   * @param rows the numbers, row by row, all rows equally long; copied
   * @return a tensor of shape [1, 1, rows, columns]
   */
  public static Tensor4 plane(double[][] rows) {
    int width = rows[0].length;
    double[] values = new double[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            "plane: expected "
                + width
                + " columns in every row, found "
                + rows[row].length
                + " in row "
                + row);
      }
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return new Tensor4(values, 1, 1, rows.length, width);
  }

  /**
   * Position of an element in {@link #values}.
   *
   * @param image first index
   * @param channel second index
   * @param row third index
   * @param column fourth index
   * @return ((image · c + channel) · h + row) · w + column
   */
  public int index(int image, int channel, int row, int column) {
    return ((image * c + channel) * h + row) * w + column;
  }

  /**
   * One element.
   *
   * @param image first index
   * @param channel second index
   * @param row third index
   * @param column fourth index
   * @return its value
   */
  public double at(int image, int channel, int row, int column) {
    return values[index(image, channel, row, column)];
  }

  /**
   * The sizes as people read them.
   *
   * @return for example "[2, 3, 28, 28]"
   */
  public String shape() {
    return shape(n, c, h, w);
  }

  private static String shape(int n, int c, int h, int w) {
    return "[" + n + ", " + c + ", " + h + ", " + w + "]";
  }
}
