package io.github.conv4j.data;

/**
 * Random numbers that are a function of the words they start from, the same on every machine and
 * every Java (SplitMix64 by Steele, Lea and Flood).
 */
final class RandomBits {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /**
   * Starts from words such as seed, epoch and index; each of them matters, and their order.
   *
   * @param words at least one
   */
  RandomBits(long... words) {
    for (long word : words) {
      state = mix(state + word);
    }
  }

  /**
   * Spreads neighbouring numbers over all 64 bits (the step of SplitMix64), so that epoch 1 of seed
   * 1 is not epoch 0 of seed 2.
   */
  static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A number from 0 to {@code bound - 1}, each as likely as the others but for one part in 2^32.
   *
   * @param bound 1 or more
   * @return the next number
   */
  int below(int bound) {
    long bits = mix(state) >>> 32;
    state += GOLDEN;
    return (int) (bits * bound >>> 32);
  }
}
