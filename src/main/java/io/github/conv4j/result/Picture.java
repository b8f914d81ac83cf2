package io.github.conv4j.result;

/**
 * A grey picture, one value per pixel, row by row.
 *
 * @param name short caption, such as "filter 3"
 * @param width columns
 * @param height rows
 * @param values width · height values in any range; shown scaled to the smallest and largest
 */
public record Picture(String name, int width, int height, float[] values) {

  /** Checks the number of values. */
  public Picture {
    if (values.length != width * height) {
      throw new IllegalArgumentException(
          "picture "
              + name
              + ": expected "
              + width
              + " x "
              + height
              + " values, found "
              + values.length);
    }
  }
}
