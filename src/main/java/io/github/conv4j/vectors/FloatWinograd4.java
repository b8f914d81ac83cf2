package io.github.conv4j.vectors;

import static io.github.conv4j.vectors.FloatVectorMicrokernel.LANES;
import static io.github.conv4j.vectors.FloatVectorMicrokernel.SPECIES;

import io.github.conv4j.kernels.WinogradTransforms;
import jdk.incubator.vector.FloatVector;

/** The transforms of F(4×4, 3×3), column by column and then row by row. */
final class FloatWinograd4 extends WinogradTransforms<float[]> {

  private static final int POINTS = 6;

  @Override
  public int outputs() {
    return 4;
  }

  @Override
  public void input(
      Tiles tiles, int from, int end, float[] planes, int at, float[] to, int toAt, int step) {
    int[] taps = tiles.taps();
    float[] half = new float[POINTS * POINTS * LANES];
    for (int i = from; i < end; i++) {
      int p = at + tiles.positions()[i];
      for (int column = 0; column < POINTS; column++) {
        inputLine(
            planes,
            p + taps[column],
            p + taps[column + POINTS],
            p + taps[column + 2 * POINTS],
            p + taps[column + 3 * POINTS],
            p + taps[column + 4 * POINTS],
            p + taps[column + 5 * POINTS],
            half,
            column * LANES,
            POINTS * LANES);
      }
      int q = toAt + (i - from) * LANES;
      for (int row = 0; row < POINTS; row++) {
        int r = row * POINTS * LANES;
        inputLine(
            half,
            r,
            r + LANES,
            r + 2 * LANES,
            r + 3 * LANES,
            r + 4 * LANES,
            r + 5 * LANES,
            to,
            q + row * POINTS * step,
            step);
      }
    }
  }

  /** Bᵀ times six elements. */
  private static void inputLine(
      float[] from,
      int at0,
      int at1,
      int at2,
      int at3,
      int at4,
      int at5,
      float[] to,
      int at,
      int step) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, from, at0);
    FloatVector d1 = FloatVector.fromArray(SPECIES, from, at1);
    FloatVector d2 = FloatVector.fromArray(SPECIES, from, at2);
    FloatVector d3 = FloatVector.fromArray(SPECIES, from, at3);
    FloatVector d4 = FloatVector.fromArray(SPECIES, from, at4);
    FloatVector d5 = FloatVector.fromArray(SPECIES, from, at5);
    d0.mul(4).sub(d2.mul(5)).add(d4).intoArray(to, at);
    FloatVector even = d4.sub(d2.mul(4));
    FloatVector odd = d3.sub(d1.mul(4));
    even.add(odd).intoArray(to, at + step);
    even.sub(odd).intoArray(to, at + 2 * step);
    FloatVector far = d4.sub(d2);
    FloatVector twice = d3.sub(d1).mul(2);
    far.add(twice).intoArray(to, at + 3 * step);
    far.sub(twice).intoArray(to, at + 4 * step);
    d1.mul(4).sub(d3.mul(5)).add(d5).intoArray(to, at + 5 * step);
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
    sums(points, pointsAt, step, tiles, from, end, start, startAt, planes, at);
  }

  private void sums(
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
    float first = start == null ? 0 : start[startAt];
    float[] half = new float[outputs() * POINTS * LANES];
    float[] tile = new float[outputs() * outputs() * LANES];
    for (int i = from; i < end; i++) {
      int q = pointsAt + (i - from) * LANES;
      for (int column = 0; column < POINTS; column++) {
        int c = q + column * step;
        outputLine(points, c, POINTS * step, 0, half, column * LANES, POINTS * LANES);
      }
      for (int row = 0; row < outputs(); row++) {
        outputLine(half, row * POINTS * LANES, LANES, first, tile, row * outputs() * LANES, LANES);
      }
      int p = at + tiles.positions()[i];
      for (int k = 0; k < tiles.taps().length; k++) {
        FloatVector.fromArray(SPECIES, tile, k * LANES).intoArray(planes, p + tiles.taps()[k]);
      }
    }
  }

  /** Aᵀ times six elements, plus a start. */
  private static void outputLine(
      float[] from, int from0, int fromStep, float start, float[] to, int at, int step) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, from, from0);
    FloatVector m1 = FloatVector.fromArray(SPECIES, from, from0 + fromStep);
    FloatVector m2 = FloatVector.fromArray(SPECIES, from, from0 + 2 * fromStep);
    FloatVector m3 = FloatVector.fromArray(SPECIES, from, from0 + 3 * fromStep);
    FloatVector m4 = FloatVector.fromArray(SPECIES, from, from0 + 4 * fromStep);
    FloatVector m5 = FloatVector.fromArray(SPECIES, from, from0 + 5 * fromStep);
    FloatVector sum = m1.add(m2);
    FloatVector difference = m1.sub(m2);
    FloatVector farSum = m3.add(m4);
    FloatVector farDifference = m3.sub(m4);
    m0.add(sum).add(farSum).add(start).intoArray(to, at);
    difference.add(farDifference.mul(2)).add(start).intoArray(to, at + step);
    sum.add(farSum.mul(4)).add(start).intoArray(to, at + 2 * step);
    difference.add(farDifference.mul(8)).add(m5).add(start).intoArray(to, at + 3 * step);
  }
}
