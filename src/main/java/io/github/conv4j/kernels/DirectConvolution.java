package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolution by its definition, without a column matrix: each vector of neighbouring elements is
 * loaded once for several filters, each weight once for several vectors.
 *
 * <p>The neighbours are either as many images of the batch, which wastes nothing and suits small
 * images in large batches, or pixels of one image, which suits large images and small batches.
 * dL/dx is summed kernel element by kernel element in planes like the input's.
 *
 * <p>Work goes in chunks of images whose planes fit the caches. How a batch is cut into chunks, and
 * the order of summation, depend on the shape only; so results do not depend on the number of
 * workers.
 */
final class DirectConvolution<A> extends ConvolutionKernel<A> {

  /** What a vector holds. */
  enum Neighbours {
    /** The same pixel of as many images. */
    IMAGES,
    /** As many pixels of one image. */
    PIXELS
  }

  /** Elements of the planes that are worked on at a time. */
  private static final long CHUNK_ELEMENTS = 640L << 10;

  /** Elements that are turned between rows and vectors at a time: they stay in the caches. */
  private static final int BLOCK_ELEMENTS = 32 << 10;

  /** Tasks that even a single image is cut into, where there are enough rows. */
  private static final int TASKS = 4;

  private final Microkernel<A> microkernel;
  private final int lanesPerVector;
  private final int group;
  private final InputPlanes input;
  private final boolean full;
  private final boolean reachesAll;
  private final int inputSize;
  private final int outputVectors;
  private final int outputRow;
  private final int inputGradientRow;
  private final int filterRows;
  private final int channelRows;

  /** Per channel and kernel element: what it meets, and where its weight is in a filter. */
  private final int[] weightTaps;

  private final int[] weightIndices;
  private final int[] filterStarts;
  private final Microkernel.Products forward;
  private final Microkernel.Products backward;

  DirectConvolution(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      Orientation orientation,
      Neighbours neighbours) {
    super(lanes, window, channels, filters, orientation);
    this.microkernel = lanes.microkernel();
    this.lanesPerVector = microkernel.lanes();
    this.group = neighbours == Neighbours.IMAGES ? lanesPerVector : 1;
    this.input = InputPlanes.of(window, group);
    this.full = input.elements() * group == input.channelSize();
    this.reachesAll = input.elements() == window.inputSize();
    this.inputSize =
        Math.addExact(Math.multiplyExact(channels, input.channelSize()), lanesPerVector);
    this.weightTaps = new int[channels * window.kernelSize()];
    this.weightIndices = new int[weightTaps.length];
    fillWeightTaps();
    int[] positions = positions();
    int[] consecutive = new int[positions.length];
    Arrays.setAll(consecutive, i -> i * lanesPerVector);
    this.outputVectors = positions.length;
    this.outputRow = Math.multiplyExact(outputVectors, lanesPerVector);
    Math.multiplyExact(filters, outputRow);
    // Vectors of pixels may reach beyond the last element.
    this.inputGradientRow = Math.addExact(input.channelSize(), lanesPerVector);
    this.filterRows = rowsPerTask(outputRow, filters);
    this.channelRows = rowsPerTask(inputGradientRow, channels);
    this.filterStarts = new int[filters];
    Arrays.setAll(filterStarts, f -> f * channels * window.kernelSize());
    int[] gradientTaps = new int[filters];
    Arrays.setAll(gradientTaps, f -> f * outputRow);
    this.forward = new Microkernel.Products(weightTaps, positions, consecutive, outputRow);
    this.backward =
        new Microkernel.Products(gradientTaps, consecutive, positions, inputGradientRow);
  }

  private int weightIndex(int kh, int kw) {
    int index = kh * window.width().kernel() + kw;
    return flipped ? window.kernelSize() - 1 - index : index;
  }

  private void fillWeightTaps() {
    int tap = 0;
    for (int c = 0; c < channels; c++) {
      for (int kh = 0; kh < window.height().kernel(); kh++) {
        for (int kw = 0; kw < window.width().kernel(); kw++, tap++) {
          weightTaps[tap] = input.tap(c, kh, kw);
          weightIndices[tap] = c * window.kernelSize() + weightIndex(kh, kw);
        }
      }
    }
  }

