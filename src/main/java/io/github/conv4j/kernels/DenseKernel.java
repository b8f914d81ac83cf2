package io.github.conv4j.kernels;

import java.util.Arrays;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.Pointer;

/**
 * The dense (fully connected) layer's arithmetic: y = x · W + b, and its gradients.
 *
 * <p>x [N, I], y and dy [N, O] row by row, b [O]. W and dW [I, O] row by row or column by column,
 * as they are stored; nothing is copied to turn them round. Work is cut by shape alone and each
 * part is one matrix product of one thread, so results are the same for every number of workers.
 *
 * @param <A> element type as a heap array
 */
public final class DenseKernel<A> {

  /** Multiplications that are worth a second task. */
  private static final long PAIR = 1L << 18;

  /**
   * Multiplications that are worth two tasks more. Each task makes BLAS pack the whole matrix that
   * is not cut: 12 tasks instead of 4 for 64 × 800 × 500 took 1.5 times as long.
   */
  private static final long TASK_PAIR = 20L << 20;

  /** Columns of a part are a multiple of this, except in the last part. */
  private static final int GRAIN = 16;

  /** Elements that are masked or summed in one task. */
  private static final int ELEMENTS = 1 << 16;

  private final Lanes<A> lanes;
  private final int inputs;
  private final int outputs;

