package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;
import org.bytedeco.javacpp.Pointer;

/**
 * dL/dw of convolutions with 3×3 kernels and stride 1 by F(2×2, 3×3), the transpose of what
 * computes y: with tiles d of 4² inputs and e of 2² elements of dL/dy,
 *
 * <pre>  dL/dw = Gᵀ · [ Σ (A · e · Aᵀ) ⊙ (Bᵀ · d · B) ] · G</pre>
 *
 * <p>The sums over all tiles of all images are 16 products of matrices [filters × tiles] · [tiles ×
 * channels]. Vectors hold channels, so that sums stay in registers and no vector is summed up.
 * Tiles go in chunks that stay in the last cache; what a chunk sums up is added to the sums so far.
 *
 * <p>What is not finite spreads over its tile, and sums on the way may overflow where the result
 * does not; neither leaves the sums finite, so {@link #run} refuses what does not.
 */
final class WinogradWeightGradient<A> {

  private static final int TILE = 2;
  private static final int KERNEL = 3;
  private static final int SIDE = TILE + KERNEL - 1;
  private static final int POINTS = SIDE * SIDE;

  /** Elements of transformed tiles of one chunk. */
  private static final int TRANSFORMED_ELEMENTS = 640 << 10;

  /** Elements between points: at powers of two they would share a set of the first cache. */
  private static final int POINT_GAP = 32;

  /** Tiles of one pass: what it reads stays in the first cache. */
  private static final int PASS_TILES = 256;

  /** Filters of one task. */
  private static final int TASK_FILTERS = 64;

  /** The last transform makes numbers at most (1 + ½ + ½)² times as large. */
  private static final float GROWTH = 4;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final int channels;
  private final int filters;
  private final int tileColumns;
  private final int imageTiles;
  private final int bandRows;
  private final int bands;
  private final int perTile;
  private final TilePanels<A> inputs;
  private final TilePanels<A> gradients;

