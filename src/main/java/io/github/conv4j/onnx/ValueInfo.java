package io.github.conv4j.onnx;

import java.util.List;

/**
 * An array that a graph takes or gives.
 *
 * @param name its name
 * @param type type of its elements
 * @param shape its dimensions
 */
public record ValueInfo(String name, ElementType type, List<Dimension> shape) {

  /** Copies the list. */
  public ValueInfo {
    shape = List.copyOf(shape);
  }
}
