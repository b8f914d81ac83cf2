package io.github.conv4j.vectors;

import jdk.incubator.vector.FloatVector;

/** Sums that fit 32 vector registers: five rows of four vectors. */
final class Tile5x4 extends FloatVectorMicrokernel {

  private static final int HEIGHT = 5;
  private static final int WIDTH = 4;

  /** Vectors that are left over and computed by themselves, not with others once more. */
  private static final int NARROW = 2;

  @Override
  protected int height() {
    return HEIGHT;
  }

  @Override
  protected int width() {
    return WIDTH;
  }

  @Override
  void sums(
      int rows,
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] vectors,
      int vectorsAt,
      float[] scalars,
      int scalarsAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    switch (rows) {
      case 1 ->
          products1(
              tables,
              results,
              resultsFrom,
              row,
              from,
              end,
              fromTerm,
              endTerm,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              to,
              toAt);
      case 2 ->
          products2(
              tables,
              results,
              resultsFrom,
              row,
              from,
              end,
              fromTerm,
              endTerm,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              to,
              toAt);
      case 3 ->
          products3(
              tables,
              results,
              resultsFrom,
              row,
              from,
              end,
              fromTerm,
              endTerm,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              to,
              toAt);
      case 4 ->
          products4(
              tables,
              results,
              resultsFrom,
              row,
              from,
              end,
              fromTerm,
              endTerm,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              to,
              toAt);
      default -> {
        int left = (end - from) % WIDTH;
        int narrowFrom = left > 0 && left <= NARROW ? end - left : end;
        products5(
            tables,
            results,
            resultsFrom,
            row,
            from,
            narrowFrom,
            fromTerm,
            endTerm,
            vectors,
            vectorsAt,
            scalars,
            scalarsAt,
            start,
            startAt,
            to,
            toAt);
        narrow5(
            tables,
            results,
            resultsFrom,
            row,
            narrowFrom,
            end,
            fromTerm,
            endTerm,
            vectors,
            vectorsAt,
            scalars,
            scalarsAt,
            start,
            startAt,
            to,
            toAt);
      }
    }
  }

  private static void products1(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        a03 = s0.fma(v3, a03);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
    }
  }

  private static void products2(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a12 = a10;
      FloatVector a13 = a10;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 2;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        a03 = s0.fma(v3, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        a12 = s1.fma(v2, a12);
        a13 = s1.fma(v3, a13);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a12.intoArray(to, r2 + row);
      a13.intoArray(to, r3 + row);
    }
  }

  private static void products3(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a12 = a10;
      FloatVector a13 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      FloatVector a23 = a20;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 3;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        a03 = s0.fma(v3, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        a12 = s1.fma(v2, a12);
        a13 = s1.fma(v3, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        a22 = s2.fma(v2, a22);
        a23 = s2.fma(v3, a23);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a12.intoArray(to, r2 + row);
      a13.intoArray(to, r3 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a22.intoArray(to, r2 + 2 * row);
      a23.intoArray(to, r3 + 2 * row);
    }
  }

  private static void products4(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a12 = a10;
      FloatVector a13 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      FloatVector a23 = a20;
      FloatVector a30 = first(start, startAt + 3);
      FloatVector a31 = a30;
      FloatVector a32 = a30;
      FloatVector a33 = a30;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 4;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        a03 = s0.fma(v3, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        a12 = s1.fma(v2, a12);
        a13 = s1.fma(v3, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        a22 = s2.fma(v2, a22);
        a23 = s2.fma(v3, a23);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[at + 3]);
        a30 = s3.fma(v0, a30);
        a31 = s3.fma(v1, a31);
        a32 = s3.fma(v2, a32);
        a33 = s3.fma(v3, a33);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a12.intoArray(to, r2 + row);
      a13.intoArray(to, r3 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a22.intoArray(to, r2 + 2 * row);
      a23.intoArray(to, r3 + 2 * row);
      a30.intoArray(to, r0 + 3 * row);
      a31.intoArray(to, r1 + 3 * row);
      a32.intoArray(to, r2 + 3 * row);
      a33.intoArray(to, r3 + 3 * row);
    }
  }

  private static void products5(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a12 = a10;
      FloatVector a13 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      FloatVector a23 = a20;
      FloatVector a30 = first(start, startAt + 3);
      FloatVector a31 = a30;
      FloatVector a32 = a30;
      FloatVector a33 = a30;
      FloatVector a40 = first(start, startAt + 4);
      FloatVector a41 = a40;
      FloatVector a42 = a40;
      FloatVector a43 = a40;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 5;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        a03 = s0.fma(v3, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        a12 = s1.fma(v2, a12);
        a13 = s1.fma(v3, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        a22 = s2.fma(v2, a22);
        a23 = s2.fma(v3, a23);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[at + 3]);
        a30 = s3.fma(v0, a30);
        a31 = s3.fma(v1, a31);
        a32 = s3.fma(v2, a32);
        a33 = s3.fma(v3, a33);
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[at + 4]);
        a40 = s4.fma(v0, a40);
        a41 = s4.fma(v1, a41);
        a42 = s4.fma(v2, a42);
        a43 = s4.fma(v3, a43);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a12.intoArray(to, r2 + row);
      a13.intoArray(to, r3 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a22.intoArray(to, r2 + 2 * row);
      a23.intoArray(to, r3 + 2 * row);
      a30.intoArray(to, r0 + 3 * row);
      a31.intoArray(to, r1 + 3 * row);
      a32.intoArray(to, r2 + 3 * row);
      a33.intoArray(to, r3 + 3 * row);
      a40.intoArray(to, r0 + 4 * row);
      a41.intoArray(to, r1 + 4 * row);
      a42.intoArray(to, r2 + 4 * row);
      a43.intoArray(to, r3 + 4 * row);
    }
  }

  /** The rest of five rows. */
  private static void narrow5(
      Products tables,
      int[] results,
      int resultsFrom,
      int row,
      int from,
      int end,
      int fromTerm,
      int endTerm,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    for (int i = from; i < end; i += NARROW) {
      int i1 = Math.min(i + 1, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a30 = first(start, startAt + 3);
      FloatVector a31 = a30;
      FloatVector a40 = first(start, startAt + 4);
      FloatVector a41 = a40;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        int at = sAt + t * 5;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[at + 3]);
        a30 = s3.fma(v0, a30);
        a31 = s3.fma(v1, a31);
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[at + 4]);
        a40 = s4.fma(v0, a40);
        a41 = s4.fma(v1, a41);
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a30.intoArray(to, r0 + 3 * row);
      a31.intoArray(to, r1 + 3 * row);
      a40.intoArray(to, r0 + 4 * row);
      a41.intoArray(to, r1 + 4 * row);
    }
  }
}
