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

  /** Apart, as a method that also did this was too large for Java's compiler. */
  private static void add(float[] sums, int panels, int taps, float[] to, int toAt, int toRow) {
    for (int t = 0; t < taps; t++) {
      for (int p = 0; p < panels; p++) {
        int at = toAt + t * toRow + p * LANES;
        FloatVector.fromArray(SPECIES, sums, (t * panels + p) * LANES)
            .add(FloatVector.fromArray(SPECIES, to, at))
            .intoArray(to, at);
      }
    }
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
      float[] sums,
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
      a00.intoArray(sums, 0);
      a10.intoArray(sums, LANES);
      a20.intoArray(sums, 2 * LANES);
      a30.intoArray(sums, 3 * LANES);
      a40.intoArray(sums, 4 * LANES);
      a50.intoArray(sums, 5 * LANES);
      a60.intoArray(sums, 6 * LANES);
      a70.intoArray(sums, 7 * LANES);
      add(sums, 1, Math.min(HEIGHT, endTap - t), to, toAt + t * toRow, toRow);
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
      float[] sums,
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
      a00.intoArray(sums, 0);
      a01.intoArray(sums, LANES);
      a10.intoArray(sums, 2 * LANES);
      a11.intoArray(sums, 3 * LANES);
      a20.intoArray(sums, 4 * LANES);
      a21.intoArray(sums, 5 * LANES);
      a30.intoArray(sums, 6 * LANES);
      a31.intoArray(sums, 7 * LANES);
      a40.intoArray(sums, 8 * LANES);
      a41.intoArray(sums, 9 * LANES);
      a50.intoArray(sums, 10 * LANES);
      a51.intoArray(sums, 11 * LANES);
      a60.intoArray(sums, 12 * LANES);
      a61.intoArray(sums, 13 * LANES);
      a70.intoArray(sums, 14 * LANES);
      a71.intoArray(sums, 15 * LANES);
      add(sums, 2, Math.min(HEIGHT, endTap - t), to, toAt + t * toRow, toRow);
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
      float[] sums,
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
      a00.intoArray(sums, 0);
      a01.intoArray(sums, LANES);
      a02.intoArray(sums, 2 * LANES);
      a10.intoArray(sums, 3 * LANES);
      a11.intoArray(sums, 4 * LANES);
      a12.intoArray(sums, 5 * LANES);
      a20.intoArray(sums, 6 * LANES);
      a21.intoArray(sums, 7 * LANES);
      a22.intoArray(sums, 8 * LANES);
      a30.intoArray(sums, 9 * LANES);
      a31.intoArray(sums, 10 * LANES);
      a32.intoArray(sums, 11 * LANES);
      a40.intoArray(sums, 12 * LANES);
      a41.intoArray(sums, 13 * LANES);
      a42.intoArray(sums, 14 * LANES);
      a50.intoArray(sums, 15 * LANES);
      a51.intoArray(sums, 16 * LANES);
      a52.intoArray(sums, 17 * LANES);
      a60.intoArray(sums, 18 * LANES);
      a61.intoArray(sums, 19 * LANES);
      a62.intoArray(sums, 20 * LANES);
      a70.intoArray(sums, 21 * LANES);
      a71.intoArray(sums, 22 * LANES);
      a72.intoArray(sums, 23 * LANES);
      add(sums, 3, Math.min(HEIGHT, endTap - t), to, toAt + t * toRow, toRow);
    }
  }
}
