package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.Microkernel.Taps;
import jdk.incubator.vector.FloatVector;

/** Sums over positions for four taps and one, two or three panels: they fit sixteen registers. */
final class FloatTapProducts {

  private static final int HEIGHT = 4;

  private FloatTapProducts() {}

  static void panels1(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] s,
      int sAt,
      float[] v,
      int vAt,
      int panelStep,
      float[] to,
      int toAt,
      int toRow) {
    int[] taps = tables.taps();
    int[] positions = tables.positions();
    int last = endTap - 1;
    for (int t = fromTap; t < endTap; t += HEIGHT) {
      int t1 = Math.min(t + 1, last);
      int t2 = Math.min(t + 2, last);
      int t3 = Math.min(t + 3, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a10 = a00;
      FloatVector a20 = a00;
      FloatVector a30 = a00;
      for (int i = from; i < end; i++) {
        int position = positions[i];
        int q = i * LANES;
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, vAt + q);
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[p0 + position]);
        a00 = s0.fma(v0, a00);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[p1 + position]);
        a10 = s1.fma(v0, a10);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[p2 + position]);
        a20 = s2.fma(v0, a20);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[p3 + position]);
        a30 = s3.fma(v0, a30);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      a00 = a00.add(FloatVector.fromArray(SPECIES, to, r0));
      a10 = a10.add(FloatVector.fromArray(SPECIES, to, r1));
      a20 = a20.add(FloatVector.fromArray(SPECIES, to, r2));
      a30 = a30.add(FloatVector.fromArray(SPECIES, to, r3));
      a00.intoArray(to, r0);
      a10.intoArray(to, r1);
      a20.intoArray(to, r2);
      a30.intoArray(to, r3);
    }
  }

  static void panels2(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] s,
      int sAt,
      float[] v,
      int vAt,
      int panelStep,
      float[] to,
      int toAt,
      int toRow) {
    int[] taps = tables.taps();
    int[] positions = tables.positions();
    int last = endTap - 1;
    for (int t = fromTap; t < endTap; t += HEIGHT) {
      int t1 = Math.min(t + 1, last);
      int t2 = Math.min(t + 2, last);
      int t3 = Math.min(t + 3, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      int at1 = vAt + panelStep;
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      for (int i = from; i < end; i++) {
        int position = positions[i];
        int q = i * LANES;
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, vAt + q);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, at1 + q);
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[p0 + position]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[p1 + position]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[p2 + position]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[p3 + position]);
        a30 = s3.fma(v0, a30);
        a31 = s3.fma(v1, a31);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      a00 = a00.add(FloatVector.fromArray(SPECIES, to, r0));
      a01 = a01.add(FloatVector.fromArray(SPECIES, to, r0 + LANES));
      a10 = a10.add(FloatVector.fromArray(SPECIES, to, r1));
      a11 = a11.add(FloatVector.fromArray(SPECIES, to, r1 + LANES));
      a20 = a20.add(FloatVector.fromArray(SPECIES, to, r2));
      a21 = a21.add(FloatVector.fromArray(SPECIES, to, r2 + LANES));
      a30 = a30.add(FloatVector.fromArray(SPECIES, to, r3));
      a31 = a31.add(FloatVector.fromArray(SPECIES, to, r3 + LANES));
      a00.intoArray(to, r0);
      a01.intoArray(to, r0 + LANES);
      a10.intoArray(to, r1);
      a11.intoArray(to, r1 + LANES);
      a20.intoArray(to, r2);
      a21.intoArray(to, r2 + LANES);
      a30.intoArray(to, r3);
      a31.intoArray(to, r3 + LANES);
    }
  }

  static void panels3(
      Taps tables,
      int from,
      int end,
      int fromTap,
      int endTap,
      float[] s,
      int sAt,
      float[] v,
      int vAt,
      int panelStep,
      float[] to,
      int toAt,
      int toRow) {
    int[] taps = tables.taps();
    int[] positions = tables.positions();
    int last = endTap - 1;
    for (int t = fromTap; t < endTap; t += HEIGHT) {
      int t1 = Math.min(t + 1, last);
      int t2 = Math.min(t + 2, last);
      int t3 = Math.min(t + 3, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      int at1 = vAt + panelStep;
      int at2 = vAt + 2 * panelStep;
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a02 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a12 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a22 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      FloatVector a32 = a00;
      for (int i = from; i < end; i++) {
        int position = positions[i];
        int q = i * LANES;
        FloatVector v0 = FloatVector.fromArray(SPECIES, v, vAt + q);
        FloatVector v1 = FloatVector.fromArray(SPECIES, v, at1 + q);
        FloatVector v2 = FloatVector.fromArray(SPECIES, v, at2 + q);
        FloatVector s0 = FloatVector.broadcast(SPECIES, s[p0 + position]);
        a00 = s0.fma(v0, a00);
        a01 = s0.fma(v1, a01);
        a02 = s0.fma(v2, a02);
        FloatVector s1 = FloatVector.broadcast(SPECIES, s[p1 + position]);
        a10 = s1.fma(v0, a10);
        a11 = s1.fma(v1, a11);
        a12 = s1.fma(v2, a12);
        FloatVector s2 = FloatVector.broadcast(SPECIES, s[p2 + position]);
        a20 = s2.fma(v0, a20);
        a21 = s2.fma(v1, a21);
        a22 = s2.fma(v2, a22);
        FloatVector s3 = FloatVector.broadcast(SPECIES, s[p3 + position]);
        a30 = s3.fma(v0, a30);
        a31 = s3.fma(v1, a31);
        a32 = s3.fma(v2, a32);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      a00 = a00.add(FloatVector.fromArray(SPECIES, to, r0));
      a01 = a01.add(FloatVector.fromArray(SPECIES, to, r0 + LANES));
      a02 = a02.add(FloatVector.fromArray(SPECIES, to, r0 + 2 * LANES));
      a10 = a10.add(FloatVector.fromArray(SPECIES, to, r1));
      a11 = a11.add(FloatVector.fromArray(SPECIES, to, r1 + LANES));
      a12 = a12.add(FloatVector.fromArray(SPECIES, to, r1 + 2 * LANES));
      a20 = a20.add(FloatVector.fromArray(SPECIES, to, r2));
      a21 = a21.add(FloatVector.fromArray(SPECIES, to, r2 + LANES));
      a22 = a22.add(FloatVector.fromArray(SPECIES, to, r2 + 2 * LANES));
      a30 = a30.add(FloatVector.fromArray(SPECIES, to, r3));
      a31 = a31.add(FloatVector.fromArray(SPECIES, to, r3 + LANES));
      a32 = a32.add(FloatVector.fromArray(SPECIES, to, r3 + 2 * LANES));
      a00.intoArray(to, r0);
      a01.intoArray(to, r0 + LANES);
      a02.intoArray(to, r0 + 2 * LANES);
      a10.intoArray(to, r1);
      a11.intoArray(to, r1 + LANES);
      a12.intoArray(to, r1 + 2 * LANES);
      a20.intoArray(to, r2);
      a21.intoArray(to, r2 + LANES);
      a22.intoArray(to, r2 + 2 * LANES);
      a30.intoArray(to, r3);
      a31.intoArray(to, r3 + LANES);
      a32.intoArray(to, r3 + 2 * LANES);
    }
  }
}
