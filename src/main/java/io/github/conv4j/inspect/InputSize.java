package io.github.conv4j.inspect;

/**
 * Size of an image that a network takes.
 *
 * @param channels channels
 * @param height rows
 * @param width columns
 */
public record InputSize(int channels, int height, int width) {

  private static final int LARGEST = 1 << 16;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is not from 1 to 65536
   */
  public InputSize {
    if (channels < 1
        || height < 1
        || width < 1
        || channels > LARGEST
        || height > LARGEST
        || width > LARGEST) {
      throw new IllegalArgumentException(
          "input size: expected channels, height and width from 1 to "
              + LARGEST
              + ", found "
              + channels
              + "x"
              + height
              + "x"
              + width);
    }
  }

  /**
   * Reads a size.
   *
   * @param text channels, height and width, such as 3x32x32
   * @return the size
   * @throws IllegalArgumentException if it is not one
   */
  public static InputSize parse(String text) {
    String[] parts = text.split("x", -1);
    try {
      if (parts.length == 3) {
        return new InputSize(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    throw wrong(text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "input size: expected channels, height and width such as 3x32x32, found " + text);
  }
}
