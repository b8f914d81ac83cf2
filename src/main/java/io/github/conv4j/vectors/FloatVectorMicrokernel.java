package io.github.conv4j.vectors;

import io.github.conv4j.kernels.Microkernel;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner loops on the processor's widest vectors of {@code float}. One method per number of rows:
 * only what is written out as local variables stays in registers.
 */
public final class FloatVectorMicrokernel extends Microkernel<float[]> {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Called by name, where the Vector API is there. */
  public FloatVectorMicrokernel() {}

  @Override
  public int lanes() {
    return LANES;
  }

  private static FloatVector first(float[] start, int at) {
    return start == null ? FloatVector.zero(SPECIES) : FloatVector.broadcast(SPECIES, start[at]);
  }

  /** As max(0, x) of Java: NaN stays. */
  private static FloatVector last(FloatVector x, boolean rectify) {
    return rectify ? x.max(FloatVector.zero(SPECIES)) : x;
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
      case 4 ->
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
      default ->
          products5(
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
      case 4 ->
          correlations4(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
      default ->
          correlations5(tables, from, end, fromTap, endTap, left, leftAt, right, rightAt, to, toAt);
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
    int resultRow = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
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
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, toAt + results[i]);
        a01 = FloatVector.fromArray(SPECIES, to, toAt + results[i1]);
        a02 = FloatVector.fromArray(SPECIES, to, toAt + results[i2]);
        a03 = FloatVector.fromArray(SPECIES, to, toAt + results[i3]);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = v0.fma(s0, a00);
        a01 = v1.fma(s0, a01);
        a02 = v2.fma(s0, a02);
        a03 = v3.fma(s0, a03);
      }
      last(a00, rectify).intoArray(to, toAt + results[i]);
      last(a01, rectify).intoArray(to, toAt + results[i1]);
      last(a02, rectify).intoArray(to, toAt + results[i2]);
      last(a03, rectify).intoArray(to, toAt + results[i3]);
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
    int resultRow = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
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
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, toAt + results[i]);
        a01 = FloatVector.fromArray(SPECIES, to, toAt + results[i1]);
        a02 = FloatVector.fromArray(SPECIES, to, toAt + results[i2]);
        a03 = FloatVector.fromArray(SPECIES, to, toAt + results[i3]);
        a10 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i]);
        a11 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i1]);
        a12 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i2]);
        a13 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i3]);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 2;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = v0.fma(s0, a00);
        a01 = v1.fma(s0, a01);
        a02 = v2.fma(s0, a02);
        a03 = v3.fma(s0, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = v0.fma(s1, a10);
        a11 = v1.fma(s1, a11);
        a12 = v2.fma(s1, a12);
        a13 = v3.fma(s1, a13);
      }
      last(a00, rectify).intoArray(to, toAt + results[i]);
      last(a01, rectify).intoArray(to, toAt + results[i1]);
      last(a02, rectify).intoArray(to, toAt + results[i2]);
      last(a03, rectify).intoArray(to, toAt + results[i3]);
      last(a10, rectify).intoArray(to, toAt + resultRow + results[i]);
      last(a11, rectify).intoArray(to, toAt + resultRow + results[i1]);
      last(a12, rectify).intoArray(to, toAt + resultRow + results[i2]);
      last(a13, rectify).intoArray(to, toAt + resultRow + results[i3]);
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
    int resultRow = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
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
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      FloatVector a23 = a20;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, toAt + results[i]);
        a01 = FloatVector.fromArray(SPECIES, to, toAt + results[i1]);
        a02 = FloatVector.fromArray(SPECIES, to, toAt + results[i2]);
        a03 = FloatVector.fromArray(SPECIES, to, toAt + results[i3]);
        a10 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i]);
        a11 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i1]);
        a12 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i2]);
        a13 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i3]);
        a20 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i]);
        a21 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i1]);
        a22 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i2]);
        a23 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i3]);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 3;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = v0.fma(s0, a00);
        a01 = v1.fma(s0, a01);
        a02 = v2.fma(s0, a02);
        a03 = v3.fma(s0, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = v0.fma(s1, a10);
        a11 = v1.fma(s1, a11);
        a12 = v2.fma(s1, a12);
        a13 = v3.fma(s1, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = v0.fma(s2, a20);
        a21 = v1.fma(s2, a21);
        a22 = v2.fma(s2, a22);
        a23 = v3.fma(s2, a23);
      }
      last(a00, rectify).intoArray(to, toAt + results[i]);
      last(a01, rectify).intoArray(to, toAt + results[i1]);
      last(a02, rectify).intoArray(to, toAt + results[i2]);
      last(a03, rectify).intoArray(to, toAt + results[i3]);
      last(a10, rectify).intoArray(to, toAt + resultRow + results[i]);
      last(a11, rectify).intoArray(to, toAt + resultRow + results[i1]);
      last(a12, rectify).intoArray(to, toAt + resultRow + results[i2]);
      last(a13, rectify).intoArray(to, toAt + resultRow + results[i3]);
      last(a20, rectify).intoArray(to, toAt + 2 * resultRow + results[i]);
      last(a21, rectify).intoArray(to, toAt + 2 * resultRow + results[i1]);
      last(a22, rectify).intoArray(to, toAt + 2 * resultRow + results[i2]);
      last(a23, rectify).intoArray(to, toAt + 2 * resultRow + results[i3]);
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
    int resultRow = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
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
      FloatVector a20 = first(start, startAt + 2);
      FloatVector a21 = a20;
      FloatVector a22 = a20;
      FloatVector a23 = a20;
      FloatVector a30 = first(start, startAt + 3);
      FloatVector a31 = a30;
      FloatVector a32 = a30;
      FloatVector a33 = a30;
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, toAt + results[i]);
        a01 = FloatVector.fromArray(SPECIES, to, toAt + results[i1]);
        a02 = FloatVector.fromArray(SPECIES, to, toAt + results[i2]);
        a03 = FloatVector.fromArray(SPECIES, to, toAt + results[i3]);
        a10 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i]);
        a11 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i1]);
        a12 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i2]);
        a13 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i3]);
        a20 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i]);
        a21 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i1]);
        a22 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i2]);
        a23 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i3]);
        a30 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i]);
        a31 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i1]);
        a32 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i2]);
        a33 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i3]);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 4;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = v0.fma(s0, a00);
        a01 = v1.fma(s0, a01);
        a02 = v2.fma(s0, a02);
        a03 = v3.fma(s0, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = v0.fma(s1, a10);
        a11 = v1.fma(s1, a11);
        a12 = v2.fma(s1, a12);
        a13 = v3.fma(s1, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = v0.fma(s2, a20);
        a21 = v1.fma(s2, a21);
        a22 = v2.fma(s2, a22);
        a23 = v3.fma(s2, a23);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[at + 3]);
        a30 = v0.fma(s3, a30);
        a31 = v1.fma(s3, a31);
        a32 = v2.fma(s3, a32);
        a33 = v3.fma(s3, a33);
      }
      last(a00, rectify).intoArray(to, toAt + results[i]);
      last(a01, rectify).intoArray(to, toAt + results[i1]);
      last(a02, rectify).intoArray(to, toAt + results[i2]);
      last(a03, rectify).intoArray(to, toAt + results[i3]);
      last(a10, rectify).intoArray(to, toAt + resultRow + results[i]);
      last(a11, rectify).intoArray(to, toAt + resultRow + results[i1]);
      last(a12, rectify).intoArray(to, toAt + resultRow + results[i2]);
      last(a13, rectify).intoArray(to, toAt + resultRow + results[i3]);
      last(a20, rectify).intoArray(to, toAt + 2 * resultRow + results[i]);
      last(a21, rectify).intoArray(to, toAt + 2 * resultRow + results[i1]);
      last(a22, rectify).intoArray(to, toAt + 2 * resultRow + results[i2]);
      last(a23, rectify).intoArray(to, toAt + 2 * resultRow + results[i3]);
      last(a30, rectify).intoArray(to, toAt + 3 * resultRow + results[i]);
      last(a31, rectify).intoArray(to, toAt + 3 * resultRow + results[i1]);
      last(a32, rectify).intoArray(to, toAt + 3 * resultRow + results[i2]);
      last(a33, rectify).intoArray(to, toAt + 3 * resultRow + results[i3]);
    }
  }

  private static void products5(
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
    int resultRow = tables.resultRow();
    for (int i = from; i < end; i += WIDTH) {
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
      if (accumulate) {
        a00 = FloatVector.fromArray(SPECIES, to, toAt + results[i]);
        a01 = FloatVector.fromArray(SPECIES, to, toAt + results[i1]);
        a02 = FloatVector.fromArray(SPECIES, to, toAt + results[i2]);
        a03 = FloatVector.fromArray(SPECIES, to, toAt + results[i3]);
        a10 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i]);
        a11 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i1]);
        a12 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i2]);
        a13 = FloatVector.fromArray(SPECIES, to, toAt + resultRow + results[i3]);
        a20 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i]);
        a21 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i1]);
        a22 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i2]);
        a23 = FloatVector.fromArray(SPECIES, to, toAt + 2 * resultRow + results[i3]);
        a30 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i]);
        a31 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i1]);
        a32 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i2]);
        a33 = FloatVector.fromArray(SPECIES, to, toAt + 3 * resultRow + results[i3]);
        a40 = FloatVector.fromArray(SPECIES, to, toAt + 4 * resultRow + results[i]);
        a41 = FloatVector.fromArray(SPECIES, to, toAt + 4 * resultRow + results[i1]);
        a42 = FloatVector.fromArray(SPECIES, to, toAt + 4 * resultRow + results[i2]);
        a43 = FloatVector.fromArray(SPECIES, to, toAt + 4 * resultRow + results[i3]);
      }
      for (int t = 0; t < terms; t++) {
        int tap = vectorTaps[t];
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, p0 + tap);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, p1 + tap);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, p2 + tap);
        FloatVector v3 = FloatVector.fromArray(SPECIES, v, p3 + tap);
        int at = sAt + t * 5;
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[at]);
        a00 = v0.fma(s0, a00);
        a01 = v1.fma(s0, a01);
        a02 = v2.fma(s0, a02);
        a03 = v3.fma(s0, a03);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[at + 1]);
        a10 = v0.fma(s1, a10);
        a11 = v1.fma(s1, a11);
        a12 = v2.fma(s1, a12);
        a13 = v3.fma(s1, a13);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[at + 2]);
        a20 = v0.fma(s2, a20);
        a21 = v1.fma(s2, a21);
        a22 = v2.fma(s2, a22);
        a23 = v3.fma(s2, a23);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[at + 3]);
        a30 = v0.fma(s3, a30);
        a31 = v1.fma(s3, a31);
        a32 = v2.fma(s3, a32);
        a33 = v3.fma(s3, a33);
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[at + 4]);
        a40 = v0.fma(s4, a40);
        a41 = v1.fma(s4, a41);
        a42 = v2.fma(s4, a42);
        a43 = v3.fma(s4, a43);
      }
      last(a00, rectify).intoArray(to, toAt + results[i]);
      last(a01, rectify).intoArray(to, toAt + results[i1]);
      last(a02, rectify).intoArray(to, toAt + results[i2]);
      last(a03, rectify).intoArray(to, toAt + results[i3]);
      last(a10, rectify).intoArray(to, toAt + resultRow + results[i]);
      last(a11, rectify).intoArray(to, toAt + resultRow + results[i1]);
      last(a12, rectify).intoArray(to, toAt + resultRow + results[i2]);
      last(a13, rectify).intoArray(to, toAt + resultRow + results[i3]);
      last(a20, rectify).intoArray(to, toAt + 2 * resultRow + results[i]);
      last(a21, rectify).intoArray(to, toAt + 2 * resultRow + results[i1]);
      last(a22, rectify).intoArray(to, toAt + 2 * resultRow + results[i2]);
      last(a23, rectify).intoArray(to, toAt + 2 * resultRow + results[i3]);
      last(a30, rectify).intoArray(to, toAt + 3 * resultRow + results[i]);
      last(a31, rectify).intoArray(to, toAt + 3 * resultRow + results[i1]);
      last(a32, rectify).intoArray(to, toAt + 3 * resultRow + results[i2]);
      last(a33, rectify).intoArray(to, toAt + 3 * resultRow + results[i3]);
      last(a40, rectify).intoArray(to, toAt + 4 * resultRow + results[i]);
      last(a41, rectify).intoArray(to, toAt + 4 * resultRow + results[i1]);
      last(a42, rectify).intoArray(to, toAt + 4 * resultRow + results[i2]);
      last(a43, rectify).intoArray(to, toAt + 4 * resultRow + results[i3]);
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
    float[] sums = new float[1 * WIDTH * LANES];
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[Math.min(t + 1, endTap - 1)];
      int t2 = yAt + taps[Math.min(t + 2, endTap - 1)];
      int t3 = yAt + taps[Math.min(t + 3, endTap - 1)];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, t2 + position);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, t3 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = y0.fma(x0, a00);
        a01 = y1.fma(x0, a01);
        a02 = y2.fma(x0, a02);
        a03 = y3.fma(x0, a03);
      }
      a00.intoArray(sums, 0 * LANES);
      a01.intoArray(sums, 1 * LANES);
      a02.intoArray(sums, 2 * LANES);
      a03.intoArray(sums, 3 * LANES);
      addSums(1, sums, tables, t, endTap, to, toAt);
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
    float[] sums = new float[2 * WIDTH * LANES];
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[Math.min(t + 1, endTap - 1)];
      int t2 = yAt + taps[Math.min(t + 2, endTap - 1)];
      int t3 = yAt + taps[Math.min(t + 3, endTap - 1)];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a12 = a00;
      FloatVector a13 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, t2 + position);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, t3 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = y0.fma(x0, a00);
        a01 = y1.fma(x0, a01);
        a02 = y2.fma(x0, a02);
        a03 = y3.fma(x0, a03);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = y0.fma(x1, a10);
        a11 = y1.fma(x1, a11);
        a12 = y2.fma(x1, a12);
        a13 = y3.fma(x1, a13);
      }
      a00.intoArray(sums, 0 * LANES);
      a01.intoArray(sums, 1 * LANES);
      a02.intoArray(sums, 2 * LANES);
      a03.intoArray(sums, 3 * LANES);
      a10.intoArray(sums, 4 * LANES);
      a11.intoArray(sums, 5 * LANES);
      a12.intoArray(sums, 6 * LANES);
      a13.intoArray(sums, 7 * LANES);
      addSums(2, sums, tables, t, endTap, to, toAt);
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
    float[] sums = new float[3 * WIDTH * LANES];
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[Math.min(t + 1, endTap - 1)];
      int t2 = yAt + taps[Math.min(t + 2, endTap - 1)];
      int t3 = yAt + taps[Math.min(t + 3, endTap - 1)];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a12 = a00;
      FloatVector a13 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a22 = a00;
      FloatVector a23 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, t2 + position);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, t3 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = y0.fma(x0, a00);
        a01 = y1.fma(x0, a01);
        a02 = y2.fma(x0, a02);
        a03 = y3.fma(x0, a03);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = y0.fma(x1, a10);
        a11 = y1.fma(x1, a11);
        a12 = y2.fma(x1, a12);
        a13 = y3.fma(x1, a13);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * row);
        a20 = y0.fma(x2, a20);
        a21 = y1.fma(x2, a21);
        a22 = y2.fma(x2, a22);
        a23 = y3.fma(x2, a23);
      }
      a00.intoArray(sums, 0 * LANES);
      a01.intoArray(sums, 1 * LANES);
      a02.intoArray(sums, 2 * LANES);
      a03.intoArray(sums, 3 * LANES);
      a10.intoArray(sums, 4 * LANES);
      a11.intoArray(sums, 5 * LANES);
      a12.intoArray(sums, 6 * LANES);
      a13.intoArray(sums, 7 * LANES);
      a20.intoArray(sums, 8 * LANES);
      a21.intoArray(sums, 9 * LANES);
      a22.intoArray(sums, 10 * LANES);
      a23.intoArray(sums, 11 * LANES);
      addSums(3, sums, tables, t, endTap, to, toAt);
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
    float[] sums = new float[4 * WIDTH * LANES];
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[Math.min(t + 1, endTap - 1)];
      int t2 = yAt + taps[Math.min(t + 2, endTap - 1)];
      int t3 = yAt + taps[Math.min(t + 3, endTap - 1)];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a12 = a00;
      FloatVector a13 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a22 = a00;
      FloatVector a23 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      FloatVector a32 = a00;
      FloatVector a33 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, t2 + position);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, t3 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = y0.fma(x0, a00);
        a01 = y1.fma(x0, a01);
        a02 = y2.fma(x0, a02);
        a03 = y3.fma(x0, a03);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = y0.fma(x1, a10);
        a11 = y1.fma(x1, a11);
        a12 = y2.fma(x1, a12);
        a13 = y3.fma(x1, a13);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * row);
        a20 = y0.fma(x2, a20);
        a21 = y1.fma(x2, a21);
        a22 = y2.fma(x2, a22);
        a23 = y3.fma(x2, a23);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * row);
        a30 = y0.fma(x3, a30);
        a31 = y1.fma(x3, a31);
        a32 = y2.fma(x3, a32);
        a33 = y3.fma(x3, a33);
      }
      a00.intoArray(sums, 0 * LANES);
      a01.intoArray(sums, 1 * LANES);
      a02.intoArray(sums, 2 * LANES);
      a03.intoArray(sums, 3 * LANES);
      a10.intoArray(sums, 4 * LANES);
      a11.intoArray(sums, 5 * LANES);
      a12.intoArray(sums, 6 * LANES);
      a13.intoArray(sums, 7 * LANES);
      a20.intoArray(sums, 8 * LANES);
      a21.intoArray(sums, 9 * LANES);
      a22.intoArray(sums, 10 * LANES);
      a23.intoArray(sums, 11 * LANES);
      a30.intoArray(sums, 12 * LANES);
      a31.intoArray(sums, 13 * LANES);
      a32.intoArray(sums, 14 * LANES);
      a33.intoArray(sums, 15 * LANES);
      addSums(4, sums, tables, t, endTap, to, toAt);
    }
  }

  private static void correlations5(
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
    float[] sums = new float[5 * WIDTH * LANES];
    for (int t = fromTap; t < endTap; t += WIDTH) {
      int t0 = yAt + taps[t];
      int t1 = yAt + taps[Math.min(t + 1, endTap - 1)];
      int t2 = yAt + taps[Math.min(t + 2, endTap - 1)];
      int t3 = yAt + taps[Math.min(t + 3, endTap - 1)];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a03 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a12 = a00;
      FloatVector a13 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a22 = a00;
      FloatVector a23 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      FloatVector a32 = a00;
      FloatVector a33 = a00;
      FloatVector a40 = a00;
      FloatVector a41 = a00;
      FloatVector a42 = a00;
      FloatVector a43 = a00;
      for (int i = from; i < end; i++) {
        int position = right[i];
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, t0 + position);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, t1 + position);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, t2 + position);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, t3 + position);
        int at = xAt + left[i];
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
        a00 = y0.fma(x0, a00);
        a01 = y1.fma(x0, a01);
        a02 = y2.fma(x0, a02);
        a03 = y3.fma(x0, a03);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + row);
        a10 = y0.fma(x1, a10);
        a11 = y1.fma(x1, a11);
        a12 = y2.fma(x1, a12);
        a13 = y3.fma(x1, a13);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * row);
        a20 = y0.fma(x2, a20);
        a21 = y1.fma(x2, a21);
        a22 = y2.fma(x2, a22);
        a23 = y3.fma(x2, a23);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * row);
        a30 = y0.fma(x3, a30);
        a31 = y1.fma(x3, a31);
        a32 = y2.fma(x3, a32);
        a33 = y3.fma(x3, a33);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + 4 * row);
        a40 = y0.fma(x4, a40);
        a41 = y1.fma(x4, a41);
        a42 = y2.fma(x4, a42);
        a43 = y3.fma(x4, a43);
      }
      a00.intoArray(sums, 0 * LANES);
      a01.intoArray(sums, 1 * LANES);
      a02.intoArray(sums, 2 * LANES);
      a03.intoArray(sums, 3 * LANES);
      a10.intoArray(sums, 4 * LANES);
      a11.intoArray(sums, 5 * LANES);
      a12.intoArray(sums, 6 * LANES);
      a13.intoArray(sums, 7 * LANES);
      a20.intoArray(sums, 8 * LANES);
      a21.intoArray(sums, 9 * LANES);
      a22.intoArray(sums, 10 * LANES);
      a23.intoArray(sums, 11 * LANES);
      a30.intoArray(sums, 12 * LANES);
      a31.intoArray(sums, 13 * LANES);
      a32.intoArray(sums, 14 * LANES);
      a33.intoArray(sums, 15 * LANES);
      a40.intoArray(sums, 16 * LANES);
      a41.intoArray(sums, 17 * LANES);
      a42.intoArray(sums, 18 * LANES);
      a43.intoArray(sums, 19 * LANES);
      addSums(5, sums, tables, t, endTap, to, toAt);
    }
  }

  /** Adds the sums over the lanes to the results of up to four taps. */
  private static void addSums(
      int rows, float[] sums, Correlations tables, int tap, int endTap, float[] to, int toAt) {
    int count = Math.min(WIDTH, endTap - tap);
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < count; k++) {
        to[toAt + row * tables.resultRow() + tables.results()[tap + k]] +=
            sum(sums, (row * WIDTH + k) * LANES);
      }
    }
  }

  /** In four interleaved sums: one after the other, each addition would wait for the last. */
  private static float sum(float[] values, int at) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = at; i < at + LANES; i += 4) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void interleave(
      float[] from, int fromAt, int step, int[] offsets, float[] to, int toAt, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, from, fromAt + i * step, offsets, 0)
          .intoArray(to, toAt + i * LANES);
    }
  }

  @Override
  public void separate(
      float[] from, int fromAt, float[] to, int toAt, int step, int[] offsets, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, from, fromAt + i * LANES)
          .intoArray(to, toAt + i * step, offsets, 0);
    }
  }

  @Override
  public double sum(float[] from, int fromAt, int[] positions, int count) {
    FloatVector sum = FloatVector.zero(SPECIES);
    double total = 0;
    for (int i = 0; i < count; i++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, from, fromAt + positions[i]));
      if (i % 64 == 63) {
        total += sum.reduceLanes(VectorOperators.ADD);
        sum = FloatVector.zero(SPECIES);
      }
    }
    return total + sum.reduceLanes(VectorOperators.ADD);
  }
}
