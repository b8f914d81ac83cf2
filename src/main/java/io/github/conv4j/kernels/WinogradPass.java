package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import io.github.conv4j.kernels.PlaneTransfer.Part;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;

/**
 * A cross-correlation of images with 3×3 kernels, stride 1, by {@link WinogradTransforms}: tiles of
 * (m+2)² elements, (m+2)² products of matrices [outputs × inputs] · [inputs × tiles], tiles of m²
 * results. A block of tiles goes through all three steps while it is in the second cache.
 *
 * <p>A vector holds the same tile of as many images, or as many neighbouring tiles of one image.
 * What is not finite would spread over its tile, and sums on the way may overflow where the result
 * does not, so {@link #run} refuses both.
 */
final class WinogradPass<A> {

  /** Elements of planes that are worked on at a time. */
  private static final long CHUNK_ELEMENTS = 640L << 10;

  /** Elements of transformed tiles and products of one block. */
  private static final int TRANSFORMED_ELEMENTS = 64 << 10;

  /** Elements between points: at powers of two they would share a set of the first cache. */
  private static final int POINT_GAP = 32;

  /** Terms of one pass over a block. */
  private static final int PASS_TERMS = 256;

  /** More than the sums of the output transform grow: 3² for m = 2, 19² for m = 4. */
  private static final float GROWTH_2 = 16;

  private static final float GROWTH_4 = 512;

