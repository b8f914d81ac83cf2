package io.github.conv4j.data;

import io.github.conv4j.data.Augmentation.Border;
import java.util.Arrays;

/** Writes images as a network's input: varied, scaled, channel by channel and row by row. */
final class Presenter {

  private static final int OUTSIDE = -1;

  private final LabelledImages images;
  private final Augmentation augmentation;
  private final long seed;
  private final float[][] table;
  private final int height;
  private final int width;

  /** Source column of each column, or {@link #OUTSIDE}. */
  private final int[] columns;

  /**
   * Creates a presenter, for one thread.
   *
   * @param images where the pixels are
   * @param presentation what to do with them
   * @throws IllegalArgumentException if the two do not fit
   */
  Presenter(LabelledImages images, Presentation presentation) {
    this.images = images;
    augmentation = presentation.augmentation();
    seed = presentation.order().seed();
    table = presentation.scale().table(images.shape().channels());
    height = images.shape().height();
    width = images.shape().width();
    columns = new int[width];
    int smallest = Math.min(height, width);
    if (augmentation.border() == Border.REFLECT && augmentation.padding() >= smallest) {
      throw new IllegalArgumentException(
          "augmentation: expected a reflected border of less than "
              + smallest
              + " pixels for images of "
              + images.shape()
              + ", found "
              + augmentation.padding());
    }
  }

  /**
   * Writes one image.
   *
   * @param index which image
   * @param epoch in which epoch
   * @param target where to
   * @param offset of its first value there
   */
  void write(int index, int epoch, float[] target, int offset) {
    RandomBits random = new RandomBits(seed, epoch, index);
    int span = 2 * augmentation.padding() + 1;
    int down = random.below(span) - augmentation.padding();
    int right = random.below(span) - augmentation.padding();
    boolean flipped = flipped(index, epoch, random.below(2) == 1);
    for (int x = 0; x < width; x++) {
      columns[x] = source((flipped ? width - 1 - x : x) + right, width);
    }
    for (int c = 0; c < table.length; c++) {
      for (int y = 0; y < height; y++) {
        int row = source(y + down, height);
        int at = offset + (c * height + y) * width;
        if (row == OUTSIDE) {
          Arrays.fill(target, at, at + width, 0);
        } else {
          images.copyRow(index, c, row, columns, table[c], target, at);
        }
      }
    }
    if (augmentation.cutout() > 0) {
      blank(random.below(height), random.below(width), target, offset);
    }
  }

  private boolean flipped(int index, int epoch, boolean coin) {
    return switch (augmentation.flip()) {
      case NEVER -> false;
      case RANDOM -> coin;
      case ALTERNATING -> (new RandomBits(seed, index).below(2) + epoch) % 2 == 1;
    };
  }

  /** Where a row or column of the padded image comes from. */
  private int source(int position, int size) {
    if (position >= 0 && position < size) {
      return position;
    }
    if (augmentation.border() == Border.ZERO) {
      return OUTSIDE;
    }
    return position < 0 ? -position : 2 * (size - 1) - position;
  }

  private void blank(int centreRow, int centreColumn, float[] target, int offset) {
    int side = augmentation.cutout();
    int top = Math.max(0, centreRow - side / 2);
    int bottom = Math.min(height, centreRow - side / 2 + side);
    int left = Math.max(0, centreColumn - side / 2);
    int right = Math.min(width, centreColumn - side / 2 + side);
    for (int c = 0; c < table.length; c++) {
      for (int y = top; y < bottom; y++) {
        int at = offset + (c * height + y) * width;
        Arrays.fill(target, at + left, at + right, 0);
      }
    }
  }
}
