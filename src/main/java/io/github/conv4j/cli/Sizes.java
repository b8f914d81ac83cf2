package io.github.conv4j.cli;

import io.github.conv4j.data.ImageShape;

/** Sizes of images as words on the command line. */
final class Sizes {
  private Sizes() {}

  /**
   * Reads a size.
   *
   * @param option the option's name, for messages
   * @param text channels, height and width, such as 3x32x32
   * @return the size
   * @throws UsageException if it is not one
   */
  static ImageShape parse(String option, String text) {
    String[] parts = text.split("x", -1);
    try {
      if (parts.length == 3) {
        return new ImageShape(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(option, text);
    }
    throw wrong(option, text);
  }

  private static UsageException wrong(String option, String text) {
    return new UsageException(
        option + ": expected channels (1 or 3), height and width such as 1x28x28, found " + text);
  }
}
