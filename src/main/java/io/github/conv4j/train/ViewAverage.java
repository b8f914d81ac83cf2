package io.github.conv4j.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Class scores of several views of an image, averaged. */
final class ViewAverage implements Classifier {

  private final Classifier classifier;
  private final TestViews views;

  ViewAverage(Classifier classifier, TestViews views) {
    this.classifier = classifier;
    this.views = views;
  }

  @Override
  public INDArray scores(INDArray images) {
    // A copy: the next call may give out the same memory again.
    INDArray sum = classifier.scores(images).dup();
    if (views.mirrored()) {
      sum.addi(classifier.scores(view(images, 0, 0, true)));
    }
    if (views.shift() > 0) {
      for (int down = -1; down <= 1; down += 2) {
        for (int right = -1; right <= 1; right += 2) {
          addMoved(images, down * views.shift(), right * views.shift(), sum);
        }
      }
    }
    return sum.divi(views.count());
  }

  private void addMoved(INDArray images, int down, int right, INDArray sum) {
    sum.addi(classifier.scores(view(images, down, right, false)));
    if (views.mirrored()) {
      sum.addi(classifier.scores(view(images, down, right, true)));
    }
  }

  /**
   * Images moved down and right, reflected at their outermost pixels, which are not repeated; then
   * mirrored, if so asked.
   */
  static INDArray view(INDArray images, int down, int right, boolean mirrored) {
    int height = Math.toIntExact(images.size(2));
    int width = Math.toIntExact(images.size(3));
    double[] from = images.dup('c').data().asDouble();
    double[] to = new double[from.length];
    int[] columns = new int[width];
    for (int w = 0; w < width; w++) {
      columns[w] = inside((mirrored ? width - 1 - w : w) - right, width);
    }
    for (int at = 0; at < to.length; at += height * width) {
      for (int h = 0; h < height; h++) {
        int row = at + inside(h - down, height) * width;
        for (int w = 0; w < width; w++) {
          to[at + h * width + w] = from[row + columns[w]];
        }
      }
    }
    return Nd4j.createFromArray(to).castTo(images.dataType()).reshape('c', images.shape());
  }

  /** A position outside, by less than a size, reflected into 0 … size - 1. */
  private static int inside(int position, int size) {
    int last = size - 1;
    int reflected = position < 0 ? -position : position > last ? 2 * last - position : position;
    return Math.min(last, Math.max(0, reflected));
  }
}
