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
 * and passes no gradient on. Norms are summed in double precision, and so are averages and sums
 * except for small windows (see {@link PoolLoops#means}).
 *
 * @param <A> element type as a heap array
 */
public final class PoolKernel<A> {

  /** Elements that a task takes together where a plane has fewer; 256 KiB of float. */
  private static final int TASK = 1 << 16;

  private final Lanes<A> lanes;
  private final PoolLoops<A> loops;
  private final Window window;
  private final PoolTables tables;
  private final PoolKind kind;
  private final double p;
  private final int inputSize;
  private final int outputSize;
  private final int planesPerTask;
  private final A divisorElements;

  /** What a kernel depends on. */
  private record Shape<A>(Lanes<A> lanes, Window window, PoolKind kind, double p) {}

  private static final KernelCache<Shape<?>, PoolKernel<?>> KERNELS =
      new KernelCache<>(PoolKernel::new);

  /**
   * The kernel for a shape.
   *
   * @param lanes element type
   * @param window sizes of input, output and window
   * @param kind what a window computes
   * @param p exponent of {@link PoolKind#P_NORM}, 1 or more; ignored otherwise
   * @param <A> element type as a heap array
   * @return the kernel
   */
  @SuppressWarnings("unchecked") // the key holds the element type
  public static <A> PoolKernel<A> of(Lanes<A> lanes, Window window, PoolKind kind, double p) {
    return (PoolKernel<A>) KERNELS.get(new Shape<>(lanes, window, kind, p));
  }

  private PoolKernel(Shape<A> shape) {
    this.lanes = shape.lanes();
    this.window = shape.window();
    this.tables = new PoolTables(window);
    this.kind = shape.kind();
    this.p = shape.p();
    this.inputSize = window.inputSize();
    this.outputSize = window.outputSize();
    this.planesPerTask = Math.max(1, TASK / Math.max(inputSize, outputSize));
    double[] divisors = kind == PoolKind.MAX ? new double[0] : divisors();
    this.loops = lanes.poolLoops(tables, divisors);
    this.divisorElements = lanes.newArray(divisors.length);
    lanes.store(divisors, 0, divisorElements, 0, divisors.length);
  }

  private boolean isAverage() {
    return kind == PoolKind.AVERAGE_INCLUDING_PADDING || kind == PoolKind.AVERAGE_EXCLUDING_PADDING;
  }

  /** Some planes, the same for every number of workers. */
  private interface Planes<A> {
    void accept(long firstPlane, int count, Scratch<A> scratch);
  }

  private void forEachGroup(int batch, int channels, Planes<A> planes) {
    long all = (long) batch * channels;
    // As many for each worker, so that none waits for the others.
    int workers = Workers.count();
    long rounds = Division.ceil(all, (long) planesPerTask * workers);
    int perTask = (int) Division.ceil(all, rounds * workers);
    Workers.run(
        Math.toIntExact(Division.ceil(all, perTask)),
        task -> {
          long first = (long) task * perTask;
          planes.accept(first, (int) Math.min(perTask, all - first), lanes.scratch());
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
          A in = scratch.image(planes * inputSize + loops.margin());
          A out = scratch.columns(planes * outputSize + loops.margin());
          lanes.read(x, first * inputSize, in, 0, planes * inputSize);
          if (kind == PoolKind.MAX) {
            int[] found = maxima(planes, in, out, scratch);
            if (kept != null) {
              System.arraycopy(found, 0, kept, (int) first * outputSize, planes * outputSize);
            }
          } else {
            means(planes, in, out, scratch);
          }
          lanes.write(out, 0, y, first * outputSize, planes * outputSize);
        });
  }

  private int outputs(int batch, int channels) {
    return Math.multiplyExact(Math.multiplyExact(batch, channels), outputSize);
  }

  private int[] maxima(int planes, A in, A out, Scratch<A> scratch) {
    int[] positions = scratch.positions(planes * outputSize + loops.margin());
    A work = scratch.work(loops.workLength());
    for (int plane = 0; plane < planes; plane++) {
      loops.maxima(in, plane * inputSize, out, positions, plane * outputSize, work);
    }
    return positions;
  }

  /** Forward of everything but the maximum. */
  private void means(int planes, A in, A out, Scratch<A> scratch) {
    if (kind == PoolKind.P_NORM) {
      double[] sums = powers(planes, in, scratch);
      for (int i = 0; i < planes * outputSize; i++) {
        sums[i] = Power.of(sums[i], 1 / p);
      }
      lanes.store(sums, 0, out, 0, planes * outputSize);
      return;
    }
    A work = scratch.work(loops.workLength());
    for (int plane = 0; plane < planes; plane++) {
      loops.means(in, plane * inputSize, out, plane * outputSize, work);
    }
  }

  /** Per window, the sum of |x|^p. */
  private double[] powers(int planes, A in, Scratch<A> scratch) {
    double[] sums = scratch.sums(planes * outputSize);
    Arrays.fill(sums, 0, planes * outputSize, 0);
    int step = window.width().stride();
    forEachRun(
        planes,
        (inAt, outAt, count) -> lanes.accumulatePower(in, inAt, step, p, sums, outAt, count));
    return sums;
  }

  /** Per output of a plane, what its sum is divided by. */
  private double[] divisors() {
    double[] result = new double[outputSize];
    int i = 0;
    for (int oh = 0; oh < window.height().output(); oh++) {
      for (int ow = 0; ow < window.width().output(); ow++, i++) {
        result[i] = Math.max(1, divisor(oh, ow));
      }
    }
    return result;
  }

  private int divisor(int oh, int ow) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    if (!isAverage()) {
      return 1;
    }
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
          A in = scratch.image(planes * inputSize + loops.margin());
          A gradient = scratch.gradient(planes * inputSize + loops.margin());
          A out = scratch.columns(planes * outputSize + loops.margin());
          if (readsInput) {
            lanes.read(x, first * inputSize, in, 0, planes * inputSize);
          }
          if (kind == PoolKind.MAX) {
            int[] found = kept == null ? maxima(planes, in, out, scratch) : kept;
            int foundAt = kept == null ? 0 : (int) first * outputSize;
            lanes.read(dy, first * outputSize, out, 0, planes * outputSize);
            scatter(planes, out, found, foundAt, gradient);
          } else {
            double[] factors = kind == PoolKind.P_NORM ? powers(planes, in, scratch) : null;
            lanes.read(dy, first * outputSize, out, 0, planes * outputSize);
            spread(planes, in, out, factors, gradient, scratch);
          }
          lanes.write(gradient, 0, dx, first * inputSize, planes * inputSize);
        });
  }

  /** Backward of the maximum. */
  private void scatter(int planes, A out, int[] found, int foundAt, A gradient) {
    for (int plane = 0; plane < planes; plane++) {
      int at = plane * outputSize;
      loops.scatter(out, at, found, foundAt + at, gradient, plane * inputSize);
    }
  }

  /** Backward of everything but the maximum. */
  private void spread(int planes, A in, A out, double[] norms, A gradient, Scratch<A> scratch) {
    if (kind != PoolKind.P_NORM && loops.spreads()) {
      for (int plane = 0; plane < planes; plane++) {
        loops.spread(out, plane * outputSize, gradient, plane * inputSize);
      }
      return;
    }
    lanes.fill(gradient, 0, planes * inputSize, 0);
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
    A row = scratch.work(window.width().input());
    lanes.fill(row, 0, window.width().input(), 0);
    for (int plane = 0; plane < planes; plane++) {
      if (isAverage()) {
        lanes.divide(out, plane * outputSize, divisorElements, 0, outputSize);
      }
      spreadEvenly(out, plane * outputSize, gradient, plane * inputSize, row);
    }
  }

  /**
   * Adds each output's share to all elements of its window in a plane: along a row first, which all
   * rows of the windows then have in common.
   *
   * @param row memory for a row, 0 where no window is
   */
  private void spreadEvenly(A out, int outAt, A gradient, int gradientAt, A row) {
    Axis horizontal = window.width();
    int width = horizontal.input();
    boolean windowByWindow =
        horizontal.dilation() == 1 && horizontal.output() < horizontal.kernel();
    boolean assign = isApart(horizontal) && !windowByWindow;
    boolean rowsApart = isApart(window.height());
    for (int oh = 0; oh < window.height().output(); oh++) {
      int at = outAt + oh * horizontal.output();
      if (!assign) {
        lanes.fill(row, 0, width, 0);
      }
      if (windowByWindow) {
        for (int ow = 0; ow < horizontal.output(); ow++) {
          int first = tables.firstColumn(ow);
          int count = tables.endColumn(ow) - first;
          lanes.addElement(out, at + ow, row, tables.column(ow) + first, count);
        }
      } else {
        for (int kw = 0; kw < horizontal.kernel(); kw++) {
          int from = horizontal.firstOutput(kw);
          int count = horizontal.endOutput(kw) - from;
          int start = horizontal.start(from) + kw * horizontal.dilation();
          if (count > 0 && assign) {
            lanes.spread(out, at + from, 1, row, start, horizontal.stride(), count);
          } else if (count > 0) {
            lanes.scatterAdd(out, at + from, row, start, horizontal.stride(), count);
          }
        }
      }
      for (int kh = tables.firstRow(oh); kh < tables.endRow(oh); kh++) {
        int to = gradientAt + tables.row(oh, kh);
        if (rowsApart) {
          lanes.gather(row, 0, 1, gradient, to, width);
        } else {
          lanes.add(row, 0, gradient, to, width);
        }
      }
    }
  }

  /** Whether windows have no element in common. */
  private static boolean isApart(Axis axis) {
    return axis.stride() > (axis.kernel() - 1) * axis.dilation();
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
