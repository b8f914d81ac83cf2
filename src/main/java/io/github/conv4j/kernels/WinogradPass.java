package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;

/**
 * A cross-correlation of images with 3×3 kernels, stride 1, by {@link WinogradTransforms}: tiles of
 * (m+2)² elements, (m+2)² products of matrices [outputs × inputs] · [inputs × tiles], tiles of m²
 * results.
 *
 * <p>A vector holds the same tile of as many images, or as many neighbouring tiles of one image. A
 * task computes a band of rows of tiles of a group of images ({@link RowBand}); a block of its
 * tiles goes through all three steps while it is in the second cache.
 *
 * <p>What is not finite spreads over its tile, and sums on the way may overflow where the result
 * would not. Either leaves results that are not finite, as every factor of the transforms that is
 * not 0 passes it on; so {@link #run} refuses these.
 */
final class WinogradPass<A> {

  /** Elements of a band's planes and results at most: they stay in the caches. */
  private static final int BAND_ELEMENTS = 192 << 10;

  /**
   * Elements of transformed tiles and products of one block, for each element of a vector:
   * processors with longer vectors have larger second caches.
   */
  private static final int TRANSFORMED_PER_LANE = 4 << 10;

  /** Vectors of tiles of a block at least, where there are so many. */
  private static final int FEWEST_VECTORS = 4;

  /** Rows of products at a time at least, in blocks of the microkernel. */
  private static final int FEWEST_ROWS = 4;

  /** Elements between points: at powers of two they would share a set of the first cache. */
  private static final int POINT_GAP = 32;

  /** Terms of one pass over a block. */
  private static final int PASS_TERMS = 256;

  private static final int KERNEL = 3;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final WinogradTransforms<A> transforms;
  private final WinogradWeights<A> weights;
  private final PlaneTransfer<A> transfer;
  private final Window window;
  private final int inputs;
  private final int outputs;
  private final int tile;
  private final int points;

  /** Vectors of tiles that go through all steps together, and outputs of one pass over them. */
  private final int block;

  private final int rowsAtOnce;
  private final Microkernel.Products products;
  private final BandPlans<Plan> plans;

  /**
   * How images are cut.
   *
   * @param bands rows
   * @param tables per band; bands of equal sizes share them
   */
  private record Plan(RowBand[] bands, Tables[] tables) {}

  /**
   * What a band visits.
   *
   * @param inputRuns where its input lies in planes
   * @param full whether that is all of the planes
   * @param channelSize elements of a channel's planes
   * @param inputTiles where the input's tiles lie in them
   * @param outputRuns where its output lies in the results
   * @param resultSize elements of an output's results
   * @param outputTiles where the output's tiles lie in them
   */
  private record Tables(
      PlaneRuns inputRuns,
      boolean full,
      int channelSize,
      WinogradTransforms.Tiles inputTiles,
      PlaneRuns outputRuns,
      int resultSize,
      WinogradTransforms.Tiles outputTiles) {

    int vectors() {
      return inputTiles.positions().length;
    }
  }

