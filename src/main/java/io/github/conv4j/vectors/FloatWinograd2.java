package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.WinogradTransforms;
import jdk.incubator.vector.FloatVector;

/** The transforms of F(2×2, 3×3): additions only. */
final class FloatWinograd2 extends WinogradTransforms<float[]> {

  @Override
  public int outputs() {
    return 2;
  }

  /** In two halves: one method of this size was too large for Java's compiler. */
  @Override
  public void input(
      Tiles tiles, int from, int end, float[] planes, int at, float[] to, int toAt, int step) {
    upper(tiles, from, end, planes, at, to, toAt, step);
    lower(tiles, from, end, planes, at, to, toAt + 8 * step, step);
  }

  /** Rows of d · B, then the upper two of Bᵀ down the columns. */
  private static void upper(
      Tiles tiles, int from, int end, float[] planes, int at, float[] to, int toAt, int step) {
    int[] taps = tiles.taps();
    int[] positions = tiles.positions();
    int t00 = at + taps[0];
    int t01 = at + taps[1];
    int t02 = at + taps[2];
    int t03 = at + taps[3];
    int t20 = at + taps[8];
    int t21 = at + taps[9];
    int t22 = at + taps[10];
    int t23 = at + taps[11];
    int t10 = at + taps[4];
    int t11 = at + taps[5];
    int t12 = at + taps[6];
    int t13 = at + taps[7];
    for (int i = from; i < end; i++) {
      int p = positions[i];
      int q = toAt + (i - from) * LANES;
      FloatVector x00 = FloatVector.fromArray(SPECIES, planes, t00 + p);
      FloatVector x01 = FloatVector.fromArray(SPECIES, planes, t01 + p);
      FloatVector x02 = FloatVector.fromArray(SPECIES, planes, t02 + p);
      FloatVector x03 = FloatVector.fromArray(SPECIES, planes, t03 + p);
      FloatVector a0 = x00.sub(x02);
      FloatVector a1 = x01.add(x02);
      FloatVector a2 = x02.sub(x01);
      FloatVector a3 = x01.sub(x03);
      FloatVector x20 = FloatVector.fromArray(SPECIES, planes, t20 + p);
      FloatVector x21 = FloatVector.fromArray(SPECIES, planes, t21 + p);
      FloatVector x22 = FloatVector.fromArray(SPECIES, planes, t22 + p);
      FloatVector x23 = FloatVector.fromArray(SPECIES, planes, t23 + p);
      FloatVector c0 = x20.sub(x22);
      FloatVector c1 = x21.add(x22);
      FloatVector c2 = x22.sub(x21);
      FloatVector c3 = x21.sub(x23);
      FloatVector x10 = FloatVector.fromArray(SPECIES, planes, t10 + p);
      FloatVector x11 = FloatVector.fromArray(SPECIES, planes, t11 + p);
      FloatVector x12 = FloatVector.fromArray(SPECIES, planes, t12 + p);
      FloatVector x13 = FloatVector.fromArray(SPECIES, planes, t13 + p);
      FloatVector b0 = x10.sub(x12);
      FloatVector b1 = x11.add(x12);
      FloatVector b2 = x12.sub(x11);
      FloatVector b3 = x11.sub(x13);
      a0.sub(c0).intoArray(to, q);
      a1.sub(c1).intoArray(to, q + step);
      a2.sub(c2).intoArray(to, q + 2 * step);
      a3.sub(c3).intoArray(to, q + 3 * step);
      b0.add(c0).intoArray(to, q + 4 * step);
      b1.add(c1).intoArray(to, q + 5 * step);
      b2.add(c2).intoArray(to, q + 6 * step);
      b3.add(c3).intoArray(to, q + 7 * step);
    }
  }

