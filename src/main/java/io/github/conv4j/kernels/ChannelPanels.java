package io.github.conv4j.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * The channels of images by panels: as many neighbouring channels as a vector has elements.
 *
 * @param <A> element type as a heap array
 */
final class ChannelPanels<A> {

  /** Elements that are worked on at a time: with what they become, they stay in the first cache. */
  private static final int BLOCK_ELEMENTS = 4 << 10;

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;
  private final int width;
  private final int channels;
  private final int planeSize;
  private final int[] vectors;
  private final int[] inOrder;

  ChannelPanels(Lanes<A> lanes, int channels, int planeSize) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.width = microkernel.lanes();
    this.channels = channels;
    this.planeSize = planeSize;
    this.vectors = new int[planeSize / width];
    Arrays.setAll(vectors, i -> i * width);
    this.inOrder = new int[planeSize];
    Arrays.setAll(inOrder, i -> i);
  }

  int count() {
    return Division.ceil(channels, width);
  }

  /** All elements of each channel, in their order. */
  int[] inOrder() {
    return inOrder;
  }

  /**
   * Puts neighbouring elements of the channels of a panel side by side, one vector for each;
   * channels that are not there are zeros.
   *
   * @param image index of the image
   * @param panel index of the panel
   * @param at first element of each channel's plane
   * @param size number of elements of each channel
   * @param from images [N, channels, H, W]
   * @param mask images of the same shape, where they are 0 those above count as 0; or null
   * @param sums where to put the sums of the channels' elements; or null
   * @param sumsAt where channel 0's is
   * @param places per element which vector it becomes, or a negative number for none
   * @param to vectors
   * @param toAt where they start
   */
  void pack(
      int image,
      int panel,
      int at,
      int size,
      Pointer from,
      Pointer mask,
      double[] sums,
      int sumsAt,
      int[] places,
      A to,
      int toAt) {
    if (sums != null) {
      int first = sumsAt + panel * width;
      Arrays.fill(sums, first, first + here(panel), 0);
    }
    int part = Division.part(size, BLOCK_ELEMENTS / width, width);
    for (int e = 0; e < size; e += part) {
      int count = Math.min(part, size - e);
      int distance = lanes.rowDistance(count);
      A raw = lanes.scratch().image(width * distance);
      read(image, panel, at + e, count, distance, from, raw);
      if (mask != null) {
        A values = lanes.scratch().gradient(width * distance);
        read(image, panel, at + e, count, distance, mask, values);
        microkernel.mask(values, raw, lanes.start() + width * distance);
      }
      if (sums != null) {
        sum(raw, panel, count, distance, sums, sumsAt);
      }
      int[] offsets = lanes.scratch().laneOffsets(width, distance);
      microkernel.interleave(raw, lanes.start(), offsets, to, toAt, places, e, count);
    }
  }

  private void read(int image, int panel, int at, int size, int distance, Pointer from, A raw) {
    int start = lanes.start();
    int count = here(panel);
    long first = ((long) image * channels + panel * width) * planeSize + at;
    if (size == planeSize && distance == size) {
      lanes.read(from, first, raw, start, count * size);
    } else {
      for (int c = 0; c < count; c++) {
        lanes.read(from, first + (long) c * planeSize, raw, start + c * distance, size);
      }
    }
    lanes.fill(raw, start + count * distance, start + width * distance, 0);
  }

  /** Channels of a panel that are there. */
  private int here(int panel) {
    return Math.min(width, channels - panel * width);
  }

  private void sum(A raw, int panel, int size, int distance, double[] sums, int sumsAt) {
    int count = size / width;
    int whole = count * width;
    for (int c = 0; c < here(panel); c++) {
      int at = lanes.start() + c * distance;
      sums[sumsAt + panel * width + c] +=
          microkernel.sum(raw, at, vectors, count) + lanes.sum(raw, at + whole, size - whole);
    }
  }
}
