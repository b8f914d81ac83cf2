package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.Microkernel.Taps;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over positions for eight taps and one, two or three panels: they fit thirty-two registers.
 * What is left of the taps goes to {@link FloatTapProducts}.
 */
final class FloatWideTapProducts {

  private static final int HEIGHT = 8;

  private FloatWideTapProducts() {}

  /** First of the taps that do not fill a block; four of them or fewer cost half a block. */
  static int rest(int fromTap, int endTap) {
    int left = (endTap - fromTap) % HEIGHT;
    return left > HEIGHT / 2 ? endTap : endTap - left;
  }

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
      int t4 = Math.min(t + 4, last);
      int t5 = Math.min(t + 5, last);
      int t6 = Math.min(t + 6, last);
      int t7 = Math.min(t + 7, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      int p4 = sAt + taps[t4];
      int p5 = sAt + taps[t5];
      int p6 = sAt + taps[t6];
      int p7 = sAt + taps[t7];
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a10 = a00;
      FloatVector a20 = a00;
      FloatVector a30 = a00;
      FloatVector a40 = a00;
      FloatVector a50 = a00;
      FloatVector a60 = a00;
      FloatVector a70 = a00;
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
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[p4 + position]);
        a40 = s4.fma(v0, a40);
        FloatVector s5 = FloatVector.broadcast(SPECIES, s[p5 + position]);
        a50 = s5.fma(v0, a50);
        FloatVector s6 = FloatVector.broadcast(SPECIES, s[p6 + position]);
        a60 = s6.fma(v0, a60);
        FloatVector s7 = FloatVector.broadcast(SPECIES, s[p7 + position]);
        a70 = s7.fma(v0, a70);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      int r4 = toAt + t4 * toRow;
      int r5 = toAt + t5 * toRow;
      int r6 = toAt + t6 * toRow;
      int r7 = toAt + t7 * toRow;
      a00 = a00.add(FloatVector.fromArray(SPECIES, to, r0));
      a10 = a10.add(FloatVector.fromArray(SPECIES, to, r1));
      a20 = a20.add(FloatVector.fromArray(SPECIES, to, r2));
      a30 = a30.add(FloatVector.fromArray(SPECIES, to, r3));
      a40 = a40.add(FloatVector.fromArray(SPECIES, to, r4));
      a50 = a50.add(FloatVector.fromArray(SPECIES, to, r5));
      a60 = a60.add(FloatVector.fromArray(SPECIES, to, r6));
      a70 = a70.add(FloatVector.fromArray(SPECIES, to, r7));
      a00.intoArray(to, r0);
      a10.intoArray(to, r1);
      a20.intoArray(to, r2);
      a30.intoArray(to, r3);
      a40.intoArray(to, r4);
      a50.intoArray(to, r5);
      a60.intoArray(to, r6);
      a70.intoArray(to, r7);
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
      int t4 = Math.min(t + 4, last);
      int t5 = Math.min(t + 5, last);
      int t6 = Math.min(t + 6, last);
      int t7 = Math.min(t + 7, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      int p4 = sAt + taps[t4];
      int p5 = sAt + taps[t5];
      int p6 = sAt + taps[t6];
      int p7 = sAt + taps[t7];
      int at1 = vAt + panelStep;
      FloatVector a00 = FloatVector.zero(SPECIES);
      FloatVector a01 = a00;
      FloatVector a10 = a00;
      FloatVector a11 = a00;
      FloatVector a20 = a00;
      FloatVector a21 = a00;
      FloatVector a30 = a00;
      FloatVector a31 = a00;
      FloatVector a40 = a00;
      FloatVector a41 = a00;
      FloatVector a50 = a00;
      FloatVector a51 = a00;
      FloatVector a60 = a00;
      FloatVector a61 = a00;
      FloatVector a70 = a00;
      FloatVector a71 = a00;
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
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[p4 + position]);
        a40 = s4.fma(v0, a40);
        a41 = s4.fma(v1, a41);
        FloatVector s5 = FloatVector.broadcast(SPECIES, s[p5 + position]);
        a50 = s5.fma(v0, a50);
        a51 = s5.fma(v1, a51);
        FloatVector s6 = FloatVector.broadcast(SPECIES, s[p6 + position]);
        a60 = s6.fma(v0, a60);
        a61 = s6.fma(v1, a61);
        FloatVector s7 = FloatVector.broadcast(SPECIES, s[p7 + position]);
        a70 = s7.fma(v0, a70);
        a71 = s7.fma(v1, a71);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      int r4 = toAt + t4 * toRow;
      int r5 = toAt + t5 * toRow;
      int r6 = toAt + t6 * toRow;
      int r7 = toAt + t7 * toRow;
      a00 = a00.add(FloatVector.fromArray(SPECIES, to, r0));
      a01 = a01.add(FloatVector.fromArray(SPECIES, to, r0 + LANES));
      a10 = a10.add(FloatVector.fromArray(SPECIES, to, r1));
      a11 = a11.add(FloatVector.fromArray(SPECIES, to, r1 + LANES));
      a20 = a20.add(FloatVector.fromArray(SPECIES, to, r2));
      a21 = a21.add(FloatVector.fromArray(SPECIES, to, r2 + LANES));
      a30 = a30.add(FloatVector.fromArray(SPECIES, to, r3));
      a31 = a31.add(FloatVector.fromArray(SPECIES, to, r3 + LANES));
      a40 = a40.add(FloatVector.fromArray(SPECIES, to, r4));
      a41 = a41.add(FloatVector.fromArray(SPECIES, to, r4 + LANES));
      a50 = a50.add(FloatVector.fromArray(SPECIES, to, r5));
      a51 = a51.add(FloatVector.fromArray(SPECIES, to, r5 + LANES));
      a60 = a60.add(FloatVector.fromArray(SPECIES, to, r6));
      a61 = a61.add(FloatVector.fromArray(SPECIES, to, r6 + LANES));
      a70 = a70.add(FloatVector.fromArray(SPECIES, to, r7));
      a71 = a71.add(FloatVector.fromArray(SPECIES, to, r7 + LANES));
      a00.intoArray(to, r0);
      a01.intoArray(to, r0 + LANES);
      a10.intoArray(to, r1);
      a11.intoArray(to, r1 + LANES);
      a20.intoArray(to, r2);
      a21.intoArray(to, r2 + LANES);
      a30.intoArray(to, r3);
      a31.intoArray(to, r3 + LANES);
      a40.intoArray(to, r4);
      a41.intoArray(to, r4 + LANES);
      a50.intoArray(to, r5);
      a51.intoArray(to, r5 + LANES);
      a60.intoArray(to, r6);
      a61.intoArray(to, r6 + LANES);
      a70.intoArray(to, r7);
      a71.intoArray(to, r7 + LANES);
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
      int t4 = Math.min(t + 4, last);
      int t5 = Math.min(t + 5, last);
      int t6 = Math.min(t + 6, last);
      int t7 = Math.min(t + 7, last);
      int p0 = sAt + taps[t];
      int p1 = sAt + taps[t1];
      int p2 = sAt + taps[t2];
      int p3 = sAt + taps[t3];
      int p4 = sAt + taps[t4];
      int p5 = sAt + taps[t5];
      int p6 = sAt + taps[t6];
      int p7 = sAt + taps[t7];
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
      FloatVector a40 = a00;
      FloatVector a41 = a00;
      FloatVector a42 = a00;
      FloatVector a50 = a00;
      FloatVector a51 = a00;
      FloatVector a52 = a00;
      FloatVector a60 = a00;
      FloatVector a61 = a00;
      FloatVector a62 = a00;
      FloatVector a70 = a00;
      FloatVector a71 = a00;
      FloatVector a72 = a00;
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
        FloatVector s4 = FloatVector.broadcast(SPECIES, s[p4 + position]);
        a40 = s4.fma(v0, a40);
        a41 = s4.fma(v1, a41);
        a42 = s4.fma(v2, a42);
        FloatVector s5 = FloatVector.broadcast(SPECIES, s[p5 + position]);
        a50 = s5.fma(v0, a50);
        a51 = s5.fma(v1, a51);
        a52 = s5.fma(v2, a52);
        FloatVector s6 = FloatVector.broadcast(SPECIES, s[p6 + position]);
        a60 = s6.fma(v0, a60);
        a61 = s6.fma(v1, a61);
        a62 = s6.fma(v2, a62);
        FloatVector s7 = FloatVector.broadcast(SPECIES, s[p7 + position]);
        a70 = s7.fma(v0, a70);
        a71 = s7.fma(v1, a71);
        a72 = s7.fma(v2, a72);
      }
      int r0 = toAt + t * toRow;
      int r1 = toAt + t1 * toRow;
      int r2 = toAt + t2 * toRow;
      int r3 = toAt + t3 * toRow;
      int r4 = toAt + t4 * toRow;
      int r5 = toAt + t5 * toRow;
      int r6 = toAt + t6 * toRow;
      int r7 = toAt + t7 * toRow;
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
      a40 = a40.add(FloatVector.fromArray(SPECIES, to, r4));
      a41 = a41.add(FloatVector.fromArray(SPECIES, to, r4 + LANES));
      a42 = a42.add(FloatVector.fromArray(SPECIES, to, r4 + 2 * LANES));
      a50 = a50.add(FloatVector.fromArray(SPECIES, to, r5));
      a51 = a51.add(FloatVector.fromArray(SPECIES, to, r5 + LANES));
      a52 = a52.add(FloatVector.fromArray(SPECIES, to, r5 + 2 * LANES));
      a60 = a60.add(FloatVector.fromArray(SPECIES, to, r6));
      a61 = a61.add(FloatVector.fromArray(SPECIES, to, r6 + LANES));
      a62 = a62.add(FloatVector.fromArray(SPECIES, to, r6 + 2 * LANES));
      a70 = a70.add(FloatVector.fromArray(SPECIES, to, r7));
      a71 = a71.add(FloatVector.fromArray(SPECIES, to, r7 + LANES));
      a72 = a72.add(FloatVector.fromArray(SPECIES, to, r7 + 2 * LANES));
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
      a40.intoArray(to, r4);
      a41.intoArray(to, r4 + LANES);
      a42.intoArray(to, r4 + 2 * LANES);
      a50.intoArray(to, r5);
      a51.intoArray(to, r5 + LANES);
      a52.intoArray(to, r5 + 2 * LANES);
      a60.intoArray(to, r6);
      a61.intoArray(to, r6 + LANES);
      a62.intoArray(to, r6 + 2 * LANES);
      a70.intoArray(to, r7);
      a71.intoArray(to, r7 + LANES);
      a72.intoArray(to, r7 + 2 * LANES);
    }
  }
}
