package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolution by its definition, without a column matrix: each vector of neighbouring elements is
 * loaded once for several filters, each weight once for several vectors.
 *
 * <p>The neighbours are either as many images of the batch, which wastes nothing and suits small
 * images in large batches, or pixels of one image, which suits large images and small batches.
 * dL/dx is computed in the same way from dL/dy with zeros around it, see {@link GradientPlanes};
 * for dL/dw see {@link DirectWeightGradient}.
 *
 * <p>Work goes in chunks of images whose planes fit the caches. How a batch is cut into chunks, and
 * the order of summation, depend on the shape only; so results do not depend on the number of
 * workers.
 */
final class DirectConvolution<A> extends ConvolutionKernel<A> {

  /** Elements of the planes that are worked on at a time. */
  private static final long CHUNK_ELEMENTS = 640L << 10;

  /** Elements that one task carries over or computes at a time: they stay in the caches. */
  private static final int BLOCK_ELEMENTS = 32 << 10;

  /** Tasks that even a single image is cut into, where there are enough rows. */
  private static final int TASKS = 4;

  /** Terms, and vectors of a row, of one pass: what it reads stays in the first cache. */
  private static final int PASS_TERMS = 256;

  private static final int PASS_VECTORS = 16;

  /** Products for dL/dx, in proportion to the fewest possible, that are not worth avoiding. */
  private static final double MOST_WASTE = 1.3;

  private final Microkernel<A> microkernel;
  private final PlaneTransfer<A> transfer;

  /** Elements of a vector. */
  private final int lanesPerVector;

  private final InputPlanes input;
  private final PlaneRuns inputRuns;
  private final boolean inputFull;
  private final boolean reachesAll;
  private final int channelSize;
  private final int inputSize;

  private final PlaneRuns outputRuns;
  private final PlaneRuns gradientRuns;
  private final int gradientPlaneSize;
  private final int gradientSize;

  private final int outputRow;
  private final int inputGradientRow;
  private final int filterRows;
  private final int channelRows;
  private final Sweep forward;
  private final List<Sweep> backward;
  private final DirectWeightGradient<A> weightGradient;