  /** The lower two. */
  private static void lower(
      Tiles tiles, int from, int end, float[] planes, int at, float[] to, int toAt, int step) {
    int[] taps = tiles.taps();
    int[] positions = tiles.positions();
    int t10 = at + taps[4];
    int t11 = at + taps[5];
    int t12 = at + taps[6];
    int t13 = at + taps[7];
    int t20 = at + taps[8];
    int t21 = at + taps[9];
    int t22 = at + taps[10];
    int t23 = at + taps[11];
    int t30 = at + taps[12];
    int t31 = at + taps[13];
    int t32 = at + taps[14];
    int t33 = at + taps[15];
    for (int i = from; i < end; i++) {
      int p = positions[i];
      int q = toAt + (i - from) * LANES;
      FloatVector x10 = FloatVector.fromArray(SPECIES, planes, t10 + p);
      FloatVector x11 = FloatVector.fromArray(SPECIES, planes, t11 + p);
      FloatVector x12 = FloatVector.fromArray(SPECIES, planes, t12 + p);
      FloatVector x13 = FloatVector.fromArray(SPECIES, planes, t13 + p);
      FloatVector b0 = x10.sub(x12);
      FloatVector b1 = x11.add(x12);
      FloatVector b2 = x12.sub(x11);
      FloatVector b3 = x11.sub(x13);
      FloatVector x20 = FloatVector.fromArray(SPECIES, planes, t20 + p);
      FloatVector x21 = FloatVector.fromArray(SPECIES, planes, t21 + p);
      FloatVector x22 = FloatVector.fromArray(SPECIES, planes, t22 + p);
      FloatVector x23 = FloatVector.fromArray(SPECIES, planes, t23 + p);
      FloatVector c0 = x20.sub(x22);
      FloatVector c1 = x21.add(x22);
      FloatVector c2 = x22.sub(x21);
      FloatVector c3 = x21.sub(x23);
      FloatVector x30 = FloatVector.fromArray(SPECIES, planes, t30 + p);
      FloatVector x31 = FloatVector.fromArray(SPECIES, planes, t31 + p);
      FloatVector x32 = FloatVector.fromArray(SPECIES, planes, t32 + p);
      FloatVector x33 = FloatVector.fromArray(SPECIES, planes, t33 + p);
      FloatVector d0 = x30.sub(x32);
      FloatVector d1 = x31.add(x32);
      FloatVector d2 = x32.sub(x31);
      FloatVector d3 = x31.sub(x33);
      c0.sub(b0).intoArray(to, q);
      c1.sub(b1).intoArray(to, q + step);
      c2.sub(b2).intoArray(to, q + 2 * step);
      c3.sub(b3).intoArray(to, q + 3 * step);
      b0.sub(d0).intoArray(to, q + 4 * step);
      b1.sub(d1).intoArray(to, q + 5 * step);
      b2.sub(d2).intoArray(to, q + 6 * step);
      b3.sub(d3).intoArray(to, q + 7 * step);
    }
  }

  @Override
  public void output(
      float[] points,
      int pointsAt,
      int step,
      Tiles tiles,
      int from,
      int end,
      float[] start,
      int startAt,
      float[] planes,
      int at) {
    upper(points, pointsAt, step, tiles, from, end, start, startAt, planes, at);
    lower(points, pointsAt, step, tiles, from, end, start, startAt, planes, at);
  }

  /** The results of the upper row of each tile. */
  private static void upper(
      float[] points,
      int pointsAt,
      int step,
      Tiles tiles,
      int from,
      int end,
      float[] start,
      int startAt,
      float[] planes,
      int at) {
    int left = at + tiles.taps()[0];
    int right = at + tiles.taps()[1];
    FloatVector first = FloatVectorMicrokernel.first(start, startAt);
    for (int i = from; i < end; i++) {
      int q = pointsAt + (i - from) * LANES;
      int p = tiles.positions()[i];
      FloatVector m0 = FloatVector.fromArray(SPECIES, points, q + 4 * step);
      FloatVector m1 = FloatVector.fromArray(SPECIES, points, q + 5 * step);
      FloatVector m2 = FloatVector.fromArray(SPECIES, points, q + 6 * step);
      FloatVector m3 = FloatVector.fromArray(SPECIES, points, q + 7 * step);
      FloatVector n0 = FloatVector.fromArray(SPECIES, points, q + 8 * step);
      FloatVector n1 = FloatVector.fromArray(SPECIES, points, q + 9 * step);
      FloatVector n2 = FloatVector.fromArray(SPECIES, points, q + 10 * step);
      FloatVector n3 = FloatVector.fromArray(SPECIES, points, q + 11 * step);
      FloatVector s0 = FloatVector.fromArray(SPECIES, points, q).add(m0).add(n0);
      FloatVector s1 = FloatVector.fromArray(SPECIES, points, q + step).add(m1).add(n1);
      FloatVector s2 = FloatVector.fromArray(SPECIES, points, q + 2 * step).add(m2).add(n2);
      FloatVector s3 = FloatVector.fromArray(SPECIES, points, q + 3 * step).add(m3).add(n3);
      first.add(s0.add(s1).add(s2)).intoArray(planes, left + p);
      first.add(s1.sub(s2).sub(s3)).intoArray(planes, right + p);
    }
  }