  WinogradWeightGradient(Lanes<A> lanes, Window window, int channels, int filters) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.channels = channels;
    this.filters = filters;
    int rows = ceil(window.height().output(), TILE);
    this.tileColumns = ceil(window.width().output(), TILE);
    this.imageTiles = Math.multiplyExact(rows, tileColumns);
    int width = microkernel.lanes();
    int panels = ceil(channels, width) + ceil(filters, width);
    this.perTile = Math.multiplyExact(POINTS * width, panels);
    this.bandRows = Math.max(1, Math.min(rows, TRANSFORMED_ELEMENTS / perTile / tileColumns));
    this.bands = ceil(rows, bandRows);
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
    Math.multiplyExact(POINTS, Math.multiplyExact(filters + width, channels + width));
  }

  private static Axis tiles(int input, int size, int count, int before) {
    int after = Math.max(0, (count - 1) * TILE + size - before - input);
    return new Axis(input, count, size, TILE, 1, before, after);
  }

  /** Working memory of a call. */
  private record Sums<A>(A inputs, int inputStep, A gradients, int gradientStep, A products) {}

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
    int width = microkernel.lanes();
    int units = Math.multiplyExact(batch, bands);
    int bandTiles = bandRows * tileColumns;
    int most = Math.max(bandTiles, TRANSFORMED_ELEMENTS / perTile);
    int tiles = (int) Math.min(most, (long) batch * imageTiles);
    int inputStep = Math.addExact(inputs.panels() * tiles * width, POINT_GAP);
    int gradientStep = Math.addExact(gradients.panels() * tiles * width, POINT_GAP);
    int matrix = matrixRows() * matrixRow();
    Sums<A> sums =
        new Sums<>(
            scratch.lendArray(Math.multiplyExact(POINTS, inputStep)),
            inputStep,
            scratch.lendArray(Math.multiplyExact(POINTS, gradientStep)),
            gradientStep,
            scratch.lendArray(POINTS * matrix));
    lanes.fill(sums.products(), 0, POINTS * matrix, 0);
    double[] biasSums = dBias == null ? null : new double[filters];
    int mostUnits = Math.min(units, ceil(tiles, Math.min(bandTiles, imageTiles)) + bands);
    double[] partSums = dBias == null ? null : scratch.lendSums(mostUnits * filters);
    int panels = inputs.panels() + gradients.panels();
    int parts = ceil(filters, TASK_FILTERS);
    int first = 0;
    while (first < units) {
      int end = first + 1;
      while (end < units && tilesBefore(end + 1) - tilesBefore(first) <= tiles) {
        end++;
      }
      int from = first;
      int count = end - first;
      Workers.run(
          count * panels,
          task -> {
            int unit = from + task / panels;
            int panel = task % panels;
            int row = unit % bands * bandRows;
            TilePanels.Band band =
                new TilePanels.Band(
                    unit / bands, row, Math.min(bandRows, imageTiles / tileColumns - row));
            int at = (int) (tilesBefore(unit) - tilesBefore(from)) * width;
            if (panel < inputs.panels()) {
              at += panel * tiles * width;
              inputs.transform(band, panel, x, null, sums.inputs(), at, inputStep, null, 0);
            } else {
              int p = panel - inputs.panels();
              at += p * tiles * width;
              int sumsAt = (unit - from) * filters;
              gradients.transform(
                  band, p, dy, y, sums.gradients(), at, gradientStep, partSums, sumsAt);
            }
          });
      int terms = (int) (tilesBefore(end) - tilesBefore(first));
      Workers.run(
          POINTS * parts,
          task -> multiply(task / parts, task % parts * TASK_FILTERS, tiles, terms, sums));
      if (biasSums != null) {
        for (int i = 0; i < count * filters; i++) {
          biasSums[i % filters] += partSums[i];
        }
      }
      first = end;
    }
    boolean finite = microkernel.staysFinite(sums.products(), 0, POINTS * matrix, GROWTH);
    if (finite) {
      finish(sums.products(), flipped, dWeights);
      if (dBias != null) {
        A bias = scratch.columns(filters);
        lanes.store(biasSums, 0, bias, 0, filters);
        lanes.write(bias, 0, dBias, 0, filters);
      }
    }
    if (partSums != null) {
      scratch.takeBackSums(partSums);
    }
    scratch.takeBack(sums.inputs());
    scratch.takeBack(sums.gradients());
    scratch.takeBack(sums.products());
    return finite;
  }

  /** Tiles of the units before one, which is a band of an image. */
  private long tilesBefore(int unit) {
    long band = (long) unit % bands * bandRows * tileColumns;
    return (long) (unit / bands) * imageTiles + band;
  }

  private int matrixRows() {
    return ceil(filters, Microkernel.OUTER_ROWS) * Microkernel.OUTER_ROWS;
  }

  private int matrixRow() {
    return inputs.panels() * microkernel.lanes();
  }

  /** Adds to the sums at a point, for some filters, those over the tiles of a chunk. */
  private void multiply(int point, int fromFilter, int tiles, int terms, Sums<A> sums) {
    int width = microkernel.lanes();
    int panel = tiles * width;
    int row = matrixRow();
    int end = Math.min(filters, fromFilter + TASK_FILTERS);
    int inputAt = point * sums.inputStep();
    int gradientAt = point * sums.gradientStep();
    int toAt = point * matrixRows() * row;
    int passes = ceil(terms, PASS_TILES);
    int passTiles = ceil(terms, passes);
    for (int from = 0; from < terms; from += passTiles) {
      int count = Math.min(passTiles, terms - from);
      for (int c = 0; c < inputs.panels(); c += 2) {
        int other = Math.min(c + 1, inputs.panels() - 1);
        for (int f = fromFilter; f < end; f += Microkernel.OUTER_ROWS) {
          microkernel.outerProducts(
              count,
              sums.gradients(),
              gradientAt + f / width * panel + from * width + f % width,
              sums.inputs(),
              inputAt + c * panel + from * width,
              inputAt + other * panel + from * width,
              sums.products(),
              toAt + f * row + c * width,
              toAt + f * row + other * width,
              row);
        }
      }
    }
  }

  /** Gᵀ · m · G for all filters and channels. */
  private void finish(A products, boolean flipped, Pointer dWeights) {
    int size = KERNEL * KERNEL;
    int count = filters * channels * size;
    A dw = lanes.scratch().lendArray(count);
    double[][] g = WinogradTransforms.weightMatrix(TILE);
    int row = matrixRow();
    int matrix = matrixRows() * row;
    Workers.run(
        filters,
        f -> {
          double[] half = lanes.scratch().sums(KERNEL * SIDE);
          for (int c = 0; c < channels; c++) {
            int at = f * row + c;
            for (int column = 0; column < SIDE; column++) {
              double m0 = lanes.get(products, at + column * matrix);
              double m1 = lanes.get(products, at + (SIDE + column) * matrix);
              double m2 = lanes.get(products, at + (2 * SIDE + column) * matrix);
              double m3 = lanes.get(products, at + (3 * SIDE + column) * matrix);
              for (int k = 0; k < KERNEL; k++) {
                half[k * SIDE + column] = g[0][k] * m0 + g[1][k] * m1 + g[2][k] * m2 + g[3][k] * m3;
              }
            }
            int place = (f * channels + c) * size;
            for (int k = 0; k < size; k++) {
              int h = k / KERNEL * SIDE;
              int l = k % KERNEL;
              double sum =
                  g[0][l] * half[h]
                      + g[1][l] * half[h + 1]
                      + g[2][l] * half[h + 2]
                      + g[3][l] * half[h + 3];
              lanes.set(dw, place + (flipped ? size - 1 - k : k), sum);
            }
          }
        });
    lanes.write(dw, 0, dWeights, 0, count);
    lanes.scratch().takeBack(dw);
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }
}
