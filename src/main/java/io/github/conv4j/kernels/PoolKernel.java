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

  private final Lanes<A> lanes;
  private final Window window;
  private final PoolKind kind;
  private final double p;
  private final int inputSize;
  private final int outputSize;

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
    this.window = window;
    this.kind = kind;
    this.p = p;
    this.inputSize = window.inputSize();
    this.outputSize = window.outputSize();
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
    checkSizes(channels);
    Workers.run(
        batch,
        image -> {
          Scratch<A> scratch = lanes.scratch();
          A in = scratch.image(channels * inputSize);
          A out = scratch.columns(channels * outputSize);
          lanes.read(
              lanes.view(x), (long) image * channels * inputSize, in, 0, channels * inputSize);
          forwardImage(channels, in, out, scratch);
          lanes.write(
              out, 0, lanes.view(y), (long) image * channels * outputSize, channels * outputSize);
        });
  }

  private void checkSizes(int channels) {
    Math.multiplyExact(channels, inputSize);
    Math.multiplyExact(channels, outputSize);
  }

  private void forwardImage(int channels, A in, A out, Scratch<A> scratch) {
    if (kind == PoolKind.MAX) {
      maximum(channels, in, out, scratch.positions(channels * outputSize));
      return;
    }
    double[] sums = sums(channels, in, scratch);
    for (int c = 0; c < channels; c++) {
      finish(sums, c * outputSize);
    }
    lanes.store(sums, 0, out, 0, channels * outputSize);
  }

  private void maximum(int channels, A in, A best, int[] where) {
    lanes.fill(best, 0, channels * outputSize, 0);
    Arrays.fill(where, 0, channels * outputSize, -1);
    forEachRun(
        channels,
        (inAt, outAt, count) ->
            lanes.max(in, inAt, window.width().stride(), best, where, outAt, count));
  }

  private double[] sums(int channels, A in, Scratch<A> scratch) {
    double[] sums = scratch.sums(channels * outputSize);
    Arrays.fill(sums, 0, channels * outputSize, 0);
    int step = window.width().stride();
    forEachRun(
        channels,
        kind == PoolKind.P_NORM
            ? (inAt, outAt, count) -> lanes.accumulatePower(in, inAt, step, p, sums, outAt, count)
            : (inAt, outAt, count) -> lanes.accumulate(in, inAt, step, sums, outAt, count));
    return sums;
  }

  /** Turns the sums of one plane into its results. */
  private void finish(double[] sums, int at) {
    int i = at;
    for (int oh = 0; oh < window.height().output(); oh++) {
      for (int ow = 0; ow < window.width().output(); ow++, i++) {
        sums[i] =
            switch (kind) {
              case SUM -> sums[i];
              case P_NORM -> Power.of(sums[i], 1 / p);
              case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING ->
                  sums[i] / Math.max(1, divisor(oh, ow));
              case MAX -> throw new AssertionError(kind);
            };
      }
    }
  }

  private int divisor(int oh, int ow) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    return kind == PoolKind.AVERAGE_INCLUDING_PADDING
        ? vertical.countPadded(oh) * horizontal.countPadded(ow)
        : vertical.countInside(oh) * horizontal.countInside(ow);
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
    checkSizes(channels);
    Workers.run(
        batch,
        image -> {
          Scratch<A> scratch = lanes.scratch();
          long xAt = (long) image * channels * inputSize;
          A in = scratch.image(channels * inputSize);
          A gradient = scratch.gradient(channels * inputSize);
          A out = scratch.columns(channels * outputSize);
          lanes.fill(gradient, 0, channels * inputSize, 0);
          if (kind == PoolKind.MAX || kind == PoolKind.P_NORM) {
            lanes.read(lanes.view(x), xAt, in, 0, channels * inputSize);
          }
          backwardImage(channels, image, in, out, dy, gradient, scratch);
          lanes.write(gradient, 0, lanes.view(dx), xAt, channels * inputSize);
        });
  }

  private void backwardImage(
      int channels, int image, A in, A out, Pointer dy, A gradient, Scratch<A> scratch) {
    long yAt = (long) image * channels * outputSize;
    int elements = channels * outputSize;
    int step = window.width().stride();
    if (kind == PoolKind.MAX) {
      int[] where = scratch.positions(elements);
      maximum(channels, in, out, where);
      lanes.read(lanes.view(dy), yAt, out, 0, elements);
      lanes.scatterAdd(out, where, 0, gradient, elements);
      return;
    }
    double[] factors =
        kind == PoolKind.P_NORM ? sums(channels, in, scratch) : scratch.sums(elements);
    lanes.read(lanes.view(dy), yAt, out, 0, elements);
    if (kind == PoolKind.P_NORM) {
      double[] slopes = new double[elements];
      lanes.load(out, 0, slopes, 0, elements);
      for (int i = 0; i < elements; i++) {
        // dy · y^(1-p); an all-zero window has no gradient.
        factors[i] = factors[i] == 0 ? 0 : slopes[i] * Math.pow(factors[i], (1 - p) / p);
      }
      forEachRun(
          channels,
          (inAt, outAt, count) ->
              lanes.scatterPower(in, factors, outAt, p, gradient, inAt, step, count));
      return;
    }
    lanes.load(out, 0, factors, 0, elements);
    if (kind != PoolKind.SUM) {
      for (int c = 0; c < channels; c++) {
        finish(factors, c * outputSize);
      }
      lanes.store(factors, 0, out, 0, elements);
    }
    forEachRun(
        channels,
        (inAt, outAt, count) -> lanes.scatterAdd(out, outAt, gradient, inAt, step, count));
  }

  /** Receives a run of outputs of one row and where their input elements start. */
  private interface Run {
    void accept(int inAt, int outAt, int count);
  }

  /**
   * Visits, for every plane and kernel element in row order, each output row as one run of outputs
   * that have this kernel element inside the input.
   */
  private void forEachRun(int channels, Run run) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    for (int c = 0; c < channels; c++) {
      for (int kh = 0; kh < vertical.kernel(); kh++) {
        int endRow = vertical.endOutput(kh);
        for (int kw = 0; kw < horizontal.kernel(); kw++) {
          int from = horizontal.firstOutput(kw);
          int count = horizontal.endOutput(kw) - from;
          int start = horizontal.start(from) + kw * horizontal.dilation();
          for (int oh = vertical.firstOutput(kh); oh < endRow && count > 0; oh++) {
            int ih = vertical.start(oh) + kh * vertical.dilation();
            run.accept(
                c * inputSize + ih * horizontal.input() + start,
                c * outputSize + oh * horizontal.output() + from,
                count);
          }
        }
      }
    }
  }
}
