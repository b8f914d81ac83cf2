package io.github.conv4j.conformance;

import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.verify.Precision;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The numbers of a case line and what the reference loops make of them. They are the same for every
 * implementation and precision, and for every algorithm but for ReLU at 0, and the loops take
 * longer than most implementations: so those of the latest cases are kept.
 *
 * @param operands what goes in
 * @param truth what should come out, in double precision
 */
record Prepared(Operands operands, Map<Quantity, Bounded> truth) {

  /** 64 MiB. */
  private static final long MOST_NUMBERS = 1L << 23;

  private static final Map<Problem, Prepared> LATEST = new LinkedHashMap<>(16, 0.75f, true);
  private static long kept;

  /**
   * The numbers of a case.
   *
   * @throws IllegalArgumentException if its window does not fit
   */
  static Prepared of(Problem problem) {
    boolean exact = OurAlgorithms.isExactOnIntegers(problem.operation().algorithm());
    boolean alike = exact || !problem.operation().rectified();
    Problem key = problem.in(Precision.FLOAT).by(alike ? Algorithm.AUTO : Algorithm.FFT);
    synchronized (LATEST) {
      Prepared known = LATEST.get(key);
      if (known != null) {
        return known;
      }
    }
    Operands operands = Operands.of(key);
    Prepared made = new Prepared(operands, Truth.unlimited(key, operands, key.window()));
    keep(key, made);
    return made;
  }

  private static void keep(Problem key, Prepared made) {
    synchronized (LATEST) {
      Prepared before = LATEST.put(key, made);
      kept += made.size() - (before == null ? 0 : before.size());
      Iterator<Prepared> oldest = LATEST.values().iterator();
      while (kept > MOST_NUMBERS && LATEST.size() > 1) {
        kept -= oldest.next().size();
        oldest.remove();
      }
    }
  }

  private long size() {
    long size = operands.x().values().length + operands.dy().values().length;
    size += operands.w() == null ? 0 : operands.w().values().length;
    for (Bounded bounded : truth.values()) {
      size += 2L * bounded.value().length;
    }
    return size;
  }
}
