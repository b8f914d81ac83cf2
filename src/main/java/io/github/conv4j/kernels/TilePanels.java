package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * Transformed tiles of images with channels as neighbours: for each point of the transform and each
 * panel, as many channels as a vector has elements, one vector per tile.
 *
 * @param <A> element type as a heap array
 */
final class TilePanels<A> {

  /** Transforms tiles, addressed as {@link WinogradTransforms#input}. */
  interface Transform<A> {
    void apply(
        WinogradTransforms.Tiles tiles,
        int from,
        int end,
        A planes,
        int at,
        A to,
        int toAt,
        int pointStep);
  }

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final int width;
  private final Axis vertical;
  private final Axis horizontal;
  private final int channels;
  private final int tileColumns;
  private final int columns;
  private final int usedColumns;
  private final Transform<A> transform;
  private final WinogradTransforms.Tiles tiles;
  private final int[] vectors;

  /**
   * For images of one size.
   *
   * @param lanes element type
   * @param vertical the tiles of a column of an image: windows of its axis
   * @param horizontal the tiles of a row
   * @param channels channels of an image
   * @param mostRows rows of tiles that are transformed together at most
   * @param transform what is done to a tile
   */
  TilePanels(
      Lanes<A> lanes,
      Axis vertical,
      Axis horizontal,
      int channels,
      int mostRows,
      Transform<A> transform) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.width = microkernel.lanes();
    this.vertical = vertical;
    this.horizontal = horizontal;
    this.channels = channels;
    this.tileColumns = horizontal.output();
    this.columns = extent(horizontal, tileColumns);
    this.usedColumns = Math.min(horizontal.input(), columns - horizontal.before());
    this.transform = transform;
    int row = Math.multiplyExact(columns, width);
    Math.multiplyExact(extent(vertical, mostRows), row);
    int side = vertical.kernel();
    int[] taps = new int[side * horizontal.kernel()];
    Arrays.setAll(taps, i -> i / side * row + i % side * width);
    int[] positions = new int[mostRows * tileColumns];
    Arrays.setAll(
        positions,
        i ->
            i / tileColumns * vertical.stride() * row
                + i % tileColumns * horizontal.stride() * width);
    this.tiles = new WinogradTransforms.Tiles(taps, positions);
    this.vectors = new int[vertical.input() * horizontal.input() / width];
    Arrays.setAll(vectors, i -> i * width);
  }

  /** Elements that neighbouring tiles cover. */
  private static int extent(Axis axis, int tiles) {
    return (tiles - 1) * axis.stride() + axis.kernel();
  }

  int panels() {
    return (channels + width - 1) / width;
  }

  /** Some rows of tiles of one image. */
  record Band(int image, int fromRow, int rows) {}

  /**
   * Transforms the tiles of one panel.
   *
   * @param band which tiles
   * @param panel which channels
   * @param from images [N, channels, H, W]
   * @param mask images of the same shape, where they are 0 those above count as 0; or null
   * @param to first point of the first tile
   * @param toAt where it is
   * @param pointStep distance of two points
   * @param sums where to put the sums of the channels' elements, or null
   * @param sumsAt where the first channel's is
   */
  void transform(
      Band band,
      int panel,
      Pointer from,
      Pointer mask,
      A to,
      int toAt,
      int pointStep,
      double[] sums,
      int sumsAt) {
    int first = band.fromRow() * vertical.stride() - vertical.before();
    int rows = extent(vertical, band.rows());
    int begin = Math.max(0, first);
    int end = Math.max(begin, Math.min(vertical.input(), first + rows));
    int size = (end - begin) * horizontal.input();
    Scratch<A> scratch = lanes.scratch();
    A raw = scratch.image(width * size);
    read(band.image(), panel, begin, size, from, raw);
    if (mask != null) {
      A output = scratch.gradient(width * size);
      read(band.image(), panel, begin, size, mask, output);
      microkernel.mask(output, raw, width * size);
    }
    if (sums != null) {
      int count = Math.min(width, channels - panel * width);
      for (int c = 0; c < count; c++) {
        sums[sumsAt + panel * width + c] = sum(raw, c * size, size);
      }
    }
    A plane = scratch.columns(rows * columns * width);
    int[] offsets = scratch.laneOffsets(width, size);
    if (usedColumns == columns && end - begin == rows) {
      microkernel.interleave(raw, 0, 1, offsets, plane, 0, size);
    } else {
      lanes.fill(plane, 0, rows * columns * width, 0);
      for (int row = begin; row < end; row++) {
        microkernel.interleave(
            raw,
            (row - begin) * horizontal.input(),
            1,
            offsets,
            plane,
            ((row - first) * columns + horizontal.before()) * width,
            usedColumns);
      }
    }
    transform.apply(tiles, 0, band.rows() * tileColumns, plane, 0, to, toAt, pointStep);
  }

  /** Rows of the channels of a panel, channel after channel; channels that are not there are 0. */
  private void read(int image, int panel, int row, int size, Pointer from, A raw) {
    Pointer in = lanes.view(from);
    int plane = vertical.input() * horizontal.input();
    int count = Math.min(width, channels - panel * width);
    long at = ((long) image * channels + panel * width) * plane;
    if (size == plane) {
      lanes.read(in, at, raw, 0, count * size);
    } else {
      for (int c = 0; c < count; c++) {
        long start = at + (long) c * plane + (long) row * horizontal.input();
        lanes.read(in, start, raw, c * size, size);
      }
    }
    lanes.fill(raw, count * size, width * size, 0);
  }

  private double sum(A raw, int at, int size) {
    int count = size / width;
    int whole = count * width;
    return microkernel.sum(raw, at, vectors, count) + lanes.sum(raw, at + whole, size - whole);
  }
}