  /**
   * A kernel for one shape.
   *
   * @param lanes element type
   * @param inputs I
   * @param outputs O
   */
  public DenseKernel(Lanes<A> lanes, int inputs, int outputs) {
    this.lanes = lanes;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /** Columns 0 to {@code all} in parts of {@code part}. */
  private record Cut(int all, int part) {

    static Cut of(long rows, long depth, int columns) {
      long products = rows * depth * columns;
      long worth =
          products < PAIR ? 1 : Math.min(2 * ((products + TASK_PAIR - 1) / TASK_PAIR), columns);
      long part = (columns + worth - 1) / worth;
      return new Cut(columns, Math.toIntExact((part + GRAIN - 1) / GRAIN * GRAIN));
    }

    int parts() {
      return (all + part - 1) / part;
    }

    int from(int i) {
      return i * part;
    }

    int count(int i) {
      return Math.min(part, all - from(i));
    }
  }

  /**
   * y = x · W + b, and its positive part if wanted.
   *
   * @param batch N
   * @param x input
   * @param w weights
   * @param columnMajor whether the weights are stored column by column
   * @param b bias, or null
   * @param rectified whether negative outputs become 0 (ReLU)
   * @param y output, overwritten
   */
  public void forward(
      int batch,
      Pointer x,
      Pointer w,
      boolean columnMajor,
      Pointer b,
      boolean rectified,
      Pointer y) {
    Cut cut = Cut.of(batch, inputs, outputs);
    Workers.runWithBlas(
        cut.parts(),
        part -> {
          int from = cut.from(part);
          int count = cut.count(part);
          lanes.gemm(
              false,
              columnMajor,
              batch,
              count,
              inputs,
              x,
              0,
              inputs,
              w,
              columnMajor ? (long) from * inputs : from,
              columnMajor ? inputs : outputs,
              0,
              y,
              from,
              outputs);
          if (b != null || rectified) {
            finish(batch, from, count, b, rectified, y);
          }
        });
  }

  /** Adds the bias to some columns and rectifies them. */
  private void finish(int batch, int from, int count, Pointer b, boolean rectified, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    // All rows at once where they lie together.
    int rows = count == outputs ? Math.min(batch, Math.max(1, ELEMENTS / count)) : 1;
    A values = scratch.columns(rows * count);
    A bias = scratch.image(count);
    if (b != null) {
      lanes.read(b, from, bias, 0, count);
    }
    for (int row = 0; row < batch; row += rows) {
      int together = Math.min(rows, batch - row);
      long at = (long) row * outputs + from;
      lanes.read(y, at, values, 0, together * count);
      for (int i = 0; i < together && b != null; i++) {
        lanes.add(bias, 0, values, i * count, count);
      }
      if (rectified) {
        lanes.rectify(values, 0, together * count);
      }
      lanes.write(values, 0, y, at, together * count);
    }
  }

  /**
   * dX = dy · Wᵀ, dW = xᵀ · dy, db = Σ dy, the sum over the batch; of a rectified forward pass with
   * dy where y is positive and 0 elsewhere.
   *
   * @param batch N
   * @param x input
   * @param w weights
   * @param columnMajor whether the weights are stored column by column
   * @param y output of a rectified forward pass, else null
   * @param dy gradient of the loss with respect to y
   * @param dx gradient with respect to x, overwritten
   * @param dw gradient with respect to W, overwritten
   * @param dwColumnMajor whether dw is to be stored column by column
   * @param db gradient with respect to b, overwritten; null without bias
   */
  public void backward(
      int batch,
      Pointer x,
      Pointer w,
      boolean columnMajor,
      Pointer y,
      Pointer dy,
      Pointer dx,
      Pointer dw,
      boolean dwColumnMajor,
      Pointer db) {
    Scratch<A> mine = lanes.scratch();
    long elements = (long) batch * outputs;
    Pointer lent = y == null ? null : mine.lend(elements);
    Pointer delta = y == null ? dy : lent;
    if (y != null) {
      mask(elements, y, dy, delta);
    }
    Cut forX = Cut.of(batch, outputs, inputs);
    Cut forW = dwColumnMajor ? Cut.of(batch, inputs, outputs) : Cut.of(batch, outputs, inputs);
    IntConsumer inputGradient =
        part ->
            lanes.gemm(
                false,
                !columnMajor,
                batch,
                forX.count(part),
                outputs,
                delta,
                0,
                outputs,
                w,
                columnMajor ? forX.from(part) : (long) forX.from(part) * outputs,
                columnMajor ? inputs : outputs,
                0,
                dx,
                forX.from(part),
                inputs);
    IntConsumer weightGradient =
        part ->
            lanes.gemm(
                true,
                false,
                forW.count(part),
                dwColumnMajor ? inputs : outputs,
                batch,
                dwColumnMajor ? delta : x,
                forW.from(part),
                dwColumnMajor ? outputs : inputs,
                dwColumnMajor ? x : delta,
                0,
                dwColumnMajor ? inputs : outputs,
                0,
                dw,
                (long) forW.from(part) * (dwColumnMajor ? inputs : outputs),
                dwColumnMajor ? inputs : outputs);
    Workers.runWithBlas(
        forX.parts() + forW.parts(),
        task -> {
          if (task < forX.parts()) {
            inputGradient.accept(task);
          } else {
            weightGradient.accept(task - forX.parts());
          }
        });
    if (db != null) {
      sumRows(batch, delta, db);
    }
    if (lent != null) {
      mine.giveBack(lent);
    }
  }

  private void mask(long elements, Pointer y, Pointer dy, Pointer delta) {
    int tasks = Math.toIntExact((elements + ELEMENTS - 1) / ELEMENTS);
    Workers.run(
        tasks,
        task -> {
          long at = (long) task * ELEMENTS;
          int count = (int) Math.min(ELEMENTS, elements - at);
          Scratch<A> scratch = lanes.scratch();
          A output = scratch.image(count);
          A gradient = scratch.columns(count);
          lanes.read(y, at, output, 0, count);
          lanes.read(dy, at, gradient, 0, count);
          lanes.mask(output, 0, gradient, 0, count);
          lanes.write(gradient, 0, delta, at, count);
        });
  }

  /** The sum of all rows, in double precision. */
  private void sumRows(int batch, Pointer delta, Pointer db) {
    Scratch<A> scratch = lanes.scratch();
    double[] sums = scratch.sums(outputs);
    double[] addends = scratch.slopes(outputs);
    Arrays.fill(sums, 0, outputs, 0);
    int rows = Math.min(batch, Math.max(1, ELEMENTS / outputs));
    A values = scratch.columns(rows * outputs);
    for (int row = 0; row < batch; row += rows) {
      int together = Math.min(rows, batch - row);
      lanes.read(delta, (long) row * outputs, values, 0, together * outputs);
      for (int i = 0; i < together; i++) {
        lanes.load(values, i * outputs, addends, 0, outputs);
        for (int o = 0; o < outputs; o++) {
          sums[o] += addends[o];
        }
      }
    }
    lanes.store(sums, 0, values, 0, outputs);
    lanes.write(values, 0, db, 0, outputs);
  }
}
