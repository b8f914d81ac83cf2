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
  }

  /** Elements that are carried over at a time: with what they become, they stay in the caches. */
  private static final int BLOCK_ELEMENTS = 8 << 10;

  /** The same of a single image, which is copied and not shuffled. */
  private static final int BLOCK_OF_ONE = 32 << 10;

  /** Channels of so many elements that are carried over at a time. */
  int channelsAtOnce(int size, int channels) {
    int most = ofImages() ? BLOCK_ELEMENTS / group : BLOCK_OF_ONE;
    return Math.max(1, Math.min(channels, most / Math.max(1, size)));
  }

  /** Elements of a channel that are: all, or a part of it that vectors fill. */
  private int elementsAtOnce(int size) {
    return ofImages() ? Division.part(size, BLOCK_ELEMENTS / group, group) : size;
  }

  /**
   * Puts channels into planes.
   *
   * @param part which channels
   * @param from images in memory
   * @param mask images of the same shape, where they are 0 those above count as 0; or null
   * @param runs where in a channel's planes its elements lie
   * @param planes where to put them
   * @param planesAt where the first channel's planes begin
   * @param channelSize distance of the planes of two channels
   */
  void pack(
      Part part,
      Pointer from,
      Pointer mask,
      PlaneRuns runs,
      A planes,
      int planesAt,
      int channelSize) {
    int count = channelsAtOnce(part.size(), part.count());
    int elements = elementsAtOnce(part.size());
    boolean plain = mask == null && isPlain(runs, channelSize, part.size());
    for (int c = 0; c < part.count(); c += count) {
      int channels = Math.min(count, part.count() - c);
      int to = planesAt + c * channelSize;
      if (plain) {
        read(part, 0, c, channels, 0, part.size(), from, planes, to);
        continue;
      }
      for (int e = 0; e < part.size(); e += elements) {
        int size = Math.min(elements, part.size() - e);
        int distance = distance(channels, size);
        A raw = lanes.scratch().image(group * distance);
        read(part, c, channels, e, size, distance, from, raw);
        if (mask != null) {
          A values = lanes.scratch().gradient(group * distance);
          read(part, c, channels, e, size, distance, mask, values);
          microkernel.mask(values, raw, lanes.start() + group * distance);
        }
        place(channels, e, size, distance, raw, runs, planes, to, channelSize);
      }
    }
  }

  /** From one image to the next in memory of a thread, where both begin at the lanes' start. */
  private int distance(int channels, int size) {
    return ofImages() ? lanes.rowDistance(channels * size) : channels * size;
  }

  /** Whether images lie in planes as they do in memory. */
  private boolean isPlain(PlaneRuns runs, int channelSize, int size) {
    return !ofImages() && channelSize == size && runs.isWhole(size);
  }

  /** Elements of channels of all images of the group; images that are not there are zeros. */
  private void read(
      Part part, int c, int channels, int e, int size, int distance, Pointer from, A raw) {
    int images = Math.min(group, part.batch() - part.group() * group);
    for (int image = 0; image < images; image++) {
      read(part, image, c, channels, e, size, from, raw, lanes.start() + image * distance);
    }
    lanes.fill(raw, lanes.start() + images * distance, lanes.start() + group * distance, 0);
  }

  private void read(
      Part part, int image, int c, int channels, int e, int size, Pointer from, A to, int toAt) {
    long at = at(part, image, c, e);
    if (size == part.planeSize()) {
      lanes.read(from, at, to, toAt, channels * size);
      return;
    }
    for (int i = 0; i < channels; i++) {
      lanes.read(from, at + (long) i * part.planeSize(), to, toAt + i * size, size);
    }
  }

  /** Where an element of a channel of an image of the group lies in memory. */
  private long at(Part part, int image, int c, int e) {
    long index = (long) part.group() * group + image;
    return (index * part.channels() + part.from() + c) * part.planeSize() + part.first() + e;
  }

  /** Puts some elements of channels into planes. */
  private void place(
      int channels,
      int e,
      int size,
      int distance,
      A raw,
      PlaneRuns runs,
      A planes,
      int planesAt,
      int channelSize) {
    int[] offsets = lanes.scratch().laneOffsets(microkernel.lanes(), distance);
    for (int c = 0; c < channels; c++) {
      int from = lanes.start() + c * size;
      int to = planesAt + c * channelSize;
      if (ofImages()) {
        microkernel.interleave(raw, from, offsets, planes, to, runs.placeOf(), e, size);
        continue;
      }
      for (int i = 0; i < runs.counts().length; i++) {
        int place = to + runs.places()[i];
        lanes.gather(raw, from + runs.elements()[i], runs.step(), planes, place, runs.counts()[i]);
      }
    }
  }

  /**
   * Writes planes to memory. Elements that no run names become 0.
   *
   * @param part which channels
   * @param planes planes
   * @param planesAt where the first channel's begin
   * @param channelSize distance of the planes of two channels
   * @param runs where in a channel's planes its elements lie
   * @param all whether runs name all elements
   * @param to images in memory
   */
  void unpack(
      Part part, A planes, int planesAt, int channelSize, PlaneRuns runs, boolean all, Pointer to) {
    int count = channelsAtOnce(part.size(), part.count());
    int elements = elementsAtOnce(part.size());
    boolean plain = !ofImages() && runs.isWhole(part.size());
    for (int c = 0; c < part.count(); c += count) {
      int channels = Math.min(count, part.count() - c);
      int from = planesAt + c * channelSize;
      if (plain) {
        write(part, 0, c, channels, 0, part.size(), planes, from, channelSize, to);
        continue;
      }
      for (int e = 0; e < part.size(); e += elements) {
        int size = Math.min(elements, part.size() - e);
        int distance = distance(channels, size);
        A raw = lanes.scratch().image(group * distance);
        if (!all && !ofImages()) {
          lanes.fill(raw, lanes.start(), lanes.start() + distance, 0);
        }
        fetch(channels, e, size, distance, planes, from, channelSize, runs, raw);
        int images = Math.min(group, part.batch() - part.group() * group);
        for (int image = 0; image < images; image++) {
          int at = lanes.start() + image * distance;
          write(part, image, c, channels, e, size, raw, at, size, to);
        }
      }
    }
  }

  /** The reverse of {@link #place}. */
  private void fetch(
      int channels,
      int e,
      int size,
      int distance,
      A planes,
      int planesAt,
      int channelSize,
      PlaneRuns runs,
      A raw) {
    int[] offsets = lanes.scratch().laneOffsets(microkernel.lanes(), distance);
    for (int c = 0; c < channels; c++) {
      int to = lanes.start() + c * size;
      int from = planesAt + c * channelSize;
      if (ofImages()) {
        microkernel.separate(planes, from, runs.placeOf(), e, raw, to, offsets, size);
        continue;
      }
      for (int i = 0; i < runs.counts().length; i++) {
        int place = from + runs.places()[i];
        lanes.spread(planes, place, 1, raw, to + runs.elements()[i], runs.step(), runs.counts()[i]);
      }
    }
  }

  private void write(
      Part part,
      int image,
      int c,
      int channels,
      int e,
      int size,
      A from,
      int fromAt,
      int fromChannel,
      Pointer to) {
    long at = at(part, image, c, e);
    if (size == part.planeSize() && fromChannel == size) {
      lanes.write(from, fromAt, to, at, channels * size);
      return;
    }
    for (int i = 0; i < channels; i++) {
      lanes.write(from, fromAt + i * fromChannel, to, at + (long) i * part.planeSize(), size);
    }
  }
}