  /**
   * A correlation of planes with weights.
   *
   * @param tables what it visits
   * @param weights per term, offset of its weight from the first of its row
   * @param firstTerm terms of the sweeps before it
   * @param accumulates whether it adds to what the sweeps before it computed
   */
  private record Sweep(
      Microkernel.Products tables, int[] weights, int firstTerm, boolean accumulates) {

    int terms() {
      return weights.length;
    }
  }

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
    this.transfer = new PlaneTransfer<>(lanes, neighbours);
    int group = transfer.group();
    this.input = InputPlanes.of(window);
    this.inputRuns = input.runs();
    this.channelSize = Math.multiplyExact(input.channelSize(), group);
    this.inputFull = inputRuns.size() == input.channelSize();
    this.reachesAll = inputRuns.size() == window.inputSize();
    this.inputSize = Math.addExact(Math.multiplyExact(channels, channelSize), lanesPerVector);
    GradientPlanes gradient = GradientPlanes.of(window, transfer.ofImages() ? 0 : lanesPerVector);
    this.gradientRuns = gradient.runs();
    this.gradientPlaneSize = Math.multiplyExact(gradient.planeSize(), group);
    this.gradientSize = Math.multiplyExact(filters, gradientPlaneSize);
    int[] positions =
        transfer.positions(
            window.height().output(), window.width().output(), 0, 0, input.columns());
    int[] consecutive = new int[positions.length];
    Arrays.setAll(consecutive, i -> i * lanesPerVector);
    this.outputRow = Math.multiplyExact(positions.length, lanesPerVector);
    this.outputRuns = outputRuns();
    // Vectors of pixels may reach beyond the last element.
    this.inputGradientRow = Math.addExact(channelSize, lanesPerVector);
    Math.multiplyExact(filters, outputRow);
    Math.multiplyExact(channels, inputGradientRow);
    this.filterRows = rowsPerTask(outputRow, filters);
    this.channelRows = rowsPerTask(inputGradientRow, channels);
    this.forward = forwardSweep(positions, consecutive);
    this.backward = backwardSweeps(gradient, positions);
    this.weightGradient = new DirectWeightGradient<>(lanes, window, channels, filters, flipped);
  }

  // Tables ---------------------------------------------------------------------------------------

  private int weightIndex(int kh, int kw) {
    int index = kh * window.width().kernel() + kw;
    return flipped ? window.kernelSize() - 1 - index : index;
  }

  private PlaneRuns outputRuns() {
    PlaneRuns.Builder runs = new PlaneRuns.Builder(1);
    int columns = window.width().output();
    int rowLength = transfer.ofImages() ? columns : input.columns();
    for (int row = 0; row < window.height().output(); row++) {
      runs.add(row * columns, row * rowLength, columns);
    }
    return runs.build();
  }

  private Sweep forwardSweep(int[] positions, int[] consecutive) {
    int[] taps = new int[Math.multiplyExact(channels, window.kernelSize())];
    int[] weights = new int[taps.length];
    int term = 0;
    for (int c = 0; c < channels; c++) {
      for (int kh = 0; kh < window.height().kernel(); kh++) {
        for (int kw = 0; kw < window.width().kernel(); kw++, term++) {
          taps[term] = c * channelSize + input.tap(kh, kw) * transfer.group();
          weights[term] = c * window.kernelSize() + weightIndex(kh, kw);
        }
      }
    }
    return new Sweep(
        new Microkernel.Products(taps, positions, consecutive, outputRow), weights, 0, false);
  }

  /**
   * What computes dL/dx: one sweep per phase of the input, each element once; or, where most of
   * what the elements would sum up lies outside the output (large kernels without padding on small
   * images), one sweep per kernel element that adds to the elements which the outputs meet.
   */
  private List<Sweep> backwardSweeps(GradientPlanes gradient, int[] outputs) {
    List<Sweep> sweeps = phaseSweeps(gradient);
    long products =
        sweeps.stream().mapToLong(s -> (long) s.terms() * s.tables().positions().length).sum();
    long fewest = (long) filters * window.kernelSize() * outputs.length;
    return products > MOST_WASTE * fewest ? elementSweeps(gradient, outputs) : sweeps;
  }

  private List<Sweep> elementSweeps(GradientPlanes gradient, int[] outputs) {
    int[] taps = new int[filters];
    Arrays.setAll(taps, f -> f * gradientPlaneSize);
    int[] positions = new int[outputs.length];
    Arrays.setAll(positions, i -> gradient.first() * transfer.group() + outputs[i]);
    List<Sweep> sweeps = new ArrayList<>();
    for (int kh = 0; kh < window.height().kernel(); kh++) {
      for (int kw = 0; kw < window.width().kernel(); kw++) {
        int index = weightIndex(kh, kw);
        int tap = input.tap(kh, kw) * transfer.group();
        int[] weights = new int[filters];
        Arrays.setAll(weights, f -> f * channels * window.kernelSize() + index);
        int[] results = new int[outputs.length];
        Arrays.setAll(results, i -> tap + outputs[i]);
        sweeps.add(
            new Sweep(
                new Microkernel.Products(taps, positions, results, inputGradientRow),
                weights,
                sweeps.size() * filters,
                true));
      }
    }
    return sweeps;
  }

  private List<Sweep> phaseSweeps(GradientPlanes gradient) {
    List<Sweep> sweeps = new ArrayList<>();
    int terms = 0;
    for (int vertical = 0; vertical < window.height().stride(); vertical++) {
      for (int horizontal = 0; horizontal < window.width().stride(); horizontal++) {
        Sweep sweep = backwardSweep(gradient, vertical, horizontal, terms);
        sweeps.add(sweep);
        terms += sweep.terms();
      }
    }
    return sweeps;
  }

  private Sweep backwardSweep(
      GradientPlanes gradient, int vertical, int horizontal, int firstTerm) {
    Axis height = window.height();
    Axis width = window.width();
    int[] taps = new int[filters * window.kernelSize()];
    int[] weights = new int[taps.length];
    int term = 0;
    for (int f = 0; f < filters; f++) {
      for (int kh = 0; kh < height.kernel(); kh++) {
        for (int kw = 0; kw < width.kernel(); kw++) {
          if (GradientPlanes.meets(height, kh, vertical)
              && GradientPlanes.meets(width, kw, horizontal)) {
            taps[term] = f * gradientPlaneSize + gradient.tap(window, kh, kw) * transfer.group();
            weights[term++] = f * channels * window.kernelSize() + weightIndex(kh, kw);
          }
        }
      }
    }
    int row = InputPlanes.firstInside(height, vertical);
    int column = InputPlanes.firstInside(width, horizontal);
    int[] positions =
        transfer.positions(
            InputPlanes.endInside(height, vertical) - row,
            InputPlanes.endInside(width, horizontal) - column,
            row,
            column,
            input.columns());
    int phase = vertical * width.stride() + horizontal;
    int phaseAt = phase * input.planeSize() * transfer.group();
    int[] results = new int[positions.length];
    Arrays.setAll(results, i -> phaseAt + positions[i]);
    return new Sweep(
        new Microkernel.Products(Arrays.copyOf(taps, term), positions, results, inputGradientRow),
        Arrays.copyOf(weights, term),
        firstTerm,
        false);
  }

  // Forward --------------------------------------------------------------------------------------

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    int groups = transfer.groups(batch);
    int chunk = chunk(inputSize, groups);
    int weightCount = filters * forward.terms();
    A planes = scratch.lendArray(Math.multiplyExact(chunk, inputSize));
    A w = scratch.lendArray(weightCount);
    A arranged = scratch.lendArray(weightCount);
    A b = bias == null ? null : scratch.lendArray(filters);
    lanes.read(weights, 0, w, 0, weightCount);
    if (bias != null) {
      lanes.read(bias, 0, b, 0, filters);
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
              packInput(inputPart(batch, first + g, c, end), x, planes, g * inputSize);
            } else {
              int f = (task - packs) * filterRows;
              arrange(
                  forward,
                  f,
                  Math.min(filterRows, filters - f),
                  w,
                  f * forward.terms(),
                  forward.terms(),
                  arranged,
                  f * forward.terms());
            }
          });
      Workers.run(
          count * parts,
          task -> {
            int g = task / parts;
            int f = task % parts * filterRows;
            int rows = Math.min(filterRows, filters - f);
            A results = lanes.scratch().columns(Math.multiplyExact(rows, outputRow));
            sweep(
                forward,
                rows,
                planes,
                g * inputSize,
                arranged,
                f * forward.terms(),
                b,
                f,
                rectify,
                results);
            transfer.unpack(
                outputPart(batch, first + g, f, rows), results, 0, outputRow, outputRuns, true, y);
          });
    }
    scratch.takeBack(arranged);
    scratch.takeBack(planes);
    scratch.takeBack(w);
    if (b != null) {
      scratch.takeBack(b);
    }
  }

  private Part inputPart(int batch, int g, int from, int end) {
    return new Part(batch, g, channels, from, end - from, window.inputSize());
  }

  private Part outputPart(int batch, int g, int from, int count) {
    return new Part(batch, g, filters, from, count, window.outputSize());
  }

  private void arrange(
      Sweep sweep, int row, int rows, A w, int fromAt, int fromRow, A arranged, int at) {
    microkernel.arrange(lanes, rows, w, fromAt, fromRow, sweep.weights(), arranged, at);
  }

  /** Computes some rows of a sweep, in passes that stay in the first cache. */
  private void sweep(
      Sweep sweep,
      int rows,
      A planes,
      int planesAt,
      A arranged,
      int arrangedAt,
      A start,
      int startAt,
      boolean rectify,
      A results) {
    Microkernel.Products tables = sweep.tables();
    int vectors = tables.positions().length;
    int terms = sweep.terms();
    int passes = Math.max(1, ceil(terms, PASS_TERMS));
    int passTerms = ceil(terms, passes);
    int passVectors = PASS_VECTORS * PASS_TERMS / Math.max(1, passTerms);
    for (int from = 0; from < vectors; from += passVectors) {
      int end = Math.min(vectors, from + passVectors);
      for (int pass = 0; pass < passes; pass++) {
        boolean last = pass == passes - 1;
        microkernel.products(
            tables,
            from,
            end,
            pass * passTerms,
            last ? terms : (pass + 1) * passTerms,
            rows,
            planes,
            planesAt,
            arranged,
            arrangedAt,
            pass == 0 ? start : null,
            startAt,
            sweep.accumulates() || pass > 0,
            last && rectify,
            results,
            0);
      }
    }
  }

  private void packInput(Part part, Pointer x, A planes, int planesAt) {
    int at = planesAt + part.from() * channelSize;
    int end = at + part.count() * channelSize;
    if (!inputFull) {
      lanes.fill(planes, at, end, 0);
    }
    if (part.from() + part.count() == channels) {
      lanes.fill(planes, end, end + lanesPerVector, 0);
    }
    if (transfer.isPlain(inputRuns, channelSize, part.planeSize())) {
      transfer.readPlain(part, x, planes, at);
    } else {
      transfer.pack(part, transfer.read(part, x), inputRuns, planes, at, channelSize);
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
    if (dx == null || inputGradient(batch, weights, y, dy, dx)) {
      weightGradient.run(batch, x, y, dy, dWeights, dBias);
      return;
    }
    // Zeros around dL/dy are multiplied too, which only finite weights bear.
    Orientation orientation = flipped ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION;
    new Im2colConvolution<>(lanes, window, channels, filters, orientation)
        .backward(batch, x, weights, y, dy, dx, dWeights, dBias);
  }

  /** Computes dL/dx, or nothing and returns false if weights are not finite. */
  private boolean inputGradient(int batch, Pointer weights, Pointer y, Pointer dy, Pointer dx) {
    Scratch<A> scratch = lanes.scratch();
    int weightCount = filters * forward.terms();
    A w = scratch.lendArray(weightCount);
    lanes.read(weights, 0, w, 0, weightCount);
    if (!microkernel.isFinite(w, 0, weightCount)) {
      scratch.takeBack(w);
      return false;
    }
    int groups = transfer.groups(batch);
    int chunk = chunk(gradientSize, groups);
    A gradients = scratch.lendArray(Math.multiplyExact(chunk, gradientSize));
    A arranged = scratch.lendArray(weightCount);
    int filterBlock = blockOf(window.outputSize(), filters);
    int packs = ceil(filters, filterBlock);
    int parts = ceil(channels, channelRows);
    for (int from = 0; from < groups; from += chunk) {
      int first = from;
      int count = Math.min(chunk, groups - from);
      Workers.run(
          count * packs + (first == 0 ? parts : 0),
          task -> {
            int g = task / packs;
            if (g >= count) {
              arrangeBackward((task - count * packs) * channelRows, w, arranged);
              return;
            }
            int f = task % packs * filterBlock;
            int rows = Math.min(filterBlock, filters - f);
            int at = g * gradientSize + f * gradientPlaneSize;
            packGradient(outputPart(batch, first + g, f, rows), y, dy, gradients, at);
          });
      Workers.run(
          count * parts,
          task -> {
            int g = task / parts;
            int c = task % parts * channelRows;
            backwardRows(batch, first + g, c, gradients, g * gradientSize, arranged, dx);
          });
    }
    scratch.takeBack(gradients);
    scratch.takeBack(w);
    scratch.takeBack(arranged);
    return true;
  }

  /** Weights of some channels as the sweeps for dL/dx need them. */
  private void arrangeBackward(int c, A w, A arranged) {
    int rows = Math.min(channelRows, channels - c);
    for (Sweep sweep : backward) {
      arrange(
          sweep,
          c,
          rows,
          w,
          c * window.kernelSize(),
          window.kernelSize(),
          arranged,
          arrangedAt(sweep, c));
    }
  }

  private int arrangedAt(Sweep sweep, int c) {
    return sweep.firstTerm() * channels + c * sweep.terms();
  }

  private void packGradient(Part part, Pointer y, Pointer dy, A gradients, int at) {
    A raw = transfer.read(part, dy);
    if (y != null) {
      transfer.mask(part, y, raw);
    }
    lanes.fill(gradients, at, at + part.count() * gradientPlaneSize, 0);
    transfer.pack(part, raw, gradientRuns, gradients, at, gradientPlaneSize);
  }

  private void backwardRows(
      int batch, int g, int c, A gradients, int gradientsAt, A arranged, Pointer dx) {
    int rows = Math.min(channelRows, channels - c);
    A results = lanes.scratch().columns(Math.multiplyExact(rows, inputGradientRow));
    if (backward.get(0).accumulates()) {
      lanes.fill(results, 0, rows * inputGradientRow, 0);
    }
    for (Sweep sweep : backward) {
      sweep(
          sweep,
          rows,
          gradients,
          gradientsAt,
          arranged,
          arrangedAt(sweep, c),
          null,
          0,
          false,
          results);
    }
    transfer.unpack(
        inputPart(batch, g, c, c + rows), results, 0, inputGradientRow, inputRuns, reachesAll, dx);
  }

  // Cutting --------------------------------------------------------------------------------------

  private static int chunk(int elementsPerGroup, int groups) {
    return (int) Math.max(1, Math.min(groups, CHUNK_ELEMENTS / elementsPerGroup));
  }

  /** Rows of a length that are carried over at a time. */
  private int blockOf(int length, int rows) {
    return Math.max(1, Math.min(rows, BLOCK_ELEMENTS / Math.max(1, length * transfer.group())));
  }

  /** Rows of one task: their results fit a cache, and there are tasks for several workers. */
  private int rowsPerTask(int resultRow, int rows) {
    int height = microkernel.height();
    // Fewer than the microkernel's would cost more than results that do not fit.
    int most = Math.max(height, BLOCK_ELEMENTS / Math.max(1, resultRow));
    int parts = Math.max(ceil(rows, most), Math.min(TASKS, ceil(rows, 2 * height)));
    int perTask = ceil(rows, parts);
    // Whole blocks of rows, but not twice as many as fit.
    return perTask >= height ? ceil(perTask, height) * height : perTask;
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
