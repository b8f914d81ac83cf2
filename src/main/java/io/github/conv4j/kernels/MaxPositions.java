package io.github.conv4j.kernels;

/**
 * Where a forward pass of maximum pooling found the largest elements, so that the backward pass
 * need not search again. Memory: four bytes per output, kept for the next pass. One call at a time.
 */
public final class MaxPositions {

  private int[] positions = new int[0];
  private int count;

  /** Knows nothing yet. */
  public MaxPositions() {}

  /** Memory for a number of outputs; content undefined. */
  int[] of(int outputs) {
    if (positions.length < outputs) {
      positions = new int[outputs];
    }
    count = outputs;
    return positions;
  }

  /** What the last forward pass of a number of outputs found. */
  int[] found(int outputs) {
    if (count != outputs) {
      throw new IllegalStateException(
          "maximum positions: expected those of " + outputs + " outputs, found " + count);
    }
    return positions;
  }
}
