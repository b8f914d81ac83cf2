package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import org.bytedeco.javacpp.Pointer;

/**
 * Two-dimensional convolution of a batch of images by matrix products.
 *
 * <p>The windows of an image become the columns of a matrix of C·KH·KW rows, one tile of output
 * rows at a time; with the weights as a matrix of one row per filter,
 *
 * <pre>
 *   y  = W · col + b        dW = Σ dy · colᵀ        db = Σ dy        dcol = Wᵀ · dy, dX = scatter(dcol)
 * </pre>
 */
final class Im2colConvolution<A> extends ConvolutionKernel<A> {

  /** Size that a column tile is cut to: small enough to stay in a core's second-level cache. */
  static final int TILE_ELEMENTS = 1 << 18;

  /** The weight gradient is summed in at most so many parts, which take memory. */
  private static final int MAX_PARTS = 16;

  private static final long MAX_PART_BYTES = 64L << 20;

  private final int inputSize;
  private final int outputSize;
  private final int taps;
  private final int tileRows;
  private final int tiles;

  Im2colConvolution(
      Lanes<A> lanes, Window window, int channels, int filters, Orientation orientation) {
    super(lanes, window, channels, filters, orientation);
    this.inputSize = window.inputSize();
    this.outputSize = window.outputSize();
    this.taps = Math.multiplyExact(channels, window.kernelSize());
    int rows = window.height().output();
    long perRow = (long) taps * window.width().output();
    this.tileRows = (int) Math.max(1, Math.min(rows, TILE_ELEMENTS / perRow));
    Math.multiplyExact(taps, Math.multiplyExact(tileRows, window.width().output()));
    this.tiles = Division.ceil(rows, tileRows);
  }

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    int tasks = Math.multiplyExact(batch, tiles);
    if (bias == null) {
      Workers.runWithBlas(
          tasks, task -> forwardTile(task / tiles, task % tiles, x, weights, null, rectify, y));
      return;
    }
    Scratch<A> scratch = lanes.scratch();
    Pointer background = scratch.lend((long) filters * outputSize);
    try {
      fillBackground(bias, background);
      Workers.runWithBlas(
          tasks,
          task -> forwardTile(task / tiles, task % tiles, x, weights, background, rectify, y));
    } finally {
      scratch.giveBack(background);
    }
  }

  /** One output image that holds nothing but the bias; the product is added to a copy of it. */
  private void fillBackground(Pointer bias, Pointer memory) {
    A values = lanes.newArray(filters);
    lanes.read(bias, 0, values, 0, filters);
    double[] wide = new double[filters];
    lanes.load(values, 0, wide, 0, filters);
    A image = lanes.newArray(filters * outputSize);
    for (int f = 0; f < filters; f++) {
      lanes.fill(image, f * outputSize, (f + 1) * outputSize, wide[f]);
    }
    lanes.write(image, 0, memory, 0, filters * outputSize);
  }

  private void forwardTile(
      int image,
      int tile,
      Pointer x,
      Pointer weights,
      Pointer background,
      boolean rectify,
      Pointer y) {
    int fromRow = tile * tileRows;
    int toRow = Math.min(window.height().output(), fromRow + tileRows);
    int width = window.width().output();
    int n = (toRow - fromRow) * width;
    long first = (long) fromRow * width;
    long yAt = (long) image * filters * outputSize;
    if (background != null) {
      copyRows(background, first, y, yAt + first, n);
    }
    double beta = background == null ? 0 : 1;
    long xAt = (long) image * channels * inputSize;
    // Without padding and steps the image itself is the column matrix.
    boolean identity = window.isIdentity();
    Pointer columns = identity ? x : columns(x, xAt, fromRow, toRow);
    lanes.gemm(
        false,
        false,
        filters,
        n,
        taps,
        weights,
        0,
        taps,
        columns,
        identity ? xAt + first : 0,
        identity ? inputSize : n,
        beta,
        y,
        yAt + first,
        outputSize);
    if (rectify) {
      A values = lanes.scratch().image(n);
      for (int f = 0; f < filters; f++) {
        long at = yAt + first + (long) f * outputSize;
        lanes.read(y, at, values, 0, n);
        lanes.rectify(values, 0, n);
        lanes.write(values, 0, y, at, n);
      }
    }
  }

  private void copyRows(Pointer from, long fromAt, Pointer to, long toAt, int count) {
    int runs = count == outputSize ? 1 : filters;
    long length = (long) (runs == 1 ? filters : 1) * count;
    for (int f = 0; f < runs; f++) {
      long skip = (long) f * outputSize;
      lanes.copy(from, fromAt + skip, to, toAt + skip, length);
    }
  }

  @Override
  public void backward(
      int batch,
      Pointer x,
      Pointer weights,
      Pointer y,
      Pointer dy,
      Pointer dx,
      Pointer dWeights,
      Pointer dBias) {
    if (y == null) {
      backward(batch, x, weights, dy, dx, dWeights, dBias);
      return;
    }
    Scratch<A> scratch = lanes.scratch();
    Pointer masked = scratch.lend((long) batch * filters * outputSize);
    try {
      Workers.run(batch, image -> mask(image, y, dy, masked));
      backward(batch, x, weights, masked, dx, dWeights, dBias);
    } finally {
      scratch.giveBack(masked);
    }
  }

  /** What of dy passes the rectifier, for one image. */
  private void mask(int image, Pointer y, Pointer dy, Pointer to) {
    int count = filters * outputSize;
    long at = (long) image * count;
    Scratch<A> scratch = lanes.scratch();
    A output = scratch.columns(count);
    A values = scratch.image(count);
    lanes.read(y, at, output, 0, count);
    lanes.read(dy, at, values, 0, count);
    lanes.mask(output, 0, values, 0, count);
    lanes.write(values, 0, to, at, count);
  }

  private void backward(
      int batch,
      Pointer x,
      Pointer weights,
      Pointer dy,
      Pointer dx,
      Pointer dWeights,
      Pointer dBias) {
    long weightCount = (long) filters * taps;
    long affordable = Math.max(1, MAX_PART_BYTES / (weightCount * lanes.bytes()));
    int parts = (int) Math.min(Math.min(batch, MAX_PARTS), affordable);
    double[][] biasSums = new double[parts][dBias == null ? 0 : filters];
    if (parts == 1) {
      Workers.runWithBlas(
          1, part -> backwardPart(0, batch, x, weights, dy, dx, dWeights, 0, biasSums[0]));
    } else {
      Scratch<A> scratch = lanes.scratch();
      Pointer sums = scratch.lend(parts * weightCount);
      try {
        Workers.runWithBlas(
            parts,
            part ->
                backwardPart(
                    (int) ((long) batch * part / parts),
                    (int) ((long) batch * (part + 1) / parts),
                    x,
                    weights,
                    dy,
                    dx,
                    sums,
                    part * weightCount,
                    biasSums[part]));
        reduce(sums, parts, Math.toIntExact(weightCount), dWeights);
      } finally {
        scratch.giveBack(sums);
      }
    }
    if (dBias != null) {
      A total = lanes.newArray(filters);
      double[] wide = biasSums[0];
      for (int part = 1; part < parts; part++) {
        for (int f = 0; f < filters; f++) {
          wide[f] += biasSums[part][f];
        }
      }
      lanes.store(wide, 0, total, 0, filters);
      lanes.write(total, 0, dBias, 0, filters);
    }
  }

  private void backwardPart(
      int from,
      int to,
      Pointer x,
      Pointer weights,
      Pointer dy,
      Pointer dx,
      Pointer sums,
      long sumsAt,
      double[] biasSums) {
    for (int image = from; image < to; image++) {
      backwardImage(image, x, weights, dy, dx, sums, sumsAt, image > from, biasSums);
    }
  }

  private void reduce(Pointer sums, int parts, int count, Pointer to) {
    A total = lanes.newArray(count);
    A part = lanes.newArray(count);
    lanes.read(sums, 0, total, 0, count);
    for (int i = 1; i < parts; i++) {
      lanes.read(sums, (long) i * count, part, 0, count);
      lanes.add(part, 0, total, 0, count);
    }
    lanes.write(total, 0, to, 0, count);
  }

  private void backwardImage(
      int image,
      Pointer x,
      Pointer weights,
      Pointer dy,
      Pointer dx,
      Pointer dWeights,
      long dWeightsAt,
      boolean accumulate,
      double[] biasSums) {
    long xAt = (long) image * channels * inputSize;
    long yAt = (long) image * filters * outputSize;
    if (biasSums.length > 0) {
      A values = lanes.scratch().columns(filters * outputSize);
      lanes.read(dy, yAt, values, 0, filters * outputSize);
      for (int f = 0; f < filters; f++) {
        biasSums[f] += lanes.sum(values, f * outputSize, outputSize);
      }
    }
    if (window.isIdentity()) {
      int n = outputSize;
      lanes.gemm(
          false,
          true,
          filters,
          taps,
          n,
          dy,
          yAt,
          n,
          x,
          xAt,
          n,
          accumulate ? 1 : 0,
          dWeights,
          dWeightsAt,
          taps);
      if (dx != null) {
        lanes.gemm(true, false, taps, n, filters, weights, 0, taps, dy, yAt, n, 0, dx, xAt, n);
      }
      return;
    }
    int width = window.width().output();
    int imageElements = channels * inputSize;
    A dxImage = dx == null ? null : lanes.scratch().gradient(imageElements);
    if (dx != null) {
      lanes.fill(dxImage, 0, imageElements, 0);
    }
    for (int tile = 0; tile < tiles; tile++) {
      int fromRow = tile * tileRows;
      int toRow = Math.min(window.height().output(), fromRow + tileRows);
      int n = (toRow - fromRow) * width;
      long first = yAt + (long) fromRow * width;
      Pointer columns = columns(x, xAt, fromRow, toRow);
      double beta = accumulate || tile > 0 ? 1 : 0;
      lanes.gemm(
          false,
          true,
          filters,
          taps,
          n,
          dy,
          first,
          outputSize,
          columns,
          0,
          n,
          beta,
          dWeights,
          dWeightsAt,
          taps);
      if (dx == null) {
        continue;
      }
      lanes.gemm(
          true, false, taps, n, filters, weights, 0, taps, dy, first, outputSize, 0, columns, 0, n);
      A values = lanes.scratch().columns(taps * n);
      lanes.read(columns, 0, values, 0, taps * n);
      scatter(values, fromRow, toRow, dxImage);
    }
    if (dx != null) {
      lanes.write(dxImage, 0, dx, xAt, imageElements);
    }
  }

  /**
   * The windows of some output rows as columns: element (tap, o) is what tap reads for output o.
   */
  private Pointer columns(Pointer x, long xAt, int fromRow, int toRow) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    int width = horizontal.output();
    int n = (toRow - fromRow) * width;
    int firstInput = Math.max(0, vertical.start(fromRow));
    int lastReach = vertical.start(toRow - 1) + (vertical.kernel() - 1) * vertical.dilation() + 1;
    int endInput = Math.max(firstInput, Math.min(vertical.input(), lastReach));
    int bandSize = (endInput - firstInput) * horizontal.input();
    Scratch<A> scratch = lanes.scratch();
    A band = readBand(scratch, x, xAt, firstInput, bandSize);
    A columns = scratch.columns(taps * n);
    int row = 0;
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < window.kernelSize(); tap++, row++) {
        int kernelIndex = flipped ? window.kernelSize() - 1 - tap : tap;
        int kh = kernelIndex / horizontal.kernel();
        int kw = kernelIndex % horizontal.kernel();
        int from = horizontal.firstOutput(kw);
        int end = Math.max(from, horizontal.endOutput(kw));
        int to = row * n;
        for (int oh = fromRow; oh < toRow; oh++, to += width) {
          int ih = vertical.start(oh) + kh * vertical.dilation();
          if (ih < 0 || ih >= vertical.input()) {
            lanes.fill(columns, to, to + width, 0);
            continue;
          }
          lanes.fill(columns, to, to + from, 0);
          if (end > from) {
            int start = horizontal.start(from) + kw * horizontal.dilation();
            lanes.gather(
                band,
                c * bandSize + (ih - firstInput) * horizontal.input() + start,
                horizontal.stride(),
                columns,
                to + from,
                end - from);
          }
          lanes.fill(columns, to + end, to + width, 0);
        }
      }
    }
    Pointer memory = scratch.columnMemory((long) taps * n);
    lanes.write(columns, 0, memory, 0, taps * n);
    return memory;
  }

  /** The input rows that a tile reads, of all channels. */
  private A readBand(Scratch<A> scratch, Pointer x, long xAt, int firstInput, int bandSize) {
    A band = scratch.image(channels * bandSize);
    if (bandSize == inputSize) {
      lanes.read(x, xAt, band, 0, channels * inputSize);
    } else {
      long skip = (long) firstInput * window.width().input();
      for (int c = 0; c < channels; c++) {
        lanes.read(x, xAt + (long) c * inputSize + skip, band, c * bandSize, bandSize);
      }
    }
    return band;
  }

  /**
   * The reverse of {@link #columns}: adds each column element to the input element it came from.
   */
  private void scatter(A columns, int fromRow, int toRow, A image) {
    Axis vertical = window.height();
    Axis horizontal = window.width();
    int width = horizontal.output();
    int n = (toRow - fromRow) * width;
    int row = 0;
    for (int c = 0; c < channels; c++) {
      for (int tap = 0; tap < window.kernelSize(); tap++, row++) {
        int kernelIndex = flipped ? window.kernelSize() - 1 - tap : tap;
        int kh = kernelIndex / horizontal.kernel();
        int kw = kernelIndex % horizontal.kernel();
        int from = horizontal.firstOutput(kw);
        int count = horizontal.endOutput(kw) - from;
        if (count <= 0) {
          continue;
        }
        int start = horizontal.start(from) + kw * horizontal.dilation();
        int at = row * n + from;
        for (int oh = fromRow; oh < toRow; oh++, at += width) {
          int ih = vertical.start(oh) + kh * vertical.dilation();
          if (ih >= 0 && ih < vertical.input()) {
            lanes.scatterAdd(
                columns,
                at,
                image,
                c * inputSize + ih * horizontal.input() + start,
                horizontal.stride(),
                count);
          }
        }
      }
    }
  }
}
