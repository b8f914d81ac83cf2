package io.github.conv4j.kernels;

import org.bytedeco.javacpp.Pointer;

/**
 * Cross entropy of softmax: with p = exp(z - max z) / Σ exp(z - max z) per row, the loss -Σ labels
 * · log p over all rows, and its gradient p - labels with respect to z where the labels of a row
 * add up to 1. Matrices [N, O], dense and row by row. Sums, exponentials and logarithms are in
 * double precision; p is rounded to the element type, as Deeplearning4j has it.
 *
 * @param <A> element type as a heap array
 */
public final class CrossEntropyKernel<A> {

  /** Elements of a task, some 50 µs. */
  private static final int TASK = 4 << 10;

  private final Lanes<A> lanes;

  /**
   * For an element type.
   *
   * @param lanes element type
   */
  public CrossEntropyKernel(Lanes<A> lanes) {
    this.lanes = lanes;
  }

  /**
   * Computes loss and gradient.
   *
   * @param rows examples N
   * @param classes outputs O
   * @param z what the softmax is applied to
   * @param labels labels
   * @param least the loss takes p for no less than this and for no more than 1 minus this; 0 to
   *     take it as it is
   * @param gradient gradient with respect to z, overwritten
   * @return the loss
   */
  public double run(
      int rows, int classes, Pointer z, Pointer labels, double least, Pointer gradient) {
    int rowsPerTask = Math.max(1, TASK / classes);
    int tasks = Division.ceil(rows, rowsPerTask);
    double[] losses = new double[tasks];
    Workers.run(
        tasks,
        task -> {
          int end = Math.min(rows, (task + 1) * rowsPerTask);
          for (int row = task * rowsPerTask; row < end; row++) {
            losses[task] += row((long) row * classes, classes, z, labels, least, gradient);
          }
        });
    double loss = 0;
    for (double part : losses) {
      loss += part;
    }
    return loss;
  }

  private double row(
      long at, int classes, Pointer z, Pointer labels, double least, Pointer gradient) {
    Scratch<A> scratch = lanes.scratch();
    A row = scratch.image(classes);
    double[] p = scratch.sums(classes);
    double[] wanted = scratch.slopes(classes);
    lanes.read(z, at, row, 0, classes);
    lanes.load(row, 0, p, 0, classes);
    softmax(p, classes);
    lanes.store(p, 0, row, 0, classes);
    lanes.load(row, 0, p, 0, classes);
    lanes.read(labels, at, row, 0, classes);
    lanes.load(row, 0, wanted, 0, classes);
    double most = lanes.rounded(1 - least);
    double loss = 0;
    for (int i = 0; i < classes; i++) {
      double clipped = p[i] < least ? least : p[i] > most ? most : p[i];
      loss -= wanted[i] * Math.log(least > 0 ? clipped : p[i]);
      p[i] -= wanted[i];
    }
    lanes.store(p, 0, row, 0, classes);
    lanes.write(row, 0, gradient, at, classes);
    return loss;
  }

  private static void softmax(double[] z, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, z[i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      z[i] = Math.exp(z[i] - largest);
      sum += z[i];
    }
    for (int i = 0; i < count; i++) {
      z[i] /= sum;
    }
  }
}
