package io.github.conv4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts of true against predicted classes. */
public final class Evaluation {

  private final long[][] confusion;

  /**
   * An empty count.
   *
   * @param classes number of classes
   */
  public Evaluation(int classes) {
    this.confusion = new long[classes][classes];
  }

  /**
   * Counts one image.
   *
   * @param label true class
   * @param prediction predicted class
   */
  public void add(int label, int prediction) {
    confusion[label][prediction]++;
  }

  /**
   * Images counted.
   *
   * @return 0 or more
   */
  public long total() {
    return Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
  }

  /**
   * Images whose predicted class is the true one.
   *
   * @return 0 or more
   */
  public long correct() {
    long correct = 0;
    for (int i = 0; i < confusion.length; i++) {
      correct += confusion[i][i];
    }
    return correct;
  }

  /**
   * Share of images classified correctly.
   *
   * @return 0 to 1, NaN if none was counted
   */
  public double accuracy() {
    return (double) correct() / total();
  }

  /**
   * Counts by true class (rows) and predicted class (columns).
   *
   * @return a copy
   */
  public List<List<Long>> confusion() {
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : confusion) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return rows;
  }
}
