package io.github.conv4j.kernels;

import java.util.Arrays;

/**
 * Which elements of a dense image plane lie where in a plane of working memory: run i takes the
 * elements {@code elements[i]}, {@code elements[i] + step}, … to neighbouring places from {@code
 * places[i]} on.
 *
 * @param elements per run, first element of the dense plane
 * @param places per run, where it lies
 * @param counts per run, number of elements
 * @param step distance of the elements of a run
 * @param placeOf the same once more: per element of the dense plane its place, or -1
 */
record PlaneRuns(int[] elements, int[] places, int[] counts, int step, int[] placeOf) {

  /** Number of elements of all runs. */
  int size() {
    int size = 0;
    for (int count : counts) {
      size += count;
    }
    return size;
  }

  /** Whether one run takes all elements of a plane to the same places. */
  boolean isWhole(int planeSize) {
    return step == 1
        && counts.length == 1
        && counts[0] == planeSize
        && elements[0] == 0
        && places[0] == 0;
  }

  /** Collects runs and joins those that continue each other. */
  static final class Builder {

    private final int step;
    private final int[] placeOf;
    private int[] elements = new int[16];
    private int[] places = new int[16];
    private int[] counts = new int[16];
    private int size;

    /**
     * No runs yet.
     *
     * @param planeSize elements of the dense plane
     * @param step distance of the elements of a run
     */
    Builder(int planeSize, int step) {
      this.placeOf = new int[planeSize];
      this.step = step;
      Arrays.fill(placeOf, -1);
    }

    void add(int element, int place, int count) {
      if (count <= 0) {
        return;
      }
      for (int i = 0; i < count; i++) {
        placeOf[element + i * step] = place + i;
      }
      int last = size - 1;
      if (last >= 0
          && elements[last] + counts[last] * step == element
          && places[last] + counts[last] == place) {
        counts[last] += count;
        return;
      }
      if (size == elements.length) {
        elements = Arrays.copyOf(elements, 2 * size);
        places = Arrays.copyOf(places, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
      }
      elements[size] = element;
      places[size] = place;
      counts[size++] = count;
    }

    PlaneRuns build() {
      return new PlaneRuns(
          Arrays.copyOf(elements, size),
          Arrays.copyOf(places, size),
          Arrays.copyOf(counts, size),
          step,
          placeOf);
    }
  }
}
