package io.github.conv4j.data;

import java.io.Serializable;

/**
 * How training images are varied. In this order: the image is padded on all four sides and a part
 * of its own size is cut out at a random place; it is mirrored left to right; a square around a
 * random pixel is blanked. Where nothing is left of the image, the network's input is 0: black if
 * pixels are scaled to 0 … 1, the mean colour if they are standardised.
 *
 * <p>What happens to an example depends on (seed, epoch, its index in the file) and on nothing
 * else: not on the batch size, the other examples, the machine or the threads.
 *
 * @param padding pixels added on each side, 0 or more; the image moves by up to as many
 * @param border what is added
 * @param flip when to mirror
 * @param cutout side of the blanked square in pixels, 0 for none; it may stick out of the image
 * @serial exclude
 */
public record Augmentation(int padding, Border border, Flip flip, int cutout)
    implements Serializable {

  /** What images are padded with. */
  public enum Border {
    /** The network's input 0. */
    ZERO,
    /** The image mirrored at its outermost pixels, which are not repeated. */
    REFLECT
  }

  /** When images are mirrored left to right. */
  public enum Flip {
    /** Never. */
    NEVER,
    /** By a fair coin for each example in each epoch. */
    RANDOM,
    /** By a coin for each example in epoch 0, and then the other way in every epoch. */
    ALTERNATING
  }

  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(0, Border.ZERO, Flip.NEVER, 0);

  /** What is usual for CIFAR-10: moved by up to 4 pixels with reflected borders, mirrored. */
  public static final Augmentation COLOUR_PHOTOS =
      new Augmentation(4, Border.REFLECT, Flip.RANDOM, 0);

  /** For digits and letters, which must not be mirrored: moved by up to 2 pixels. */
  public static final Augmentation DIGITS = new Augmentation(2, Border.ZERO, Flip.NEVER, 0);

  /**
   * Checks the sizes.
   *
   * @param padding pixels added on each side, 0 or more
   * @param border what is added
   * @param flip when to mirror
   * @param cutout side of the blanked square in pixels, 0 for none
   * @throws IllegalArgumentException if a size is negative
   */
  public Augmentation {
    if (padding < 0 || cutout < 0) {
      throw new IllegalArgumentException(
          "augmentation: expected padding and cutout of 0 or more pixels, found "
              + padding
              + " and "
              + cutout);
    }
  }

  /**
   * The same with a blanked square.
   *
   * @param side its side in pixels, 0 for none
   * @return the augmentation
   */
  public Augmentation withCutout(int side) {
    return new Augmentation(padding, border, flip, side);
  }

  /**
   * The same with another rule for mirroring.
   *
   * @param rule when to mirror
   * @return the augmentation
   */
  public Augmentation withFlip(Flip rule) {
    return new Augmentation(padding, border, rule, cutout);
  }

  /**
   * The same with images that move by another distance.
   *
   * @param pixels by up to how many, 0 or more
   * @return the augmentation
   */
  public Augmentation withPadding(int pixels) {
    return new Augmentation(pixels, border, flip, cutout);
  }
}