  /**
   * For one shape.
   *
   * @param lanes element type
   * @param window sizes: kernel 3, stride and dilation 1
   * @param inputs channels of the input
   * @param outputs channels of the output
   * @param tile m, 2 or 4
   * @param neighbours what a vector holds
   */
  WinogradPass(
      Lanes<A> lanes, Window window, int inputs, int outputs, int tile, Neighbours neighbours) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.transforms = lanes.winograd(tile);
    this.weights = new WinogradWeights<>(lanes, tile);
    this.transfer = new PlaneTransfer<>(lanes, neighbours);
    this.window = window;
    this.inputs = inputs;
    this.outputs = outputs;
    this.tile = tile;
    this.points = (tile + KERNEL - 1) * (tile + KERNEL - 1);
    int width = microkernel.width();
    int height = microkernel.height();
    long most = TRANSFORMED_PER_LANE / points;
    long fitting = Math.max(FEWEST_VECTORS, most / ((long) inputs + outputs));
    long there = Math.max(1, tables(window).vectors());
    this.block = Division.ceil((int) Math.min(fitting, there), width) * width;
    long rows = (most / block - inputs) / height;
    this.rowsAtOnce = (int) Math.min(outputs, Math.max(FEWEST_ROWS, rows) * height);
    int row = block * microkernel.lanes();
    int blockSize = Math.multiplyExact(Math.addExact(inputs, rowsAtOnce), row);
    Math.multiplyExact(points, Math.addExact(blockSize, 2 * POINT_GAP));
    Math.multiplyExact(points, Math.multiplyExact(inputs, outputs));
    int[] inBlock = consecutive(block, microkernel.lanes());
    this.products = new Microkernel.Products(consecutive(inputs, row), inBlock, inBlock, row);
    this.plans = new BandPlans<>(this::plan);
    // Sizes that overflow are refused now, not in the first call.
    plans.of(Integer.MAX_VALUE);
  }

  private Plan plan(int atLeast) {
    long row = (long) window.width().output() * transfer.group();
    RowBand[] bands =
        RowBand.ofOutputs(
                window,
                tile,
                atLeast,
                rows -> ((rows + KERNEL - 1L) * inputs + (long) rows * outputs) * row,
                BAND_ELEMENTS)
            .toArray(RowBand[]::new);
    Map<Window, Tables> known = new HashMap<>();
    Tables[] tables = new Tables[bands.length];
    Arrays.setAll(tables, i -> known.computeIfAbsent(bands[i].window(), this::tables));
    return new Plan(bands, tables);
  }

  private Tables tables(Window band) {
    Window tiled = new Window(tiles(band.height(), tile), tiles(band.width(), tile));
    InputPlanes planes = InputPlanes.of(tiled);
    PlaneRuns inputRuns = planes.runs();
    int group = transfer.group();
    int channelSize = Math.multiplyExact(planes.channelSize(), group);
    Math.addExact(Math.multiplyExact(inputs, channelSize), microkernel.lanes());
    int columns = tiled.width().output();
    int[] positions = transfer.positions(tiled.height().output(), columns, 0, 0, planes.columns());
    int resultPlane = Math.multiplyExact(positions.length, microkernel.lanes());
    int resultSize = Math.multiplyExact(tile * tile, resultPlane);
    Math.multiplyExact(outputs, resultSize);
    int[] taps = new int[points];
    int side = tile + KERNEL - 1;
    Arrays.setAll(taps, i -> planes.tap(i / side, i % side) * group);
    return new Tables(
        inputRuns,
        inputRuns.size() == planes.channelSize(),
        channelSize,
        new WinogradTransforms.Tiles(taps, positions),
        outputRuns(
            band, tile, resultPlane / group, transfer.ofImages() ? columns : planes.columns()),
        resultSize,
        new WinogradTransforms.Tiles(
            consecutive(tile * tile, resultPlane),
            consecutive(positions.length, microkernel.lanes())));
  }

  /** The tiles along an axis as windows of it. */
  private static Axis tiles(Axis axis, int tile) {
    int count = Division.ceil(axis.output(), tile);
    int size = tile + KERNEL - 1;
    int after = Math.max(0, (count - 1) * tile + size - axis.before() - axis.input());
    return new Axis(axis.input(), count, size, tile, 1, axis.before(), after);
  }

  private static int[] consecutive(int count, int step) {
    int[] offsets = new int[count];
    Arrays.setAll(offsets, i -> i * step);
    return offsets;
  }

  private static PlaneRuns outputRuns(Window window, int tile, int plane, int rowLength) {
    PlaneRuns.Builder runs = new PlaneRuns.Builder(window.outputSize(), tile);
    int columns = window.width().output();
    for (int row = 0; row < window.height().output(); row++) {
      for (int phase = 0; phase < Math.min(tile, columns); phase++) {
        runs.add(
            row * columns + phase,
            (row % tile * tile + phase) * plane + row / tile * rowLength,
            Division.ceil(columns - phase, tile));
      }
    }
    return runs.build();
  }

  /**
   * Where the weights of output o and input i are.
   *
   * @param perOutput distance of two outputs
   * @param perInput distance of two inputs
   * @param rotated whether the nine weights come in reverse order
   */
  record Order(int perOutput, int perInput, boolean rotated) {}

  /**
   * Computes a batch.
   *
   * @param batch images
   * @param x input [N, inputs, H, W]
   * @param mask rectified output of the same shape as x, where it is 0 x counts as 0; or null
   * @param w weights
   * @param order where they are
   * @param bias one number per output, or null
   * @param rectify whether negative results become 0
   * @param y output [N, outputs, OH, OW], overwritten
   * @return whether all results are finite; if not, y is undefined
   */
  boolean run(
      int batch, Pointer x, Pointer mask, A w, Order order, A bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    A arranged = scratch.lendArray(points * outputs * inputs);
    Workers.run(outputs, output -> transformWeights(output, w, order, arranged));
    int groups = transfer.groups(batch);
    Plan plan = plans.of(groups);
    AtomicBoolean finite = new AtomicBoolean(true);
    BandPlans.run(
        groups,
        plan.bands().length,
        outputs,
        rowsAtOnce,
        (group, band, from, end) -> {
          if (finite.get()
              && !compute(
                  batch,
                  group,
                  plan.bands()[band],
                  plan.tables()[band],
                  from,
                  end,
                  x,
                  mask,
                  arranged,
                  bias,
                  rectify,
                  y)) {
            finite.set(false);
          }
        });
    scratch.takeBack(arranged);
    return finite.get();
  }

  /** Some outputs of a band; false, and nothing, if something is not finite. */
  private boolean compute(
      int batch,
      int group,
      RowBand band,
      Tables of,
      int firstOutput,
      int endOutput,
      Pointer x,
      Pointer mask,
      A arranged,
      A bias,
      boolean rectify,
      Pointer y) {
    A planes = lanes.scratch().work(inputs * of.channelSize() + microkernel.lanes());
    pack(batch, group, band, of, x, mask, planes);
    int row = block * microkernel.lanes();
    int tileStep = inputs * row + POINT_GAP;
    int sumStep = rowsAtOnce * row + POINT_GAP;
    A tiles = lanes.scratch().columns(points * (tileStep + sumStep));
    A results = lanes.scratch().gradient((endOutput - firstOutput) * of.resultSize());
    int tilesAt = lanes.start();
    int sumsAt = tilesAt + points * tileStep;
    for (int from = 0; from < of.vectors(); from += block) {
      int end = Math.min(of.vectors(), from + block);
      for (int i = 0; i < inputs; i++) {
        int at = lanes.start() + i * of.channelSize();
        transforms.input(
            of.inputTiles(), from, end, planes, at, tiles, tilesAt + i * row, tileStep);
      }
      for (int output = firstOutput; output < endOutput; output += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, endOutput - output);
        for (int point = 0; point < points; point++) {
          int at = sumsAt + point * sumStep;
          multiply(
              output, rows, point, end - from, tiles, tilesAt + point * tileStep, arranged, at);
        }
        for (int o = 0; o < rows; o++) {
          transforms.output(
              tiles,
              sumsAt + o * row,
              sumStep,
              of.outputTiles(),
              from,
              end,
              bias,
              output + o,
              results,
              lanes.start() + (output + o - firstOutput) * of.resultSize());
        }
      }
    }
    int count = (endOutput - firstOutput) * of.resultSize();
    if (!microkernel.isFinite(results, lanes.start(), count)) {
      return false;
    }
    if (rectify) {
      lanes.rectify(results, lanes.start(), count);
    }
    int rows = endOutput - firstOutput;
    Part part = band.output(batch, group, outputs, firstOutput, rows, window.outputSize());
    transfer.unpack(part, results, lanes.start(), of.resultSize(), of.outputRuns(), true, y);
    return true;
  }

  /** The products at a point for some outputs; beside the tiles, in the same array. */
  private void multiply(
      int output, int rows, int point, int vectors, A tiles, int tilesAt, A arranged, int sumsAt) {
    for (int term = 0; term < inputs; term += PASS_TERMS) {
      microkernel.products(
          products,
          0,
          vectors,
          term,
          Math.min(inputs, term + PASS_TERMS),
          rows,
          tiles,
          tilesAt,
          arranged,
          arrangedAt(output, rows, point),
          null,
          0,
          term > 0,
          false,
          tiles,
          sumsAt);
    }
  }

  /** Where the weights of a point lie for some outputs that are computed together. */
  private int arrangedAt(int output, int rows, int point) {
    return (output * points + point * rows) * inputs;
  }

  private void pack(
      int batch, int group, RowBand band, Tables of, Pointer x, Pointer mask, A planes) {
    int end = lanes.start() + inputs * of.channelSize();
    if (!of.full()) {
      lanes.fill(planes, lanes.start(), end, 0);
    }
    lanes.fill(planes, end, end + microkernel.lanes(), 0);
    Part part = band.input(batch, group, inputs, 0, inputs, window.inputSize());
    transfer.pack(part, x, mask, of.inputRuns(), planes, lanes.start(), of.channelSize());
  }

  /** Transforms the weights of one output to where the products of each point read them. */
  private void transformWeights(int output, A w, Order order, A to) {
    int first = output / rowsAtOnce * rowsAtOnce;
    int rows = Math.min(rowsAtOnce, outputs - first);
    weights.transform(
        inputs,
        w,
        output * order.perOutput(),
        order.perInput(),
        order.rotated(),
        to,
        arrangedAt(first, rows, 0) + microkernel.arrangedAt(rows, output - first, inputs),
        microkernel.arrangedStep(rows, output - first),
        rows * inputs);
  }
}