  private static final int KERNEL = 3;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final WinogradTransforms<A> transforms;
  private final PlaneTransfer<A> transfer;
  private final int inputs;
  private final int outputs;
  private final int points;
  private final float growth;
  private final int inputPlane;
  private final int outputPlane;
  private final PlaneRuns inputRuns;
  private final PlaneRuns outputRuns;
  private final boolean full;
  private final int channelSize;
  private final int inputSize;
  private final int outputChannelSize;
  private final int outputSize;
  private final int vectors;
  private final int block;
  private final WinogradTransforms.Tiles inputTiles;
  private final WinogradTransforms.Tiles outputTiles;
  private final Microkernel.Products products;
  private final int[] terms;

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
    this.transfer = new PlaneTransfer<>(lanes, neighbours);
    this.inputs = inputs;
    this.outputs = outputs;
    this.points = (tile + KERNEL - 1) * (tile + KERNEL - 1);
    this.growth = tile == 2 ? GROWTH_2 : GROWTH_4;
    this.inputPlane = window.inputSize();
    this.outputPlane = window.outputSize();
    Window tiled = new Window(tiles(window.height(), tile), tiles(window.width(), tile));
    InputPlanes planes = InputPlanes.of(tiled);
    int group = transfer.group();
    this.inputRuns = planes.runs();
    this.full = inputRuns.size() == planes.channelSize();
    this.channelSize = Math.multiplyExact(planes.channelSize(), group);
    this.inputSize = Math.addExact(Math.multiplyExact(inputs, channelSize), microkernel.lanes());
    int rows = tiled.height().output();
    int columns = tiled.width().output();
    int[] positions = transfer.positions(rows, columns, 0, 0, planes.columns());
    this.vectors = positions.length;
    int[] consecutive = consecutive(vectors, microkernel.lanes());
    int resultPlane = Math.multiplyExact(vectors, microkernel.lanes());
    this.outputChannelSize = Math.multiplyExact(tile * tile, resultPlane);
    this.outputSize = Math.multiplyExact(outputs, outputChannelSize);
    int[] taps = new int[points];
    int side = tile + KERNEL - 1;
    Arrays.setAll(taps, i -> planes.tap(i / side, i % side) * group);
    this.inputTiles = new WinogradTransforms.Tiles(taps, positions);
    this.outputTiles =
        new WinogradTransforms.Tiles(consecutive(tile * tile, resultPlane), consecutive);
    this.outputRuns =
        outputRuns(
            window, tile, resultPlane / group, transfer.ofImages() ? columns : planes.columns());
    long perVector = (long) points * (inputs + outputs) * microkernel.lanes();
    int most = (int) Math.max(1, Math.min(vectors / 2, TRANSFORMED_ELEMENTS / perVector / 2));
    this.block = Math.min(vectors, 2 * most);
    int row = block * microkernel.lanes();
    Math.multiplyExact(points, Math.multiplyExact(Math.max(inputs, outputs), row));
    Math.multiplyExact(points, Math.multiplyExact(inputs, outputs));
    int[] inBlock = consecutive(block, microkernel.lanes());
    this.products = new Microkernel.Products(consecutive(inputs, row), inBlock, inBlock, row);
    this.terms = consecutive(inputs, 1);
  }

  /** The tiles along an axis as windows of it. */
  private static Axis tiles(Axis axis, int tile) {
    int count = (axis.output() + tile - 1) / tile;
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
    PlaneRuns.Builder runs = new PlaneRuns.Builder(tile);
    int columns = window.width().output();
    for (int row = 0; row < window.height().output(); row++) {
      for (int phase = 0; phase < Math.min(tile, columns); phase++) {
        runs.add(
            row * columns + phase,
            (row % tile * tile + phase) * plane + row / tile * rowLength,
            (columns - phase + tile - 1) / tile);
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
   * @return whether all of x and w was finite, and nothing on the way too large to stay so; if not,
   *     y is undefined
   */
  boolean run(
      int batch, Pointer x, Pointer mask, A w, Order order, A bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    int matrix = outputs * inputs;
    AtomicBoolean finite =
        new AtomicBoolean(lanes.microkernel().isFinite(w, 0, matrix * KERNEL * KERNEL));
    int groups = transfer.groups(batch);
    int chunk = (int) Math.max(1, Math.min(groups, CHUNK_ELEMENTS / (inputSize + outputSize)));
    A planes = scratch.lendArray(Math.multiplyExact(chunk, inputSize));
    A results = scratch.lendArray(Math.multiplyExact(chunk, outputSize));
    A transformed = scratch.lendArray(points * matrix);
    A arranged = scratch.lendArray(points * matrix);
    Workers.run(outputs, o -> transformWeights(o, w, order, transformed));
    int inputBlock = transfer.rowsAtOnce(inputPlane, inputs);
    int packs = ceil(inputs, inputBlock);
    int outputBlock = transfer.rowsAtOnce(outputPlane, outputs);
    int unpacks = ceil(outputs, outputBlock);
    int blocks = ceil(vectors, block);
    for (int from = 0; from < groups && finite.get(); from += chunk) {
      int first = from;
      int count = Math.min(chunk, groups - from);
      Workers.run(
          count * packs + (first == 0 ? points : 0),
          task -> {
            if (task >= count * packs) {
              int at = (task - count * packs) * matrix;
              microkernel.arrange(lanes, outputs, transformed, at, inputs, terms, arranged, at);
              return;
            }
            int c = task % packs * inputBlock;
            int g = task / packs;
            Part part =
                new Part(batch, first + g, inputs, c, Math.min(inputBlock, inputs - c), inputPlane);
            pack(part, x, mask, planes, g * inputSize, finite);
          });
      if (finite.get()) {
        Workers.run(
            count * blocks,
            task -> {
              int g = task / blocks;
              boolean inRange =
                  compute(
                      task % blocks * block,
                      planes,
                      g * inputSize,
                      arranged,
                      bias,
                      rectify,
                      results,
                      g * outputSize);
              if (!inRange) {
                finite.set(false);
              }
            });
        Workers.run(
            count * unpacks,
            task -> {
              int g = task / unpacks;
              int o = task % unpacks * outputBlock;
              Part part =
                  new Part(
                      batch,
                      first + g,
                      outputs,
                      o,
                      Math.min(outputBlock, outputs - o),
                      outputPlane);
              int at = g * outputSize + o * outputChannelSize;
              transfer.unpack(part, results, at, outputChannelSize, outputRuns, true, y);
            });
      }
    }
    scratch.takeBack(planes);
    scratch.takeBack(results);
    scratch.takeBack(transformed);
    scratch.takeBack(arranged);
    return finite.get();
  }

  private void pack(
      Part part, Pointer x, Pointer mask, A planes, int planesAt, AtomicBoolean finite) {
    A raw = transfer.read(part, x);
    if (mask != null) {
      transfer.mask(part, mask, raw);
    }
    if (!microkernel.isFinite(raw, 0, transfer.group() * part.count() * part.planeSize())) {
      finite.set(false);
    }
    int at = planesAt + part.from() * channelSize;
    int end = at + part.count() * channelSize;
    if (!full) {
      lanes.fill(planes, at, end, 0);
    }
    if (part.from() + part.count() == inputs) {
      lanes.fill(planes, end, end + microkernel.lanes(), 0);
    }
    transfer.pack(part, raw, inputRuns, planes, at, channelSize);
  }

  private boolean compute(
      int from,
      A planes,
      int planesAt,
      A arranged,
      A bias,
      boolean rectify,
      A results,
      int resultsAt) {
    int end = Math.min(vectors, from + block);
    int row = block * microkernel.lanes();
    int tileStep = inputs * row + POINT_GAP;
    int sumStep = outputs * row + POINT_GAP;
    A tiles = lanes.scratch().columns(points * tileStep);
    A sums = lanes.scratch().gradient(points * sumStep);
    int start = lanes.start();
    for (int i = 0; i < inputs; i++) {
      int at = planesAt + i * channelSize;
      transforms.input(inputTiles, from, end, planes, at, tiles, start + i * row, tileStep);
    }
    for (int point = 0; point < points; point++) {
      for (int term = 0; term < inputs; term += PASS_TERMS) {
        microkernel.products(
            products,
            0,
            end - from,
            term,
            Math.min(inputs, term + PASS_TERMS),
            outputs,
            tiles,
            start + point * tileStep,
            arranged,
            point * outputs * inputs,
            null,
            0,
            term > 0,
            false,
            sums,
            start + point * sumStep);
      }
      if (!inRange(sums, start + point * sumStep, row, (end - from) * microkernel.lanes())) {
        return false;
      }
    }
    for (int o = 0; o < outputs; o++) {
      transforms.output(
          sums,
          start + o * row,
          sumStep,
          outputTiles,
          from,
          end,
          bias,
          o,
          rectify,
          results,
          resultsAt + o * outputChannelSize);
    }
    return true;
  }

  /** Whether the output transform of the products at a point cannot overflow. */
  private boolean inRange(A sums, int at, int row, int used) {
    if (used == row) {
      return microkernel.staysFinite(sums, at, outputs * row, growth);
    }
    boolean inRange = true;
    for (int o = 0; o < outputs; o++) {
      inRange &= microkernel.staysFinite(sums, at + o * row, used, growth);
    }
    return inRange;
  }

  /** G · g · Gᵀ for one output and all inputs; point by point, matrices [outputs × inputs]. */
  private void transformWeights(int output, A w, Order order, A to) {
    double[][] g = WinogradTransforms.weightMatrix(transforms.outputs());
    int side = g.length;
    double[] half = lanes.scratch().sums(side * KERNEL);
    int matrix = outputs * inputs;
    for (int input = 0; input < inputs; input++) {
      int at = output * order.perOutput() + input * order.perInput();
      int first = order.rotated() ? at + KERNEL * KERNEL - 1 : at;
      int step = order.rotated() ? -1 : 1;
      for (int column = 0; column < KERNEL; column++) {
        double w0 = lanes.get(w, first + step * column);
        double w1 = lanes.get(w, first + step * (column + KERNEL));
        double w2 = lanes.get(w, first + step * (column + 2 * KERNEL));
        for (int k = 0; k < side; k++) {
          half[k * KERNEL + column] = g[k][0] * w0 + g[k][1] * w1 + g[k][2] * w2;
        }
      }
      int place = output * inputs + input;
      for (int k = 0; k < side; k++) {
        double h0 = half[k * KERNEL];
        double h1 = half[k * KERNEL + 1];
        double h2 = half[k * KERNEL + 2];
        for (int l = 0; l < side; l++) {
          lanes.set(
              to, (k * side + l) * matrix + place, g[l][0] * h0 + g[l][1] * h1 + g[l][2] * h2);
        }
      }
    }
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
