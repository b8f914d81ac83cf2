package io.github.conv4j.kernels;

/**
 * A correlation of planes with weights.
 *
 * @param tables what it visits
 * @param weights per term, offset of its weight from the first of its row
 * @param firstTerm terms of the sweeps before it
 * @param accumulates whether it adds to what the sweeps before it computed
 */
record Sweep(Microkernel.Products tables, int[] weights, int firstTerm, boolean accumulates) {

  /**
   * Terms, and vectors of a row, of one pass: what it reads stays in the first cache, or comes from
   * the second while the weights stay in the first.
   */
  private static final int PASS_TERMS = 1024;

  private static final int PASS_VECTORS = 8;

  int terms() {
    return weights.length;
  }

  /** Result vectors of a row. */
  int vectors() {
    return tables.positions().length;
  }

  /** Computes some rows; their results begin at {@link Lanes#start}. */
  <A> void run(
      Lanes<A> lanes,
      int firstVector,
      int endVector,
      int rows,
      A planes,
      int planesAt,
      A arranged,
      int arrangedAt,
      A start,
      int startAt,
      boolean rectify,
      A results) {
    int passes = Math.max(1, Division.ceil(terms(), PASS_TERMS));
    int passTerms = Division.ceil(terms(), passes);
    int passVectors = PASS_VECTORS * PASS_TERMS / Math.max(1, passTerms);
    for (int from = firstVector; from < endVector; from += passVectors) {
      int end = Math.min(endVector, from + passVectors);
      for (int pass = 0; pass < passes; pass++) {
        boolean last = pass == passes - 1;
        lanes
            .microkernel()
            .products(
                tables,
                from,
                end,
                pass * passTerms,
                last ? terms() : (pass + 1) * passTerms,
                rows,
                planes,
                planesAt,
                arranged,
                arrangedAt,
                pass == 0 ? start : null,
                startAt,
                accumulates || pass > 0,
                last && rectify,
                results,
                lanes.start());
      }
    }
  }
}
