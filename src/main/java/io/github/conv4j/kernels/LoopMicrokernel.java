package io.github.conv4j.kernels;

/** The innermost loops in plain Java, for every element type and machine. */
final class LoopMicrokernel<A> extends Microkernel<A> {

  private static final int LANES = 16;
  private static final int HEIGHT = 4;

  private final Lanes<A> lanes;

  LoopMicrokernel(Lanes<A> lanes) {
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  protected int height() {
    return HEIGHT;
  }

  @Override
  protected int width() {
    return 1;
  }

  @Override
  protected void productRows(
      int rows,
      Products tables,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      A vectors,
      int vectorsAt,
      A scalars,
      int scalarsAt,
      A start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      A to,
      int toAt) {
    for (int row = 0; row < rows; row++) {
      for (int i = from; i < end; i++) {
        int at = toAt + row * tables.resultRow() + tables.results()[i];
        if (!accumulate) {
          lanes.fill(to, at, at + LANES, 0);
        }
        if (start != null) {
          lanes.addElement(start, startAt + row, to, at, LANES);
        }
        for (int t = fromTerm; t < endTerm; t++) {
          lanes.addProduct(
              vectors,
              vectorsAt + tables.positions()[i] + tables.vectorTaps()[t],
              scalars,
              scalarsAt + t * rows + row,
              to,
              at,
              LANES);
        }
        if (rectify) {
          lanes.rectify(to, at, LANES);
        }
      }
    }
  }

  @Override
  public void tapProducts(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      A scalars,
      int scalarsAt,
      int panels,
      A vectors,
      int vectorsAt,
      int panelStep,
      A to,
      int toAt,
      int toRow) {
    A sum = lanes.scratch().gradient(LANES);
    for (int t = fromTap; t < endTap; t++) {
      for (int p = 0; p < panels; p++) {
        lanes.fill(sum, 0, LANES, 0);
        for (int i = from; i < end; i++) {
          int scalar = scalarsAt + tables.taps()[t] + tables.positions()[i];
          int vector = vectorsAt + p * panelStep + i * LANES;
          lanes.addProduct(vectors, vector, scalars, scalar, sum, 0, LANES);
        }
        lanes.add(sum, 0, to, toAt + t * toRow + p * LANES, LANES);
      }
    }
  }

  @Override
  public void interleave(
      A from,
      int fromAt,
      int[] laneOffsets,
      A to,
      int toAt,
      int[] places,
      int firstPlace,
      int count) {
    int run;
    for (int i = 0; i < count; i += run) {
      int place = places[firstPlace + i];
      run = run(places, firstPlace + i, firstPlace + count);
      for (int lane = 0; lane < LANES && place >= 0; lane++) {
        int at = toAt + place * LANES + lane;
        lanes.spread(from, fromAt + i + laneOffsets[lane], 1, to, at, LANES, run);
      }
    }
  }

  @Override
  public void separate(
      A from,
      int fromAt,
      int[] places,
      int firstPlace,
      A to,
      int toAt,
      int[] laneOffsets,
      int count) {
    int run;
    for (int i = 0; i < count; i += run) {
      int place = places[firstPlace + i];
      run = run(places, firstPlace + i, firstPlace + count);
      for (int lane = 0; lane < LANES; lane++) {
        int at = toAt + i + laneOffsets[lane];
        if (place >= 0) {
          lanes.spread(from, fromAt + place * LANES + lane, LANES, to, at, 1, run);
        } else {
          lanes.fill(to, at, at + run, 0);
        }
      }
    }
  }

  /** Elements from one on whose vectors lie side by side, or 1. */
  private static int run(int[] places, int from, int end) {
    int i = from + 1;
    while (i < end && places[i] == places[i - 1] + 1 && places[i] > 0) {
      i++;
    }
    return i - from;
  }

  @Override
  public double sum(A from, int fromAt, int[] positions, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += lanes.sum(from, fromAt + positions[i], LANES);
    }
    return sum;
  }

  @Override
  public void mask(A output, A gradient, int count) {
    lanes.mask(output, 0, gradient, 0, count);
  }

  @Override
  public boolean staysFinite(A array, int at, int count, float factor) {
    return lanes.staysFinite(array, at, count, factor);
  }
}
