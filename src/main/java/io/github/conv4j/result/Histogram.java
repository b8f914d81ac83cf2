package io.github.conv4j.result;

import java.util.List;

/**
 * Counts per bin of log10(error / bound).
 *
 * @param lowestExponent lower edge of the first bin, as a power of ten
 * @param binsPerDecade bins per power of ten
 * @param zeros errors of exactly 0, which no bin holds
 * @param counts one count per bin, from small to large; the first also holds what is smaller, the
 *     last what is larger
 */
public record Histogram(int lowestExponent, int binsPerDecade, long zeros, List<Long> counts) {

  /** Copies the counts. */
  public Histogram {
    counts = List.copyOf(counts);
  }
}