  /** The results of the lower row of each tile; apart, because one method for all was too large. */
  private static void lower(
      float[] points,
      int pointsAt,
      int step,
      Tiles tiles,
      int from,
      int end,
      float[] start,
      int startAt,
      float[] planes,
      int at) {
    int left = at + tiles.taps()[2];
    int right = at + tiles.taps()[3];
    FloatVector first = FloatVectorMicrokernel.first(start, startAt);
    for (int i = from; i < end; i++) {
      int q = pointsAt + (i - from) * LANES;
      int p = tiles.positions()[i];
      FloatVector m0 = FloatVector.fromArray(SPECIES, points, q + 4 * step);
      FloatVector m1 = FloatVector.fromArray(SPECIES, points, q + 5 * step);
      FloatVector m2 = FloatVector.fromArray(SPECIES, points, q + 6 * step);
      FloatVector m3 = FloatVector.fromArray(SPECIES, points, q + 7 * step);
      FloatVector n0 = FloatVector.fromArray(SPECIES, points, q + 8 * step);
      FloatVector n1 = FloatVector.fromArray(SPECIES, points, q + 9 * step);
      FloatVector n2 = FloatVector.fromArray(SPECIES, points, q + 10 * step);
      FloatVector n3 = FloatVector.fromArray(SPECIES, points, q + 11 * step);
      FloatVector s0 = m0.sub(n0).sub(FloatVector.fromArray(SPECIES, points, q + 12 * step));
      FloatVector s1 = m1.sub(n1).sub(FloatVector.fromArray(SPECIES, points, q + 13 * step));
      FloatVector s2 = m2.sub(n2).sub(FloatVector.fromArray(SPECIES, points, q + 14 * step));
      FloatVector s3 = m3.sub(n3).sub(FloatVector.fromArray(SPECIES, points, q + 15 * step));
      first.add(s0.add(s1).add(s2)).intoArray(planes, left + p);
      first.add(s1.sub(s2).sub(s3)).intoArray(planes, right + p);
    }
  }

  @Override
  public void gradient(
      Tiles tiles, int from, int end, float[] planes, int at, float[] to, int toAt, int step) {
    int t00 = at + tiles.taps()[0];
    int t01 = at + tiles.taps()[1];
    int t10 = at + tiles.taps()[2];
    int t11 = at + tiles.taps()[3];
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = from; i < end; i++) {
      int p = tiles.positions()[i];
      int q = toAt + (i - from) * LANES;
      FloatVector a0 = FloatVector.fromArray(SPECIES, planes, t00 + p);
      FloatVector a1 = FloatVector.fromArray(SPECIES, planes, t01 + p);
      FloatVector b0 = FloatVector.fromArray(SPECIES, planes, t10 + p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, planes, t11 + p);
      FloatVector s0 = a0.add(b0);
      FloatVector s1 = a1.add(b1);
      FloatVector d0 = a0.sub(b0);
      FloatVector d1 = a1.sub(b1);
      a0.intoArray(to, q);
      a0.add(a1).intoArray(to, q + step);
      a0.sub(a1).intoArray(to, q + 2 * step);
      zero.sub(a1).intoArray(to, q + 3 * step);
      s0.intoArray(to, q + 4 * step);
      s0.add(s1).intoArray(to, q + 5 * step);
      s0.sub(s1).intoArray(to, q + 6 * step);
      zero.sub(s1).intoArray(to, q + 7 * step);
      d0.intoArray(to, q + 8 * step);
      d0.add(d1).intoArray(to, q + 9 * step);
      d0.sub(d1).intoArray(to, q + 10 * step);
      zero.sub(d1).intoArray(to, q + 11 * step);
      zero.sub(b0).intoArray(to, q + 12 * step);
      zero.sub(b0.add(b1)).intoArray(to, q + 13 * step);
      b1.sub(b0).intoArray(to, q + 14 * step);
      b1.intoArray(to, q + 15 * step);
    }
  }
}
