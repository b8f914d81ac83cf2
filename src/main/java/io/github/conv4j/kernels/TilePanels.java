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
  private final int width;
  private final Axis vertical;
  private final Axis horizontal;
  private final ChannelPanels<A> images;
  private final int tileColumns;
  private final int columns;
  private final int[] places;
  private final boolean full;
  private final Transform<A> transform;
  private final WinogradTransforms.Tiles tiles;

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
    this.images =
        new ChannelPanels<>(
            lanes, channels, Math.multiplyExact(vertical.input(), horizontal.input()));
    this.width = lanes.microkernel().lanes();
    this.vertical = vertical;
    this.horizontal = horizontal;
    this.tileColumns = horizontal.output();
    this.columns = extent(horizontal, tileColumns);
    int used = Math.min(horizontal.input(), columns - horizontal.before());
    this.full = used == columns;
    this.transform = transform;
    int row = Math.multiplyExact(columns, width);
    Math.multiplyExact(extent(vertical, mostRows), row);
    int inputColumns = horizontal.input();
    this.places = new int[Math.min(vertical.input(), extent(vertical, mostRows)) * inputColumns];
    Arrays.setAll(
        places,
        i ->
            i % inputColumns < used
                ? i / inputColumns * columns + horizontal.before() + i % inputColumns
                : -1);
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
  }

  /** Elements that neighbouring tiles cover. */
  private static int extent(Axis axis, int tiles) {
    return (tiles - 1) * axis.stride() + axis.kernel();
  }

  int panels() {
    return images.count();
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
    A plane = lanes.scratch().columns(rows * columns * width);
    if (!full || end - begin < rows) {
      lanes.fill(plane, 0, rows * columns * width, 0);
    }
    images.pack(
        band.image(),
        panel,
        begin * horizontal.input(),
        size,
        from,
        mask,
        sums,
        sumsAt,
        places,
        plane,
        (begin - first) * columns * width);
    transform.apply(tiles, 0, band.rows() * tileColumns, plane, 0, to, toAt, pointStep);
  }
}
