package io.github.conv4j.train;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes the random numbers that a training step draws (dropout, noise) a function of seed and step
 * alone, so that a run that was cut off goes on with the very numbers it would have had.
 */
public final class StepSeed {

  private StepSeed() {}

  /**
   * Seeds ND4J's random numbers of this thread.
   *
   * @param seed seed of the run
   * @param step number of the step, from 0
   */
  public static void use(long seed, long step) {
    Nd4j.getRandom().setSeed(mix(mix(seed) + step));
  }

  /** The finalising step of SplitMix64, so that step 1 of seed 1 is not step 0 of seed 2. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
