package io.github.conv4j.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * How a shape is cut into bands: into few where there are many groups of images, into more where
 * else some workers would have nothing to do. Results do not depend on it.
 *
 * @param <P> what is kept for one cut
 */
final class BandPlans<P> {

  /** Tasks that work is cut into at least, where images are large enough. */
  private static final int TASKS = 8;

  private final IntFunction<P> maker;

  /** For 1, 2, 4, … bands at least. */
  private final AtomicReferenceArray<P> plans =
      new AtomicReferenceArray<>(Integer.numberOfTrailingZeros(TASKS) + 1);

  /**
   * Plans that are made when they are first needed.
   *
   * @param maker makes a plan of so many bands at least
   */
  BandPlans(IntFunction<P> maker) {
    this.maker = maker;
  }

  /** The plan for a number of groups of images. */
  P of(int groups) {
    int index = 0;
    while ((long) groups << index < TASKS) {
      index++;
    }
    P plan = plans.get(index);
    if (plan == null) {
      plan = maker.apply(1 << index);
      plans.set(index, plan);
    }
    return plan;
  }

  /** Some rows of results of a band of a group of images. */
  interface Task {
    void accept(int group, int band, int from, int end);
  }

  /**
   * Computes all rows of results of all bands of all groups, each band's together where that gives
   * all workers something to do.
   *
   * @param groups groups of images
   * @param bands bands of an image
   * @param rows rows of results of a band
   * @param rowsAtOnce rows that belong together
   * @param task computes some of them
   */
  static void run(int groups, int bands, int rows, int rowsAtOnce, Task task) {
    int units = groups * bands;
    int blocks = Division.ceil(rows, rowsAtOnce);
    int parts = Math.min(blocks, Division.ceil(TASKS, units));
    Workers.run(
        units * parts,
        index -> {
          int unit = index / parts;
          int part = index % parts;
          int from = (int) ((long) part * blocks / parts) * rowsAtOnce;
          int end = (int) Math.min(rows, (part + 1L) * blocks / parts * rowsAtOnce);
          task.accept(unit / bands, unit % bands, from, end);
        });
  }
}
