package io.github.conv4j.data;

import java.io.Serializable;
import java.util.Random;

/**
 * The order in which examples are given out: as in the file, or a permutation that depends on seed
 * and epoch only. It is the same on every machine and every Java.
 *
 * @param shuffled whether the examples are permuted
 * @param seed any number; not used in file order
 * @serial exclude
 */
public record ExampleOrder(boolean shuffled, long seed) implements Serializable {

  /**
   * The order of the file, the same in each epoch.
   *
   * @return the order
   */
  public static ExampleOrder asInFile() {
    return new ExampleOrder(false, 0);
  }

  /**
   * A new permutation in each epoch.
   *
   * @param seed any number, 0 included
   * @return the order
   */
  public static ExampleOrder shuffledBy(long seed) {
    return new ExampleOrder(true, seed);
  }

  /**
   * The examples of one epoch: every index exactly once.
   *
   * @param count number of examples
   * @param epoch epoch, from 0
   * @return indices from 0 to {@code count - 1}
   */
  public int[] indices(int count, int epoch) {
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = i;
    }
    if (shuffled) {
      // java.util.Random, because its numbers are part of its specification.
      Random random = new Random(RandomBits.mix(RandomBits.mix(seed) + epoch));
      for (int i = count - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int index = indices[i];
        indices[i] = indices[other];
        indices[other] = index;
      }
    }
    return indices;
  }
}
