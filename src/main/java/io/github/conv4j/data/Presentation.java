package io.github.conv4j.data;

import java.io.Serializable;

/**
 * How a reader presents its examples.
 *
 * @param order order of the examples, and the seed of what is random about them
 * @param limit number of examples, the first of the file; all if there are not so many
 * @param augmentation how images are varied
 * @param scale how pixels become numbers
 * @serial exclude
 */
public record Presentation(
    ExampleOrder order, int limit, Augmentation augmentation, PixelScale scale)
    implements Serializable {

  /** All examples in the order of the file, pixels 0 to 255: what DataVec's readers do. */
  public static final Presentation PLAIN =
      new Presentation(
          ExampleOrder.asInFile(), Integer.MAX_VALUE, Augmentation.NONE, PixelScale.RAW);

  /**
   * Checks the limit.
   *
   * @param order order of the examples, and the seed of what is random about them
   * @param limit number of examples, the first of the file; all if there are not so many
   * @param augmentation how images are varied
   * @param scale how pixels become numbers
   * @throws IllegalArgumentException if the limit is below 1
   */
  public Presentation {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: expected at least 1 example, found " + limit);
    }
  }

  /**
   * The same for fewer examples or in another order.
   *
   * @param newOrder order of the examples
   * @param newLimit number of examples, the first of the file
   * @return the presentation
   */
  public Presentation with(ExampleOrder newOrder, int newLimit) {
    return new Presentation(newOrder, newLimit, augmentation, scale);
  }
}
