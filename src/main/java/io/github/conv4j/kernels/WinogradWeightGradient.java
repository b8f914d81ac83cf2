package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * dL/dw of convolutions with 3×3 kernels and stride 1 by F(2×2, 3×3), the transpose of what
 * computes y: with tiles d of 4² inputs and e of 2² elements of dL/dy,
 *
 * <pre>  dL/dw = Gᵀ · [ Σ (A · e · Aᵀ) ⊙ (Bᵀ · d · B) ] · G</pre>
 *
 * <p>The sums over all tiles of all images are 16 products of matrices [filters × tiles] · [tiles ×
 * channels]. Vectors hold channels, so that sums stay in registers and no vector is summed up.
 * Where a second cache holds the sums, each task sums up some images; else a chunk of tiles goes to
 * the last cache, and each task sums up a point of the transform.
 *
 * <p>What is not finite spreads over its tile, and sums on the way may overflow where the result
 * does not; neither leaves the sums finite, so {@link #run} refuses what does not.
 */
final class WinogradWeightGradient<A> {

  private static final int TILE = 2;
  private static final int KERNEL = 3;
  private static final int SIDE = TILE + KERNEL - 1;
  private static final int POINTS = SIDE * SIDE;

  /** Elements of transformed tiles of one chunk for all tasks. */
  private static final int SHARED_ELEMENTS = 640 << 10;

  /**
   * Elements of transformed tiles of one task's own, for each element of a vector: processors with
   * longer vectors have larger second caches.
   */
  private static final int OWN_PER_LANE = 8704;

  /** Sums of one task's own at most, for each element of a vector. */
  private static final int OWN_SUMS_PER_LANE = 5 << 10;

  /** Groups of images that are summed apart, each by one task, where their sums are few. */
  private static final int GROUPS = 8;

  /** Elements between points: at powers of two they would share a set of the first cache. */
  private static final int POINT_GAP = 32;

  /** Tiles of one pass: what it reads stays in the first cache. */
  private static final int PASS_TILES = 128;

  /** Filters of one task where it sums up a point. */
  private static final int TASK_FILTERS = 64;

  /** The last transform makes numbers at most (1 + ½ + ½)² times as large. */
  private static final float GROWTH = 4;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final int width;
  private final WinogradWeights<A> weights;
  private final int channels;
  private final int filters;
  private final int tileColumns;
  private final int imageTiles;
  private final int bandRows;
  private final int bands;

  /** Tiles of a chunk. */
  private final int capacity;

  private final int inputStep;
  private final int gradientStep;

  /** Elements of a row of sums: as many as there are channels, in whole vectors. */
  private final int row;

  private final int sumCount;
  private final boolean byImages;
  private final TilePanels<A> inputs;
  private final TilePanels<A> gradients;
  private final Microkernel.Taps tables;

  WinogradWeightGradient(Lanes<A> lanes, Window window, int channels, int filters) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.width = microkernel.lanes();
    this.weights = new WinogradWeights<>(lanes, TILE);
    this.channels = channels;
    this.filters = filters;
    int rows = Division.ceil(window.height().output(), TILE);
    this.tileColumns = Division.ceil(window.width().output(), TILE);
    this.imageTiles = Math.multiplyExact(rows, tileColumns);
    int inputPanels = Division.ceil(channels, width);
    int gradientPanels = Division.ceil(filters, width);
    this.row = inputPanels * width;
    this.sumCount = Math.multiplyExact(POINTS, Math.multiplyExact(filters, row));
    this.byImages = sumCount <= OWN_SUMS_PER_LANE * width;
    int perTile = Math.multiplyExact(POINTS * width, inputPanels + gradientPanels);
    int most = (byImages ? OWN_PER_LANE * width : SHARED_ELEMENTS) / perTile;
    int mostRows = Math.max(1, Math.min(rows, most / tileColumns));
    this.bands = Division.ceil(rows, mostRows);
    this.bandRows = Division.ceil(rows, bands);
    int bandTiles = bandRows * tileColumns;
    this.capacity = Math.max(bandTiles, most);
    this.inputStep = Math.multiplyExact(inputPanels, capacity * width) + POINT_GAP;
    this.gradientStep = Math.multiplyExact(gradientPanels, capacity * width) + POINT_GAP;
    Math.multiplyExact(POINTS, Math.addExact(inputStep, gradientStep));
    WinogradTransforms<A> transforms = lanes.winograd(TILE);
    this.inputs =
        new TilePanels<>(
            lanes,
            tiles(window.height().input(), SIDE, rows, window.height().before()),
            tiles(window.width().input(), SIDE, tileColumns, window.width().before()),
            channels,
            bandRows,
            transforms::input);
    this.gradients =
        new TilePanels<>(
            lanes,
            tiles(window.height().output(), TILE, rows, 0),
            tiles(window.width().output(), TILE, tileColumns, 0),
            filters,
            bandRows,
            transforms::gradient);
    int[] taps = new int[filters];
    Arrays.setAll(taps, f -> f / width * capacity * width + f % width);
    int[] positions = new int[capacity];
    Arrays.setAll(positions, i -> i * width);
    this.tables = new Microkernel.Taps(taps, positions);
  }

  private static Axis tiles(int input, int size, int count, int before) {
    int after = Math.max(0, (count - 1) * TILE + size - before - input);
    return new Axis(input, count, size, TILE, 1, before, after);
  }

  /**
   * What the sums at all points are made of, and where they go.
   *
   * @param tiles transformed tiles: inputs, then dL/dy
   * @param inputsAt where the inputs start
   * @param gradientsAt where dL/dy starts
   * @param sums the sums
   * @param sumsAt where they start
   */
  private record Operands<A>(A tiles, int inputsAt, int gradientsAt, A sums, int sumsAt) {}

  private Operands<A> operands(A tiles, int tilesAt, A sums, int sumsAt) {
    return new Operands<>(tiles, tilesAt, tilesAt + POINTS * inputStep, sums, sumsAt);
  }

  private int tileElements() {
    return POINTS * (inputStep + gradientStep);
  }

  /**
   * Computes the gradients for a batch.
   *
   * @param batch images
   * @param x input [N, C, H, W]
   * @param y rectified output, where it is 0 dL/dy counts as 0; or null
   * @param dy dL/dy [N, F, OH, OW]
   * @param flipped whether kernels are applied in reverse order
   * @param dWeights dL/dw [F, C, 3, 3], overwritten
   * @param dBias dL/db [F], overwritten; or null
   * @return whether everything was finite; if not, the results are undefined
   */
  boolean run(
      int batch,
      Pointer x,
      Pointer y,
      Pointer dy,
      boolean flipped,
      Pointer dWeights,
      Pointer dBias) {
    Scratch<A> scratch = lanes.scratch();
    int groups = byImages ? Math.min(batch, GROUPS) : 1;
    A sums = scratch.lendArray(groups * sumCount);
    int partSums = byImages ? groups : 1 + mostUnits(batch);
    double[] biasSums =
        dBias == null ? null : scratch.lendSums(Math.multiplyExact(partSums, filters));
    if (biasSums != null) {
      Arrays.fill(biasSums, 0, groups * filters, 0);
    }
    if (byImages) {
      sumByImages(batch, groups, x, y, dy, sums, biasSums);
    } else {
      sumByPoints(batch, x, y, dy, sums, biasSums);
    }
    boolean finite = microkernel.staysFinite(sums, 0, sumCount, GROWTH);
    if (finite) {
      finish(sums, flipped, dWeights);
      if (dBias != null) {
        A bias = scratch.columns(filters);
        lanes.store(biasSums, 0, bias, 0, filters);
        lanes.write(bias, 0, dBias, 0, filters);
      }
    }
    if (biasSums != null) {
      scratch.takeBackSums(biasSums);
    }
    scratch.takeBack(sums);
    return finite;
  }

  // Each task some images ------------------------------------------------------------------------

  /** What a task transforms stays in its caches, and nobody waits for anybody but at the end. */
  private void sumByImages(
      int batch, int groups, Pointer x, Pointer y, Pointer dy, A sums, double[] biasSums) {
    Workers.run(
        groups,
        group -> {
          int from = (int) ((long) group * batch / groups);
          int end = (int) ((long) (group + 1) * batch / groups);
          int sumsAt = group * sumCount;
          lanes.fill(sums, sumsAt, sumsAt + sumCount, 0);
          A tiles = lanes.scratch().work(tileElements());
          Operands<A> operands = operands(tiles, lanes.start(), sums, sumsAt);
          double[] unitSums = biasSums == null ? null : lanes.scratch().sums(filters);
          int first = from * bands;
          while (first < end * bands) {
            int next = chunkEnd(first, end * bands);
            for (int unit = first; unit < next; unit++) {
              int tile = (int) (tilesBefore(unit) - tilesBefore(first));
              for (int panel = 0; panel < inputs.panels() + gradients.panels(); panel++) {
                transform(unit, panel, tile, x, y, dy, operands, unitSums, 0);
              }
              for (int f = 0; f < filters && biasSums != null; f++) {
                biasSums[group * filters + f] += unitSums[f];
              }
            }
            int terms = (int) (tilesBefore(next) - tilesBefore(first));
            for (int point = 0; point < POINTS; point++) {
              multiply(point, 0, filters, terms, operands);
            }
            first = next;
          }
        });
    for (int group = 1; group < groups; group++) {
      lanes.add(sums, group * sumCount, sums, 0, sumCount);
      for (int f = 0; f < filters && biasSums != null; f++) {
        biasSums[f] += biasSums[group * filters + f];
      }
    }
  }

  // Each task a point of the transform -----------------------------------------------------------

  private void sumByPoints(int batch, Pointer x, Pointer y, Pointer dy, A sums, double[] biasSums) {
    Scratch<A> scratch = lanes.scratch();
    lanes.fill(sums, 0, sumCount, 0);
    A tiles = scratch.lendArray(tileElements());
    Operands<A> operands = operands(tiles, 0, sums, 0);
    int units = Math.multiplyExact(batch, bands);
    int panels = inputs.panels() + gradients.panels();
    int parts = Division.ceil(filters, TASK_FILTERS);
    int first = 0;
    while (first < units) {
      int end = chunkEnd(first, units);
      int from = first;
      int count = end - first;
      Workers.run(
          count * panels,
          task -> {
            int unit = from + task / panels;
            int tile = (int) (tilesBefore(unit) - tilesBefore(from));
            int sumsAt = (1 + unit - from) * filters;
            transform(unit, task % panels, tile, x, y, dy, operands, biasSums, sumsAt);
          });
      int terms = (int) (tilesBefore(end) - tilesBefore(first));
      Workers.run(
          POINTS * parts,
          task -> {
            int f = task % parts * TASK_FILTERS;
            multiply(task / parts, f, Math.min(filters, f + TASK_FILTERS), terms, operands);
          });
      for (int i = 0; i < count * filters && biasSums != null; i++) {
        biasSums[i % filters] += biasSums[filters + i];
      }
      first = end;
    }
    scratch.takeBack(tiles);
  }

  /** Unit after the last of those that are transformed together. */
  private int chunkEnd(int first, int units) {
    int end = first + 1;
    while (end < units && tilesBefore(end + 1) - tilesBefore(first) <= capacity) {
      end++;
    }
    return end;
  }

  /** Units that are transformed together, at most. */
  private int mostUnits(int batch) {
    int smallest = imageTiles - (bands - 1) * bandRows * tileColumns;
    int units = Math.multiplyExact(batch, bands);
    return Math.min(units, Division.ceil(capacity, smallest) + bands);
  }

  /** Tiles of the units before one, which is a band of an image. */
  private long tilesBefore(int unit) {
    long band = (long) unit % bands * bandRows * tileColumns;
    return (long) (unit / bands) * imageTiles + band;
  }

  /** Transforms one panel of a unit's tiles to tiles from a place on. */
  private void transform(
      int unit,
      int panel,
      int tile,
      Pointer x,
      Pointer y,
      Pointer dy,
      Operands<A> to,
      double[] sums,
      int sumsAt) {
    int first = unit % bands * bandRows;
    TilePanels.Band band =
        new TilePanels.Band(
            unit / bands, first, Math.min(bandRows, imageTiles / tileColumns - first));
    if (panel < inputs.panels()) {
      int at = to.inputsAt() + (panel * capacity + tile) * width;
      inputs.transform(band, panel, x, null, to.tiles(), at, inputStep, null, 0);
    } else {
      int p = panel - inputs.panels();
      int at = to.gradientsAt() + (p * capacity + tile) * width;
      gradients.transform(band, p, dy, y, to.tiles(), at, gradientStep, sums, sumsAt);
    }
  }

  /** Adds to the sums at a point, for some filters, those over some tiles. */
  private void multiply(int point, int filter, int endFilter, int tiles, Operands<A> of) {
    int panelParts = Division.ceil(inputs.panels(), Microkernel.MOST_PANELS);
    int passes = Division.ceil(tiles, PASS_TILES);
    int passTiles = Division.ceil(tiles, passes);
    for (int from = 0; from < tiles; from += passTiles) {
      for (int part = 0; part < panelParts; part++) {
        int panel = (int) ((long) part * inputs.panels() / panelParts);
        int end = (int) ((part + 1L) * inputs.panels() / panelParts);
        microkernel.tapProducts(
            tables,
            from,
            Math.min(tiles, from + passTiles),
            filter,
            endFilter,
            of.tiles(),
            of.gradientsAt() + point * gradientStep,
            end - panel,
            of.tiles(),
            of.inputsAt() + point * inputStep + panel * capacity * width,
            capacity * width,
            of.sums(),
            of.sumsAt() + point * filters * row + panel * width,
            row);
      }
    }
  }

  private void finish(A sums, boolean flipped, Pointer dWeights) {
    int count = filters * channels * KERNEL * KERNEL;
    A dw = lanes.scratch().lendArray(count);
    Workers.run(
        filters,
        f ->
            weights.transformBack(
                channels,
                sums,
                f * row,
                filters * row,
                dw,
                f * channels * KERNEL * KERNEL,
                flipped));
    lanes.write(dw, 0, dWeights, 0, count);
    lanes.scratch().takeBack(dw);
  }
}
