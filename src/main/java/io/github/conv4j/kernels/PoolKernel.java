package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * Two-dimensional pooling of a batch of images, each channel by itself.
 *
 * <p>All arrays are dense and row by row: x and dX [N, C, H, W], y and dy [N, C, OH, OW]. Padding
 * takes no part in a maximum and adds nothing to a sum. A window without any input element yields 0
 * and passes no gradient on. Averages, sums and norms are summed in double precision.
 *
 * @param <A> element type as a heap array
 */
public final class PoolKernel<A> {

  /** Input elements that a task takes together where a plane has fewer. */
  private static final int TASK = 1 << 15;

  private final Lanes<A> lanes;
  private final PoolLoops<A> loops;
  private final Window window;
  private final PoolTables tables;
  private final PoolKind kind;
  private final double p;
  private final int inputSize;
  private final int outputSize;
  private final int planesPerTask;

  /**
   * A kernel for one shape.
   *
   * @param lanes element type
   * @param window sizes of input, output and window
   * @param kind what a window computes
   * @param p exponent of {@link PoolKind#P_NORM}, 1 or more; ignored otherwise
   */
  public PoolKernel(Lanes<A> lanes, Window window, PoolKind kind, double p) {
    this.lanes = lanes;
    this.loops = lanes.poolLoops();
    this.window = window;
    this.tables = new PoolTables(window);
    this.kind = kind;
    this.p = p;
    this.inputSize = window.inputSize();
    this.outputSize = window.outputSize();
    this.planesPerTask = Math.max(1, TASK / Math.max(inputSize, outputSize));
  }

  /** Some planes, the same for every number of workers. */
  private interface Planes<A> {
    void accept(long firstPlane, int count, Scratch<A> scratch);
  }

  private void forEachGroup(int batch, int channels, Planes<A> planes) {
    long all = (long) batch * channels;
    int tasks = Math.toIntExact((all + planesPerTask - 1) / planesPerTask);
    Workers.run(
        tasks,
        task -> {
          long first = (long) task * planesPerTask;
          planes.accept(first, (int) Math.min(planesPerTask, all - first), lanes.scratch());
        });
  }

  /**
   * y = pool(x).
   *
   * @param batch images N
   * @param channels channels C
   * @param x input
   * @param y output, overwritten
   */
  public void forward(int batch, int channels, Pointer x, Pointer y) {
    forward(batch, channels, x, y, null);
  }

  /**
   * y = pool(x).
   *
   * @param batch images N
   * @param channels channels C
   * @param x input
   * @param y output, overwritten
   * @param positions where to note the positions of maxima; null to forget them
   */
  public void forward(int batch, int channels, Pointer x, Pointer y, MaxPositions positions) {
    int[] kept =
        positions == null || kind != PoolKind.MAX ? null : positions.of(outputs(batch, channels));
    forEachGroup(
        batch,
        channels,
        (first, planes, scratch) -> {
          A in = scratch.image(planes * inputSize);
          A out = scratch.columns(planes * outputSize);
          lanes.read(lanes.view(x), first * inputSize, in, 0, planes * inputSize);
          if (kind == PoolKind.MAX) {
            int[] found = maxima(planes, in, out, scratch);
            if (kept != null) {
              System.arraycopy(found, 0, kept, (int) first * outputSize, planes * outputSize);
            }
          } else {
            double[] sums = sums(planes, in, scratch);
            finish(sums, planes);
            lanes.store(sums, 0, out, 0, planes * outputSize);
          }
          lanes.write(out, 0, lanes.view(y), first * outputSize, planes * outputSize);
        });
  }

  private int outputs(int batch, int channels) {
    return Math.multiplyExact(Math.multiplyExact(batch, channels), outputSize);
  }

  private int[] maxima(int planes, A in, A out, Scratch<A> scratch) {
    int[] positions = scratch.positions(planes * outputSize);
    for (int plane = 0; plane < planes; plane++) {
      loops.maxima(tables, in, plane * inputSize, out, positions, plane * outputSize);
    }
    return positions;
  }

  private double[] sums(int planes, A in, Scratch<A> scratch) {
    double[] sums = scratch.sums(planes * outputSize);
    if (kind == PoolKind.P_NORM) {
      Arrays.fill(sums, 0, planes * outputSize, 0);
      int step = window.width().stride();
      forEachRun(
          planes,
          (inAt, outAt, count) -> lanes.accumulatePower(in, inAt, step, p, sums, outAt, count));
    } else {
      for (int plane = 0; plane < planes; plane++) {
        loops.sums(tables, in, plane * inputSize, sums, plane * outputSize);
      }
    }
    return sums;
  }

  /** Turns sums into results. */
  private void finish(double[] sums, int planes) {
    switch (kind) {
      case SUM -> {}
      case P_NORM -> {
        for (int i = 0; i < planes * outputSize; i++) {
          sums[i] = Power.of(sums[i], 1 / p);
        }
      }
      case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> {
        int i = 0;
        for (int plane = 0; plane < planes; plane++) {
          for (int oh = 0; oh < window.height().output(); oh++) {
            for (int ow = 0; ow < window.width().output(); ow++, i++) {
              sums[i] /= Math.max(1, divisor(oh, ow));
            }
          }
        }
      }
      case MAX -> throw new AssertionError(kind);
    }
  }

