package io.github.conv4j.cli;

import java.util.ArrayList;
import java.util.List;

/** Shapes of a network's inputs as words on the command line. */
final class InputSizes {
  private static final int MOST_DIMENSIONS = 3;

  /** Of one example. */
  private static final int MOST_VALUES = 1 << 26;

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
      boolean fits =
          shape.size() <= MOST_DIMENSIONS
              && shape.stream().allMatch(size -> size > 0)
              && shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b)
                  <= MOST_VALUES;
      if (!fits) {
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
