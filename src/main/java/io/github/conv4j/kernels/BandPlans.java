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

  /** Parts that each of some units of work should be cut into, if it has so many. */
  static int parts(int units, int most) {
    return Math.min(most, (TASKS + units - 1) / units);
  }
}