  private boolean ofImages() {
    return group > 1;
  }

  /** Output vectors: one per pixel, or as many as cover the planes up to the last pixel. */
  private int[] positions() {
    int rows = window.height().output();
    int columns = window.width().output();
    if (!ofImages()) {
      int length = (rows - 1) * input.columns() + columns;
      int[] positions = new int[ceil(length, lanesPerVector)];
      Arrays.setAll(positions, i -> i * lanesPerVector);
      return positions;
    }
    int[] positions = new int[rows * columns];
    Arrays.setAll(positions, i -> (i / columns * input.columns() + i % columns) * group);
    return positions;
  }

  // Forward --------------------------------------------------------------------------------------

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    int groups = groups(batch);
    int chunk = chunk(inputSize, groups);
    A planes = scratch.lendArray(Math.multiplyExact(chunk, inputSize));
    A w = scratch.lendArray(filters * weightTaps.length);
    A arranged = scratch.lendArray(filters * weightTaps.length);
    A b = bias == null ? null : scratch.lendArray(filters);
    lanes.read(lanes.view(weights), 0, w, 0, filters * weightTaps.length);
    if (bias != null) {
      lanes.read(lanes.view(bias), 0, b, 0, filters);
    }
    int channelBlock = blockOf(window.inputSize(), channels);
    int channelBlocks = ceil(channels, channelBlock);
    int parts = ceil(filters, filterRows);
    for (int from = 0; from < groups; from += chunk) {
      int first = from;
      int count = Math.min(chunk, groups - from);
      int packs = count * channelBlocks;
      Workers.run(
          first == 0 ? packs + parts : packs,
          task -> {
            if (task < packs) {
              int g = task / channelBlocks;
              int c = task % channelBlocks * channelBlock;
              int end = Math.min(channels, c + channelBlock);
              packInput(batch, first + g, c, end, x, planes, g * inputSize);
            } else {
              int f = (task - packs) * filterRows;
              int at = f * weightTaps.length;
              int rows = Math.min(filterRows, filters - f);
              microkernel.arrange(
                  lanes, rows, w, at, weightTaps.length, weightIndices, arranged, at);
            }
          });
      Workers.run(
          count * parts,
          task -> {
            int g = task / parts;
            int f = task % parts * filterRows;
            int rows = Math.min(filterRows, filters - f);
            forwardRows(batch, first + g, f, rows, planes, g * inputSize, arranged, b, rectify, y);
          });
    }
    scratch.takeBack(arranged);
    scratch.takeBack(planes);
    scratch.takeBack(w);
    if (b != null) {
      scratch.takeBack(b);
    }
  }

  private void forwardRows(
      int batch,
      int g,
      int f,
      int rows,
      A planes,
      int planesAt,
      A w,
      A b,
      boolean rectify,
      Pointer y) {
    A results = lanes.scratch().columns(Math.multiplyExact(rows, outputRow));
    microkernel.products(
        forward,
        0,
        outputVectors,
        rows,
        planes,
        planesAt,
        w,
        f * weightTaps.length,
        b,
        f,
        false,
        rectify,
        results,
        0);
    unpackOutput(batch, g, f, rows, results, y);
  }

  private void unpackOutput(int batch, int g, int f, int rows, A results, Pointer y) {
    int size = window.outputSize();
    A raw = lanes.scratch().image(group * rows * size);
    for (int i = 0; i < rows; i++) {
      if (ofImages()) {
        microkernel.separate(
            results,
            i * outputRow,
            raw,
            i * size,
            1,
            lanes.scratch().laneOffsets(lanesPerVector, rows * size),
            size);
      } else {
        int columns = window.width().output();
        for (int o = 0; o < window.height().output(); o++) {
          lanes.gather(
              results,
              i * outputRow + o * input.columns(),
              1,
              raw,
              i * size + o * columns,
              columns);
        }
      }
    }
    write(batch, g, f, rows, filters, size, raw, y);
  }

  /** Rows of some channels of a group's images go back to where they belong. */
  private void write(
      int batch, int g, int from, int rows, int channelCount, int size, A raw, Pointer to) {
    Pointer out = lanes.view(to);
    int images = Math.min(group, batch - g * group);
    for (int image = 0; image < images; image++) {
      long at = ((long) (g * group + image) * channelCount + from) * size;
      lanes.write(raw, image * rows * size, out, at, rows * size);
    }
  }

  /** Rows of some channels of a group's images; images that are not there are zeros. */
  private A read(int batch, int g, int from, int rows, int channelCount, int size, Pointer x) {
    A raw = lanes.scratch().image(group * rows * size);
    Pointer in = lanes.view(x);
    int images = Math.min(group, batch - g * group);
    for (int image = 0; image < images; image++) {
      long at = ((long) (g * group + image) * channelCount + from) * size;
      lanes.read(in, at, raw, image * rows * size, rows * size);
    }
    lanes.fill(raw, images * rows * size, group * rows * size, 0);
    return raw;
  }

  private void packInput(int batch, int g, int from, int end, Pointer x, A planes, int planesAt) {
    int size = window.inputSize();
    int rows = end - from;
    A raw = read(batch, g, from, rows, channels, size, x);
    int[] offsets = lanes.scratch().laneOffsets(lanesPerVector, rows * size);
    for (int c = 0; c < rows; c++) {
      int fromAt = c * size;
      int toAt = planesAt + (from + c) * input.channelSize();
      if (!full) {
        lanes.fill(planes, toAt, toAt + input.channelSize(), 0);
      }
      int stride = input.step();
      input.forEachRun(
          (element, at, count) -> {
            if (ofImages()) {
              microkernel.interleave(
                  raw, fromAt + element, stride, offsets, planes, toAt + at, count);
            } else {
              lanes.gather(raw, fromAt + element, stride, planes, toAt + at, count);
            }
          });
    }
  }

  // Backward -------------------------------------------------------------------------------------

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
    Scratch<A> scratch = lanes.scratch();
    int groups = groups(batch);
    int gradientSize = filters * outputRow;
    int chunk = chunk(Math.addExact(inputSize, gradientSize), groups);
    A planes = scratch.lendArray(Math.multiplyExact(chunk, inputSize));
    A gradients = scratch.lendArray(Math.multiplyExact(chunk, gradientSize));
    int weightCount = filters * weightTaps.length;
    A w = scratch.lendArray(weightCount);
    A arranged = scratch.lendArray(weightCount);
    A dw = scratch.lendArray(weightCount);
    double[] biasSums = new double[filters];
    lanes.read(lanes.view(weights), 0, w, 0, weightCount);
    lanes.fill(dw, 0, weightCount, 0);
    AtomicBoolean finite = new AtomicBoolean(ofImages() || lanes.isFinite(w, 0, weightCount));
    Microkernel.Correlations tables = correlations(chunk, gradientSize);
    int channelBlock = blockOf(window.inputSize(), channels);
    int channelBlocks = ceil(channels, channelBlock);
    int filterBlock = blockOf(window.outputSize(), filters);
    int packs = channelBlocks + ceil(filters, filterBlock);
    int channelParts = ceil(channels, channelRows);
    int filterParts = ceil(filters, filterRows);
    int tapsPerTask = tapsPerTask(filterParts);
    int tapParts = ceil(weightTaps.length, tapsPerTask);
    int weightTasks = filterParts * tapParts;
    for (int from = 0; from < groups && finite.get(); from += chunk) {
      int first = from;
      int count = Math.min(chunk, groups - from);
      Workers.run(
          count * packs + (first == 0 ? channelParts : 0),
          task -> {
            int g = task / packs;
            int i = task % packs;
            if (g >= count) {
              arrangeBackward((task - count * packs) * channelRows, w, arranged);
            } else if (i < channelBlocks) {
              int c = i * channelBlock;
              int end = Math.min(channels, c + channelBlock);
              packInput(batch, first + g, c, end, x, planes, g * inputSize);
              checkFinite(planes, g * inputSize + c * input.channelSize(), end - c, finite);
            } else {
              int f = (i - channelBlocks) * filterBlock;
              int rows = Math.min(filterBlock, filters - f);
              int at = g * gradientSize + f * outputRow;
              packGradient(batch, first + g, f, rows, y, dy, gradients, at, finite);
            }
          });
      Workers.run(
          weightTasks + count * channelParts,
          task -> {
            if (task < weightTasks) {
              int f = task / tapParts * filterRows;
              int tap = task % tapParts * tapsPerTask;
              int end = Math.min(weightTaps.length, tap + tapsPerTask);
              int rows = Math.min(filterRows, filters - f);
              int vectors = count * outputVectors;
              int at = f * outputRow;
              int dwAt = f * weightTaps.length;
              microkernel.correlations(
                  tables, 0, vectors, rows, tap, end, gradients, at, planes, 0, dw, dwAt);
              if (tap == 0 && dBias != null) {
                addBias(tables, f, rows, vectors, gradients, biasSums);
              }
            } else {
              int g = (task - weightTasks) / channelParts;
              int c = (task - weightTasks) % channelParts * channelRows;
              backwardRows(batch, first + g, c, gradients, g * gradientSize, arranged, dx);
            }
          });
    }
    if (finite.get()) {
      lanes.write(dw, 0, lanes.view(dWeights), 0, weightCount);
      if (dBias != null) {
        lanes.store(biasSums, 0, w, 0, filters);
        lanes.write(w, 0, lanes.view(dBias), 0, filters);
      }
    }
    scratch.takeBack(planes);
    scratch.takeBack(gradients);
    scratch.takeBack(w);
    scratch.takeBack(arranged);
    scratch.takeBack(dw);
    if (!finite.get()) {
      // Pixels that do not count are multiplied by zero, which only finite numbers bear.
      Orientation orientation = flipped ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION;
      new Im2colConvolution<>(lanes, window, channels, filters, orientation)
          .backward(batch, x, weights, y, dy, dx, dWeights, dBias);
    }
  }

  private void checkFinite(A planes, int at, int rows, AtomicBoolean finite) {
    if (!ofImages() && !lanes.isFinite(planes, at, rows * input.channelSize())) {
      finite.set(false);
    }
  }

  /** Weights of some channels as dL/dx needs them: for each kernel element, filter by filter. */
  private void arrangeBackward(int c, A w, A arranged) {
    int rows = Math.min(channelRows, channels - c);
    for (int k = 0; k < window.kernelSize(); k++) {
      microkernel.arrange(
          lanes,
          rows,
          w,
          c * window.kernelSize() + weightIndices[k],
          window.kernelSize(),
          filterStarts,
          arranged,
          (k * channels + c) * filters);
    }
  }

  private void addBias(
      Microkernel.Correlations tables, int f, int rows, int vectors, A gradients, double[] sums) {
    for (int i = f; i < f + rows; i++) {
      sums[i] += microkernel.sum(gradients, i * outputRow, tables.left(), vectors);
    }
  }

  private Microkernel.Correlations correlations(int chunk, int gradientSize) {
    int[] left = new int[chunk * outputVectors];
    int[] right = new int[chunk * outputVectors];
    for (int i = 0; i < left.length; i++) {
      int g = i / outputVectors;
      int o = i % outputVectors;
      left[i] = g * gradientSize + o * lanesPerVector;
      right[i] = g * inputSize + forward.positions()[o];
    }
    return new Microkernel.Correlations(
        left, right, weightTaps, weightIndices, outputRow, weightTaps.length);
  }

  private void packGradient(
      int batch,
      int g,
      int f,
      int rows,
      Pointer y,
      Pointer dy,
      A gradients,
      int at,
      AtomicBoolean finite) {
    int size = window.outputSize();
    int width = window.width().output();
    A raw = read(batch, g, f, rows, filters, size, dy);
    if (y != null) {
      maskRaw(batch, g, f, rows, size, y, raw);
    }
    if (ofImages()) {
      int[] offsets = lanes.scratch().laneOffsets(lanesPerVector, rows * size);
      microkernel.interleave(raw, 0, 1, offsets, gradients, at, rows * size);
      return;
    }
    if (!lanes.isFinite(raw, 0, rows * size)) {
      finite.set(false);
    }
    lanes.fill(gradients, at, at + rows * outputRow, 0);
    for (int i = 0; i < rows; i++) {
      for (int o = 0; o < window.height().output(); o++) {
        int from = i * size + o * width;
        lanes.gather(raw, from, 1, gradients, at + i * outputRow + o * input.columns(), width);
      }
    }
  }

  private void maskRaw(int batch, int g, int from, int rows, int size, Pointer y, A raw) {
    A output = lanes.scratch().gradient(rows * size);
    Pointer in = lanes.view(y);
    int images = Math.min(group, batch - g * group);
    for (int image = 0; image < images; image++) {
      long at = ((long) (g * group + image) * filters + from) * size;
      lanes.read(in, at, output, 0, rows * size);
      lanes.mask(output, 0, raw, image * rows * size, rows * size);
    }
  }

  private void backwardRows(
      int batch, int g, int c, A gradients, int gradientsAt, A arranged, Pointer dx) {
    int rows = Math.min(channelRows, channels - c);
    A results = lanes.scratch().columns(Math.multiplyExact(rows, inputGradientRow));
    lanes.fill(results, 0, rows * inputGradientRow, 0);
    for (int k = 0; k < window.kernelSize(); k++) {
      microkernel.products(
          backward,
          0,
          outputVectors,
          rows,
          gradients,
          gradientsAt,
          arranged,
          (k * channels + c) * filters,
          null,
          0,
          true,
          false,
          results,
          weightTaps[k]);
    }
    unpackInputGradient(batch, g, c, rows, results, dx);
  }

  private void unpackInputGradient(int batch, int g, int c, int rows, A results, Pointer dx) {
    int size = window.inputSize();
    A raw = lanes.scratch().image(group * rows * size);
    int[] offsets = lanes.scratch().laneOffsets(lanesPerVector, rows * size);
    if (!reachesAll) {
      lanes.fill(raw, 0, group * rows * size, 0);
    }
    for (int i = 0; i < rows; i++) {
      int fromAt = i * inputGradientRow;
      int toAt = i * size;
      input.forEachRun(
          (element, at, count) -> {
            if (ofImages()) {
              microkernel.separate(
                  results, fromAt + at, raw, toAt + element, input.step(), offsets, count);
            } else {
              lanes.spread(results, fromAt + at, 1, raw, toAt + element, input.step(), count);
            }
          });
    }
    write(batch, g, c, rows, channels, size, raw, dx);
  }

  // Cutting --------------------------------------------------------------------------------------

  private int groups(int batch) {
    return ceil(batch, group);
  }

  private static int chunk(int elementsPerGroup, int groups) {
    return (int) Math.max(1, Math.min(groups, CHUNK_ELEMENTS / elementsPerGroup));
  }

  /** Rows of a length that are turned at a time. */
  private int blockOf(int length, int rows) {
    return Math.max(1, Math.min(rows, BLOCK_ELEMENTS / Math.max(1, length * group)));
  }

  /** Rows of one task: their results fit a cache, and there are tasks for several workers. */
  private int rowsPerTask(int resultRow, int rows) {
    int most = Math.max(1, BLOCK_ELEMENTS / Math.max(1, resultRow));
    int parts = Math.max(ceil(rows, most), Math.min(TASKS, ceil(rows, 2 * microkernel.height())));
    return ceil(rows, parts);
  }

  private int tapsPerTask(int otherParts) {
    int vectors = ceil(weightTaps.length, microkernel.width());
    int parts = Math.max(1, Math.min(vectors, ceil(2 * TASKS, otherParts)));
    return ceil(vectors, parts) * microkernel.width();
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
