package io.github.conv4j.vectors;

import jdk.incubator.vector.FloatVector;

/** Four rows of two vectors together: eight sums, for processors with sixteen vector registers. */
final class Tile4x2 extends FloatVectorMicrokernel {

  private static final int HEIGHT = 4;
  private static final int WIDTH = 2;

  @Override
  protected int height() {
    return HEIGHT;
  }

  @Override
  protected int width() {
    return WIDTH;
  }

  @Override
  protected void productRows(
      int rows,
      Products tables,
      int from,
      int end,
      float[] vectors,
      int vectorsAt,
      float[] scalars,
      int scalarsAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    switch (rows) {
      case 1 ->
          products1(
              tables,
              from,
              end,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              accumulate,
              rectify,
              to,
              toAt);
      case 2 ->
          products2(
              tables,
              from,
              end,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              accumulate,
              rectify,
              to,
              toAt);
      case 3 ->
          products3(
              tables,
              from,
              end,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              accumulate,
              rectify,
              to,
              toAt);
      default ->
          products4(
              tables,
              from,
              end,
              vectors,
              vectorsAt,
              scalars,
              scalarsAt,
              start,
              startAt,
              accumulate,
              rectify,
              to,
              toAt);
    }
  }

  @Override
  protected void correlationRows(
      int rows,
      Correlations tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] to,
      int toAt) {
    switch (rows) {
      case 1 ->
          correlations1(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
      case 2 ->
          correlations2(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
      case 3 ->
          correlations3(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
      default ->
          correlations4(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
    }
  }

  private static void products1(
      Products tables,
      int from,
      int end,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    int[] results = tables.results();
    int terms = vectorTaps.length;
    int row = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int r0 = toAt + results[i];
      int r1 = toAt + results[i1];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, r0);
        a01 = FloatVector.fromArray(SPECIES, to, r1);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        int at = sAt + t;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
      }
      last(a00, rectify).intoArray(to, r0);
      last(a01, rectify).intoArray(to, r1);
    }
  }

  private static void products2(
      Products tables,
      int from,
      int end,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    int[] results = tables.results();
    int terms = vectorTaps.length;
    int row = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int r0 = toAt + results[i];
      int r1 = toAt + results[i1];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, r0);
        a01 = FloatVector.fromArray(SPECIES, to, r1);
        a10 = FloatVector.fromArray(SPECIES, to, r0 + row);
        a11 = FloatVector.fromArray(SPECIES, to, r1 + row);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        int at = sAt + t * 2;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
      }
      last(a00, rectify).intoArray(to, r0);
      last(a01, rectify).intoArray(to, r1);
      last(a10, rectify).intoArray(to, r0 + row);
      last(a11, rectify).intoArray(to, r1 + row);
    }
  }

  private static void products3(
      Products tables,
      int from,
      int end,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    int[] results = tables.results();
    int terms = vectorTaps.length;
    int row = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int r0 = toAt + results[i];
      int r1 = toAt + results[i1];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, r0);
        a01 = FloatVector.fromArray(SPECIES, to, r1);
        a10 = FloatVector.fromArray(SPECIES, to, r0 + row);
        a11 = FloatVector.fromArray(SPECIES, to, r1 + row);
        a20 = FloatVector.fromArray(SPECIES, to, r0 + 2 * row);
        a21 = FloatVector.fromArray(SPECIES, to, r1 + 2 * row);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        int at = sAt + t * 3;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
      }
      last(a00, rectify).intoArray(to, r0);
      last(a01, rectify).intoArray(to, r1);
      last(a10, rectify).intoArray(to, r0 + row);
      last(a11, rectify).intoArray(to, r1 + row);
      last(a20, rectify).intoArray(to, r0 + 2 * row);
      last(a21, rectify).intoArray(to, r1 + 2 * row);
    }
  }

  private static void products4(
      Products tables,
      int from,
      int end,
      float[] v,
      int vAt,
      float[] s,
      int sAt,
      float[] start,
      int startAt,
      boolean accumulate,
      boolean rectify,
      float[] to,
      int toAt) {
    int[] vectorTaps = tables.vectorTaps();
    int[] positions = tables.positions();
    int[] results = tables.results();
    int terms = vectorTaps.length;
    int row = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
      int i1 = Math.min(i + 1, end - 1);
      int p0 = vAt + positions[i];
      int p1 = vAt + positions[i1];
      int r0 = toAt + results[i];
      int r1 = toAt + results[i1];
      FloatVector a00 = first(start, startAt);
      FloatVector a01 = a00;
      FloatVector a10 = first(start, startAt + 1);
      FloatVector a11 = a10;
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a30 = first(start, startAt + 3);
      FloatVector a31 = a30;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, r0);
        a01 = FloatVector.fromArray(SPECIES, to, r1);
        a10 = FloatVector.fromArray(SPECIES, to, r0 + row);
        a11 = FloatVector.fromArray(SPECIES, to, r1 + row);
        a20 = FloatVector.fromArray(SPECIES, to, r0 + 2 * row);
        a21 = FloatVector.fromArray(SPECIES, to, r1 + 2 * row);
        a30 = FloatVector.fromArray(SPECIES, to, r0 + 3 * row);
        a31 = FloatVector.fromArray(SPECIES, to, r1 + 3 * row);
      }
      for (int t = 0; t < terms; t++) {
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
      last(a00, rectify).intoArray(to, r0);
      last(a01, rectify).intoArray(to, r1);
      last(a10, rectify).intoArray(to, r0 + row);
      last(a11, rectify).intoArray(to, r1 + row);
      last(a20, rectify).intoArray(to, r0 + 2 * row);
      last(a21, rectify).intoArray(to, r1 + 2 * row);
      last(a30, rectify).intoArray(to, r0 + 3 * row);
      last(a31, rectify).intoArray(to, r1 + 3 * row);
    }
  }

  private static void correlations1(
      Correlations tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] to,
      int toAt) {
    int[] left = tables.left();
    int[] right = tables.right();
    int[] taps = tables.taps();
    int[] results = tables.results();
    int row = tables.leftRow();
    int resultRow = tables.resultRow();
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int k1 = Math.min(t + 1, endTap - 1);
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[k1];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = x0.fma(y0, a00);
        a01 = x0.fma(y1, a01);
      }
      int to0 = toAt;
      to[to0 + results[t]] += sum(a00);
      if (t + 1 < endTap) {
        to[to0 + results[k1]] += sum(a01);
      }
    }
  }

  private static void correlations2(
      Correlations tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] to,
      int toAt) {
    int[] left = tables.left();
    int[] right = tables.right();
    int[] taps = tables.taps();
    int[] results = tables.results();
    int row = tables.leftRow();
    int resultRow = tables.resultRow();
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int k1 = Math.min(t + 1, endTap - 1);
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[k1];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = x0.fma(y0, a00);
        a01 = x0.fma(y1, a01);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = x1.fma(y0, a10);
        a11 = x1.fma(y1, a11);
      }
      int to0 = toAt;
      to[to0 + results[t]] += sum(a00);
      int to1 = toAt + resultRow;
      to[to1 + results[t]] += sum(a10);
      if (t + 1 < endTap) {
        to[to0 + results[k1]] += sum(a01);
        to[to1 + results[k1]] += sum(a11);
      }
    }
  }

  private static void correlations3(
      Correlations tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] to,
      int toAt) {
    int[] left = tables.left();
    int[] right = tables.right();
    int[] taps = tables.taps();
    int[] results = tables.results();
    int row = tables.leftRow();
    int resultRow = tables.resultRow();
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int k1 = Math.min(t + 1, endTap - 1);
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[k1];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = x0.fma(y0, a00);
        a01 = x0.fma(y1, a01);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = x1.fma(y0, a10);
        a11 = x1.fma(y1, a11);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * row);
        a20 = x2.fma(y0, a20);
        a21 = x2.fma(y1, a21);
      }
      int to0 = toAt;
      to[to0 + results[t]] += sum(a00);
      int to1 = toAt + resultRow;
      to[to1 + results[t]] += sum(a10);
      int to2 = toAt + 2 * resultRow;
      to[to2 + results[t]] += sum(a20);
      if (t + 1 < endTap) {
        to[to0 + results[k1]] += sum(a01);
        to[to1 + results[k1]] += sum(a11);
        to[to2 + results[k1]] += sum(a21);
      }
    }
  }

  private static void correlations4(
      Correlations tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] to,
      int toAt) {
    int[] left = tables.left();
    int[] right = tables.right();
    int[] taps = tables.taps();
    int[] results = tables.results();
    int row = tables.leftRow();
    int resultRow = tables.resultRow();
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int k1 = Math.min(t + 1, endTap - 1);
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[k1];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = x0.fma(y0, a00);
        a01 = x0.fma(y1, a01);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = x1.fma(y0, a10);
        a11 = x1.fma(y1, a11);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * row);
        a20 = x2.fma(y0, a20);
        a21 = x2.fma(y1, a21);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * row);
        a30 = x3.fma(y0, a30);
        a31 = x3.fma(y1, a31);
      }
      int to0 = toAt;
      to[to0 + results[t]] += sum(a00);
      int to1 = toAt + resultRow;
      to[to1 + results[t]] += sum(a10);
      int to2 = toAt + 2 * resultRow;
      to[to2 + results[t]] += sum(a20);
      int to3 = toAt + 3 * resultRow;
      to[to3 + results[t]] += sum(a30);
      if (t + 1 < endTap) {
        to[to0 + results[k1]] += sum(a01);
        to[to1 + results[k1]] += sum(a11);
        to[to2 + results[k1]] += sum(a21);
        to[to3 + results[k1]] += sum(a31);
      }
    }
  }
}
