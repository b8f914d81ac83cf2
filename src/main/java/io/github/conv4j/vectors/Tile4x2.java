package io.github.conv4j.vectors;

import jdk.incubator.vector.FloatVector;

/** Sums that fit sixteen vector registers: four rows of two vectors, or fewer rows of more. */
final class Tile4x2 extends FloatVectorMicrokernel {

  private static final int HEIGHT = 4;
  private static final int WIDTH = 2;
  private static final int WIDTH_OF_1 = 8;
  private static final int WIDTH_OF_2 = 4;
  private static final int WIDTH_OF_3 = 3;

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
      default ->
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
    for (int i = from; i < end; i += WIDTH_OF_1) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int i4 = Math.min(i + 4, end - 1);
      int i5 = Math.min(i + 5, end - 1);
      int i6 = Math.min(i + 6, end - 1);
      int i7 = Math.min(i + 7, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
      int p4 = vAt + positions[i4];
      int p5 = vAt + positions[i5];
      int p6 = vAt + positions[i6];
      int p7 = vAt + positions[i7];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a04 = a00;
      FloatVector a05 = a00;
      FloatVector a06 = a00;
      FloatVector a07 = a00;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        int at = sAt + t;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(FloatVector.fromArray(SPECIES, v, p0 + tap), a00);
        a01 = s0.fma(FloatVector.fromArray(SPECIES, v, p1 + tap), a01);
        a02 = s0.fma(FloatVector.fromArray(SPECIES, v, p2 + tap), a02);
        a03 = s0.fma(FloatVector.fromArray(SPECIES, v, p3 + tap), a03);
        a04 = s0.fma(FloatVector.fromArray(SPECIES, v, p4 + tap), a04);
        a05 = s0.fma(FloatVector.fromArray(SPECIES, v, p5 + tap), a05);
        a06 = s0.fma(FloatVector.fromArray(SPECIES, v, p6 + tap), a06);
        a07 = s0.fma(FloatVector.fromArray(SPECIES, v, p7 + tap), a07);
      }
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
      int r4 = toAt + results[i4 - resultsFrom];
      int r5 = toAt + results[i5 - resultsFrom];
      int r6 = toAt + results[i6 - resultsFrom];
      int r7 = toAt + results[i7 - resultsFrom];
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a03.intoArray(to, r3);
      a04.intoArray(to, r4);
      a05.intoArray(to, r5);
      a06.intoArray(to, r6);
      a07.intoArray(to, r7);
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
    for (int i = from; i < end; i += WIDTH_OF_2) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int i3 = Math.min(i + 3, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      int p3 = vAt + positions[i3];
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
        int at = sAt + t * 2;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        a00 = s0.fma(v0, a00);
        a10 = s1.fma(v0, a10);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        a01 = s0.fma(v1, a01);
        a11 = s1.fma(v1, a11);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        a02 = s0.fma(v2, a02);
        a12 = s1.fma(v2, a12);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        a03 = s0.fma(v3, a03);
        a13 = s1.fma(v3, a13);
      }
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      int r3 = toAt + results[i3 - resultsFrom];
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
    for (int i = from; i < end; i += WIDTH_OF_3) {
      int i1 = Math.min(i + 1, end - 1);
      int i2 = Math.min(i + 2, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int p2 = vAt + positions[i2];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a12 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        int at = sAt + t * 3;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        a00 = s0.fma(v0, a00);
        a10 = s1.fma(v0, a10);
        a20 = s2.fma(v0, a20);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        a01 = s0.fma(v1, a01);
        a11 = s1.fma(v1, a11);
        a21 = s2.fma(v1, a21);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        a02 = s0.fma(v2, a02);
        a12 = s1.fma(v2, a12);
        a22 = s2.fma(v2, a22);
      }
      int r0 = toAt + results[i - resultsFrom];
      int r1 = toAt + results[i1 - resultsFrom];
      int r2 = toAt + results[i2 - resultsFrom];
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a02.intoArray(to, r2);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a12.intoArray(to, r2 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a22.intoArray(to, r2 + 2 * row);
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
      for (int t = fromTerm; t < endTerm; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        int at = sAt + t * 4;
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
      }
      a00.intoArray(to, r0);
      a01.intoArray(to, r1);
      a10.intoArray(to, r0 + row);
      a11.intoArray(to, r1 + row);
      a20.intoArray(to, r0 + 2 * row);
      a21.intoArray(to, r1 + 2 * row);
      a30.intoArray(to, r0 + 3 * row);
      a31.intoArray(to, r1 + 3 * row);
    }
  }
}
