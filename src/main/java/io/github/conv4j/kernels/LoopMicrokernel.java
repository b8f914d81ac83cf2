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
  public void outerProducts(
      int terms,
      A left,
      int leftAt,
      A right,
      int rightAt,
      int otherAt,
      A to,
      int toAt,
      int toOther,
      int toRow) {
    for (int row = 0; row < OUTER_ROWS; row++) {
      addOuter(terms, left, leftAt + row, right, rightAt, to, toAt + row * toRow);
      if (toOther != toAt) {
        addOuter(terms, left, leftAt + row, right, otherAt, to, toOther + row * toRow);
      }
    }
  }

  private void addOuter(int terms, A left, int leftAt, A right, int rightAt, A to, int toAt) {
    A sum = lanes.scratch().gradient(LANES);
    lanes.fill(sum, 0, LANES, 0);
    for (int t = 0; t < terms; t++) {
      lanes.addProduct(right, rightAt + t * LANES, left, leftAt + t * LANES, sum, 0, LANES);
    }
    lanes.add(sum, 0, to, toAt, LANES);
  }

  @Override
  public void interleave(
      A from, int fromAt, int step, int[] laneOffsets, A to, int toAt, int count) {
    for (int lane = 0; lane < LANES; lane++) {
      lanes.spread(from, fromAt + laneOffsets[lane], step, to, toAt + lane, LANES, count);
    }
  }

  @Override
  public void separate(A from, int fromAt, A to, int toAt, int step, int[] laneOffsets, int count) {
    for (int lane = 0; lane < LANES; lane++) {
      lanes.spread(from, fromAt + lane, LANES, to, toAt + laneOffsets[lane], step, count);
    }
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