  private int divisor(int oh, int ow) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    return kind == PoolKind.AVERAGE_INCLUDING_PADDING
        ? vertical.countPadded(oh) * horizontal.countPadded(ow)
        : (tables.endRow(oh) - tables.firstRow(oh))
            * (tables.endColumn(ow) - tables.firstColumn(ow));
  }

  /**
   * dX from dy: the maximum's gradient goes to the first largest element, the others' to all
   * elements of the window.
   *
   * @param batch images N
   * @param channels channels C
   * @param x input of the forward pass
   * @param dy gradient of the loss with respect to y
   * @param dx gradient with respect to x, overwritten
   */
  public void backward(int batch, int channels, Pointer x, Pointer dy, Pointer dx) {
    backward(batch, channels, x, dy, dx, null);
  }

  /**
   * dX from dy.
   *
   * @param batch images N
   * @param channels channels C
   * @param x input of the forward pass
   * @param dy gradient of the loss with respect to y
   * @param dx gradient with respect to x, overwritten
   * @param positions what the forward pass of maximum pooling noted; null to search again
   */
  public void backward(
      int batch, int channels, Pointer x, Pointer dy, Pointer dx, MaxPositions positions) {
    int[] kept =
        positions == null || kind != PoolKind.MAX
            ? null
            : positions.found(outputs(batch, channels));
    boolean readsInput = kind == PoolKind.P_NORM || kind == PoolKind.MAX && kept == null;
    forEachGroup(
        batch,
        channels,
        (first, planes, scratch) -> {
          A in = scratch.image(planes * inputSize);
          A gradient = scratch.gradient(planes * inputSize);
          A out = scratch.columns(planes * outputSize);
          if (readsInput) {
            lanes.read(lanes.view(x), first * inputSize, in, 0, planes * inputSize);
          }
          lanes.fill(gradient, 0, planes * inputSize, 0);
          if (kind == PoolKind.MAX) {
            int[] found = kept == null ? maxima(planes, in, out, scratch) : kept;
            int foundAt = kept == null ? 0 : (int) first * outputSize;
            lanes.read(lanes.view(dy), first * outputSize, out, 0, planes * outputSize);
            for (int plane = 0; plane < planes; plane++) {
              loops.scatter(
                  out,
                  plane * outputSize,
                  found,
                  foundAt + plane * outputSize,
                  outputSize,
                  gradient,
                  plane * inputSize);
            }
          } else {
            double[] factors = kind == PoolKind.P_NORM ? sums(planes, in, scratch) : null;
            lanes.read(lanes.view(dy), first * outputSize, out, 0, planes * outputSize);
            spread(planes, in, out, factors, gradient, scratch);
          }
          lanes.write(gradient, 0, lanes.view(dx), first * inputSize, planes * inputSize);
        });
  }

  /** Backward of everything but the maximum. */
  private void spread(int planes, A in, A out, double[] norms, A gradient, Scratch<A> scratch) {
    int elements = planes * outputSize;
    int step = window.width().stride();
    if (kind == PoolKind.P_NORM) {
      double[] slopes = scratch.slopes(elements);
      lanes.load(out, 0, slopes, 0, elements);
      for (int i = 0; i < elements; i++) {
        // dy · y^(1-p); an all-zero window has no gradient.
        norms[i] = norms[i] == 0 ? 0 : slopes[i] * Math.pow(norms[i], (1 - p) / p);
      }
      forEachRun(
          planes,
          (inAt, outAt, count) ->
              lanes.scatterPower(in, norms, outAt, p, gradient, inAt, step, count));
      return;
    }
    if (kind != PoolKind.SUM) {
      double[] shares = scratch.sums(elements);
      lanes.load(out, 0, shares, 0, elements);
      finish(shares, planes);
      lanes.store(shares, 0, out, 0, elements);
    }
    if (outputSize == 1 && window.width().dilation() == 1) {
      for (int plane = 0; plane < planes; plane++) {
        for (int kh = tables.firstRow(0); kh < tables.endRow(0); kh++) {
          int row = plane * inputSize + tables.row(0, kh) + tables.column(0);
          int first = tables.firstColumn(0);
          lanes.addElement(out, plane, gradient, row + first, tables.endColumn(0) - first);
        }
      }
      return;
    }
    forEachRun(
        planes, (inAt, outAt, count) -> lanes.scatterAdd(out, outAt, gradient, inAt, step, count));
  }

  /** Receives a run of outputs of one row and where their input elements start. */
  private interface Run {
    void accept(int inAt, int outAt, int count);
  }

  /**
   * Visits, for every plane and kernel element in row order, each output row as one run of outputs
   * that have this kernel element inside the input.
   */
  private void forEachRun(int planes, Run run) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    for (int plane = 0; plane < planes; plane++) {
      for (int kh = 0; kh < vertical.kernel(); kh++) {
        int endRow = vertical.endOutput(kh);
        for (int kw = 0; kw < horizontal.kernel(); kw++) {
          int from = horizontal.firstOutput(kw);
          int count = horizontal.endOutput(kw) - from;
          int start = horizontal.start(from) + kw * horizontal.dilation();
          for (int oh = vertical.firstOutput(kh); oh < endRow && count > 0; oh++) {
            int ih = vertical.start(oh) + kh * vertical.dilation();
            run.accept(
                plane * inputSize + ih * horizontal.input() + start,
                plane * outputSize + oh * horizontal.output() + from,
                count);
          }
        }
      }
    }
  }
}
