package io.github.conv4j.kernels;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;

/**
 * Carries images between memory, where they lie row by row, and the planes that inner loops work
 * on, whose elements are single numbers or vectors of the same element of as many images.
 *
 * @param <A> element type as a heap array
 */
final class PlaneTransfer<A> {

  /** What a vector holds. */
  enum Neighbours {
    /** The same pixel of as many images. */
    IMAGES,
    /** As many pixels of one image. */
    PIXELS
  }

  private final Lanes<A> lanes;
  private final Microkernel<A> microkernel;

  /** Images that lie interleaved. */
  private final int group;

  PlaneTransfer(Lanes<A> lanes, Neighbours neighbours) {
    this.lanes = lanes;
    this.microkernel = lanes.microkernel();
    this.group = neighbours == Neighbours.IMAGES ? microkernel.lanes() : 1;
  }

  /** Images in a group: those that lie interleaved, or one. */
  int group() {
    return group;
  }

  boolean ofImages() {
    return group > 1;
  }

  /** Groups of a batch. */
  int groups(int batch) {
    return Division.ceil(batch, group);
  }

  /**
   * Offsets of the vectors of a rectangle of a plane: one per pixel, or as many as cover it from
   * its first pixel to its last, the gaps between its rows included.
   */
  int[] positions(int rows, int columns, int row, int column, int rowLength) {
    if (rows <= 0 || columns <= 0) {
      return new int[0];
    }
    int first = row * rowLength + column;
    int[] positions;
    if (ofImages()) {
      positions = new int[Math.multiplyExact(rows, columns)];
      Arrays.setAll(positions, i -> (first + i / columns * rowLength + i % columns) * group);
    } else {
      int width = microkernel.lanes();
      positions = new int[Division.ceil((rows - 1) * rowLength + columns, width)];
      Arrays.setAll(positions, i -> first + i * width);
    }
    return positions;
  }

  /**
   * Some neighbouring channels of the images of a group, in memory: all of them or some rows.
   *
   * @param batch images
   * @param group number of the group
   * @param channels channels of an image
   * @param from first channel
   * @param count number of channels
   * @param planeSize elements of a channel
   * @param first first element of each channel
   * @param size elements of each channel that take part
   */
  record Part(
      int batch, int group, int channels, int from, int count, int planeSize, int first, int size) {

    /** Whole channels. */
    Part(int batch, int group, int channels, int from, int count, int planeSize) {
      this(batch, group, channels, from, count, planeSize, 0, planeSize);
    }

    boolean isWhole() {
      return size == planeSize;
    }
  }

  /** Elements that are carried over at a time: they stay in the caches. */
  private static final int BLOCK_ELEMENTS = 32 << 10;

  /** Channels of so many elements that are carried over at a time. */
  int rowsAtOnce(int size, int channels) {
    return Math.max(1, Math.min(channels, BLOCK_ELEMENTS / Math.max(1, size * group)));
  }

  /**
   * The channels' elements row by row, image after image; images that are not there are zeros. In
   * memory of the calling thread.
   */
  A read(Part part, Pointer from) {
    int size = part.count() * part.size();
    A raw = lanes.scratch().image(group * size);
    read(part, from, raw);
    return raw;
  }

  private void read(Part part, Pointer from, A raw) {
    int size = part.count() * part.size();
    int images = Math.min(group, part.batch() - part.group() * group);
    for (int image = 0; image < images; image++) {
      read(part, image, from, raw, image * size);
    }
    lanes.fill(raw, images * size, group * size, 0);
  }

  private void read(Part part, int image, Pointer from, A to, int toAt) {
    long at = at(part, image);
    if (part.isWhole()) {
      lanes.read(from, at, to, toAt, part.count() * part.size());
      return;
    }
    for (int c = 0; c < part.count(); c++) {
      lanes.read(from, at + (long) c * part.planeSize(), to, toAt + c * part.size(), part.size());
    }
  }

  private void write(Part part, int image, A from, int fromAt, int fromChannel, Pointer to) {
    long at = at(part, image);
    if (part.isWhole() && fromChannel == part.size()) {
      lanes.write(from, fromAt, to, at, part.count() * part.size());
      return;
    }
    for (int c = 0; c < part.count(); c++) {
      long channelAt = at + (long) c * part.planeSize();
      lanes.write(from, fromAt + c * fromChannel, to, channelAt, part.size());
    }
  }

  private long at(Part part, int image) {
    long index = (long) part.group() * group + image;
    return (index * part.channels() + part.from()) * part.planeSize() + part.first();
  }

  /** Sets what is zero in the rectified output to zero in the gradient that {@link #read} gave. */
  void mask(Part part, Pointer output, A raw) {
    int size = group * part.count() * part.size();
    A values = lanes.scratch().gradient(size);
    read(part, output, values);
    microkernel.mask(values, raw, size);
  }

  /** Puts channels that {@link #read} gave into planes. */
  void pack(Part part, A raw, PlaneRuns runs, A planes, int planesAt, int channelSize) {
    int size = part.count() * part.size();
    int[] offsets = lanes.scratch().laneOffsets(microkernel.lanes(), size);
    for (int c = 0; c < part.count(); c++) {
      int from = c * part.size();
      int to = planesAt + c * channelSize;
      if (ofImages()) {
        microkernel.interleave(raw, from, offsets, planes, to, runs.placeOf(), part.size());
        continue;
      }
      for (int i = 0; i < runs.counts().length; i++) {
        int place = to + runs.places()[i];
        lanes.gather(raw, from + runs.elements()[i], runs.step(), planes, place, runs.counts()[i]);
      }
    }
  }

  /** Whether images lie in planes as they do in memory. */
  boolean isPlain(PlaneRuns runs, int channelSize, int planeSize) {
    return !ofImages() && channelSize == planeSize && runs.isWhole(planeSize);
  }

  /** {@link #read} into planes, for images that {@link #isPlain lie} alike. */
  void readPlain(Part part, Pointer from, A planes, int planesAt) {
    read(part, 0, from, planes, planesAt);
  }

  /** Writes planes to memory. Elements that no run names become 0. */
  void unpack(
      Part part, A planes, int planesAt, int channelSize, PlaneRuns runs, boolean all, Pointer to) {
    int size = part.count() * part.size();
    if (!ofImages() && runs.isWhole(part.size())) {
      write(part, 0, planes, planesAt, channelSize, to);
      return;
    }
    A raw = lanes.scratch().image(group * size);
    if (!all) {
      lanes.fill(raw, 0, group * size, 0);
    }
    int[] offsets = lanes.scratch().laneOffsets(microkernel.lanes(), size);
    for (int c = 0; c < part.count(); c++) {
      int at = c * part.size();
      int from = planesAt + c * channelSize;
      if (ofImages()) {
        microkernel.separate(planes, from, runs.placeOf(), raw, at, offsets, part.size());
        continue;
      }
      for (int i = 0; i < runs.counts().length; i++) {
        int place = from + runs.places()[i];
        lanes.spread(planes, place, 1, raw, at + runs.elements()[i], runs.step(), runs.counts()[i]);
      }
    }
    int images = Math.min(group, part.batch() - part.group() * group);
    for (int image = 0; image < images; image++) {
      write(part, image, raw, image * size, part.size(), to);
    }
  }
}
