package io.github.conv4j.data;

import java.io.Serializable;

/**
 * The size of one image: a network's input without the batch axis, [C,H,W].
 *
 * @param channels 1 for grey, 3 for red, green, blue
 * @param height rows
 * @param width columns
 * @serial exclude
 */
public record ImageShape(int channels, int height, int width) implements Serializable {

  /**
   * Checks the sizes.
   *
   * @param channels 1 for grey, 3 for red, green, blue
   * @param height rows
   * @param width columns
   * @throws IllegalArgumentException if a size is below 1 or there are neither 1 nor 3 channels
   */
  public ImageShape {
    if ((channels != 1 && channels != 3) || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image shape: expected 1 or 3 channels and a height and width of at least 1, found "
              + text(channels, height, width));
    }
  }

  /**
   * Values of an image.
   *
   * @return channels · height · width
   */
  public int values() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return text(channels, height, width);
  }

  private static String text(int channels, int height, int width) {
    return "[" + channels + "," + height + "," + width + "]";
  }
}
