package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;

/** Shapes of a network's inputs as words on the command line. */
final class InputSizes {
  private static final int MOST_DIMENSIONS = 3;

  private InputSizes() {}

  /**
   * Reads shapes.
   *
   * @param text for each input its dimensions without the batch, such as 3x32x32, 16x100 or 784;
   *     several inputs with commas between them
   * @return shapes
   * @throws UsageException if it is not that
   */
  static List<List<Integer>> parse(String text) {
    List<List<Integer>> shapes = new ArrayList<>();
    for (String input : text.split(",", -1)) {
      List<Integer> shape = new ArrayList<>();
      for (String size : input.split("x", -1)) {
        try {
          shape.add(Integer.parseInt(size.strip()));
        } catch (NumberFormatException e) {
          throw wrong(text);
        }
      }
      if (shape.size() > MOST_DIMENSIONS || shape.stream().anyMatch(size -> size < 1)) {
        throw wrong(text);
      }
      shapes.add(shape);
    }
    return shapes;
  }

  private static UsageException wrong(String text) {
    return new UsageException(
        "--size: expected channels, height and width such as 3x32x32 (or 16x100 for sequences, 784"
            + " for vectors), found "
            + text);
  }
}
