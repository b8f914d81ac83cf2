package io.github.conv4j.emit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An array that flows through a graph: vectors [N, F], sequences [N, C, T] or images [N, C, H, W].
 *
 * @param name its name in the graph
 * @param shape its dimensions without the batch: one, two or three
 */
public record Value(String name, List<Integer> shape) {

  /** Copies the list. */
  public Value {
    shape = List.copyOf(shape);
  }

  /**
   * Whether this is images [N, C, H, W].
   *
   * @return true for three dimensions beside the batch
   */
  public boolean isImages() {
    return shape.size() == 3;
  }

  /**
   * Whether this is sequences [N, C, T].
   *
   * @return true for two dimensions beside the batch
   */
  public boolean isSequences() {
    return shape.size() == 2;
  }

  /**
   * Whether this is vectors [N, F].
   *
   * @return true for one dimension beside the batch
   */
  public boolean isVectors() {
    return shape.size() == 1;
  }

  /**
   * Channels, or length of a vector.
   *
   * @return the first dimension after the batch
   */
  public int channels() {
    return shape.get(0);
  }

  /**
   * Elements for one example.
   *
   * @return the product of the dimensions
   */
  public int elements() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The shape as people write it. */
  String text() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[N, ", "]"));
  }
}
