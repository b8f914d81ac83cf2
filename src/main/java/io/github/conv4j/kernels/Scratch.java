package io.github.conv4j.kernels;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** One thread's reusable memory: grows to the largest request, is kept between calls. */
final class Scratch<A> {

  /** Arrays that are kept for the next call. */
  private static final int MOST_FREE = 8;

  private static final double[] NONE = new double[0];

  private final Lanes<A> lanes;
  private A image;
  private A gradient;
  private A columns;
  private A work;
  private Pointer columnMemory;
  private Pointer shared;
  private double[] sums = new double[0];
  private double[] lentSums = NONE;
  private double[] slopes = new double[0];
  private int[] positions = new int[0];
  private final List<A> free = new ArrayList<>();
  private int[] laneOffsets = new int[0];
  private int laneStep;

  Scratch(Lanes<A> lanes) {
    this.lanes = lanes;
    this.image = lanes.newArray(0);
    this.gradient = lanes.newArray(0);
    this.columns = lanes.newArray(0);
    this.work = lanes.newArray(0);
  }

  /** Heap memory for (part of) an input image; content undefined. */
  A image(int elements) {
    image = enough(image, elements);
    return image;
  }

  /** Heap memory for the gradient of an image; content undefined. */
  A gradient(int elements) {
    gradient = enough(gradient, elements);
    return gradient;
  }

  /** Heap memory for a column tile or an output image; content undefined. */
  A columns(int elements) {
    columns = enough(columns, elements);
    return columns;
  }

  /** Heap memory for intermediate results; content undefined. */
  A work(int elements) {
    work = enough(work, elements);
    return work;
  }

  /** An array with room behind {@link Lanes#start}; content undefined. */
  private A enough(A array, int elements) {
    int length = Math.addExact(elements, lanes.start());
    return lanes.length(array) < length ? lanes.newArray(length) : array;
  }

  /** Off-heap memory for a column tile; content undefined. */
  Pointer columnMemory(long elements) {
    if (columnMemory == null || columnMemory.capacity() < elements) {
      columnMemory = lanes.allocate(elements);
    }
    return columnMemory;
  }

  /**
   * Off-heap memory that the calling thread lends to its workers for a call; content undefined.
   * What is lent is nobody else's until it is given back, so that calls may be nested.
   */
  Pointer lend(long elements) {
    Pointer memory = shared;
    shared = null;
    return memory == null || memory.capacity() < elements ? lanes.allocate(elements) : memory;
  }

  /** Takes back what {@link #lend} gave. */
  void giveBack(Pointer memory) {
    shared = memory;
  }

  /** Heap memory that the calling thread lends to its workers for a call; content undefined. */
  A lendArray(int elements) {
    int best = -1;
    for (int i = 0; i < free.size(); i++) {
      int length = lanes.length(free.get(i));
      if (length >= elements && (best < 0 || length < lanes.length(free.get(best)))) {
        best = i;
      }
    }
    return best < 0 ? lanes.newArray(elements) : free.remove(best);
  }

  /** Takes back what {@link #lendArray} gave. */
  void takeBack(A array) {
    free.add(array);
    if (free.size() > MOST_FREE) {
      free.remove(0);
    }
  }

  /** The offsets 0, step, 2 · step, … of the lanes' rows. */
  int[] laneOffsets(int count, int step) {
    if (laneOffsets.length != count || laneStep != step) {
      laneOffsets = laneOffsets.length == count ? laneOffsets : new int[count];
      for (int lane = 0; lane < count; lane++) {
        laneOffsets[lane] = lane * step;
      }
      laneStep = step;
    }
    return laneOffsets;
  }

  /** Sums that the calling thread lends to its workers for a call; content undefined. */
  double[] lendSums(int elements) {
    double[] lent = lentSums.length < elements ? new double[elements] : lentSums;
    lentSums = NONE;
    return lent;
  }

  /** Takes back what {@link #lendSums} gave. */
  void takeBackSums(double[] lent) {
    lentSums = lent;
  }

  double[] sums(int elements) {
    if (sums.length < elements) {
      sums = new double[elements];
    }
    return sums;
  }

  double[] slopes(int elements) {
    if (slopes.length < elements) {
      slopes = new double[elements];
    }
    return slopes;
  }

  int[] positions(int elements) {
    if (positions.length < elements) {
      positions = new int[elements];
    }
    return positions;
  }
}
