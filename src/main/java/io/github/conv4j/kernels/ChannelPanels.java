package io.github.conv4j.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * The channels of images by panels: as many neighbouring channels as a vector has elements.
 *
 * @param <A> element type as a heap array
 */
final class ChannelPanels<A> {

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

  /**
   * Neighbouring elements of the channels of a panel, channel after channel; channels that are not
   * there are zeros. In memory of the calling thread.
   *
   * @param image index of the image
   * @param panel index of the panel
   * @param at first element of each channel's plane
   * @param size number of elements of each channel
   * @param from images [N, channels, H, W]
   * @param mask images of the same shape, where they are 0 those above count as 0; or null
   * @return the elements
   */
  A read(int image, int panel, int at, int size, Pointer from, Pointer mask) {
    A raw = lanes.scratch().image(width * size);
    read(image, panel, at, size, from, raw);
    if (mask != null) {
      A values = lanes.scratch().gradient(width * size);
      read(image, panel, at, size, mask, values);
      microkernel.mask(values, raw, width * size);
    }
    return raw;
  }

  private void read(int image, int panel, int at, int size, Pointer from, A raw) {
    int count = here(panel);
    long first = ((long) image * channels + panel * width) * planeSize + at;
    if (size == planeSize) {
      lanes.read(from, first, raw, 0, count * size);
    } else {
      for (int c = 0; c < count; c++) {
        lanes.read(from, first + (long) c * planeSize, raw, c * size, size);
      }
    }
    lanes.fill(raw, count * size, width * size, 0);
  }

  /** Channels of a panel that are there. */
  private int here(int panel) {
    return Math.min(width, channels - panel * width);
  }

  /** Puts the sums of what {@link #read} gave into an array, from its first channel's place on. */
  void sum(A raw, int panel, int size, double[] sums, int sumsAt) {
    int count = size / width;
    int whole = count * width;
    for (int c = 0; c < here(panel); c++) {
      int at = c * size;
      sums[sumsAt + panel * width + c] =
          microkernel.sum(raw, at, vectors, count) + lanes.sum(raw, at + whole, size - whole);
    }
  }

  /** Puts all elements of what {@link #read} gave side by side: one vector for each. */
  void interleave(A raw, int size, A to, int toAt) {
    interleave(raw, size, inOrder, to, toAt);
  }

  /** Puts what {@link #read} gave to places, which count vectors. */
  void interleave(A raw, int size, int[] places, A to, int toAt) {
    int[] offsets = lanes.scratch().laneOffsets(width, size);
    microkernel.interleave(raw, 0, offsets, to, toAt, places, size);
  }
}
