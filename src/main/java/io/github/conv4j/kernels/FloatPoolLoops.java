package io.github.conv4j.kernels;

import java.util.Arrays;

/** Pooling of a plane of {@code float}, in plain Java. */
final class FloatPoolLoops extends PoolLoops<float[]> {

  /** Row length from which sums are made in several strands. */
  private static final int LONG_ROW = 16;

  FloatPoolLoops(PoolTables tables, double[] divisors) {
    super(tables, divisors);
  }

  @Override
  public void maxima(float[] in, int inAt, float[] out, int[] positions, int outAt, float[] work) {
    int width = tables.outputWidth();
    int from = tables.interiorFrom();
    int end = tables.interiorEnd();
    for (int oh = 0; oh < tables.outputHeight(); oh++) {
      int rowAt = outAt + oh * width;
      int rows = tables.endRow(oh) - tables.firstRow(oh);
      boolean done = false;
      if (rows > 0 && end > from) {
        done =
            rows == 2 && tables.kernelWidth() == 2
                ? squares(tables, oh, in, inAt, out, positions, rowAt)
                : interior(tables, oh, in, inAt, out, positions, rowAt);
      }
      for (int ow = 0; ow < (done ? from : width); ow++) {
        window(tables, oh, ow, in, inAt, out, positions, rowAt + ow);
      }
      for (int ow = done ? end : width; ow < width; ow++) {
        window(tables, oh, ow, in, inAt, out, positions, rowAt + ow);
      }
    }
  }

  /** The interior of a row of windows of 2 × 2 elements; false if a result is NaN. */
  private static boolean squares(
      PoolTables tables, int oh, float[] in, int inAt, float[] out, int[] positions, int rowAt) {
    int from = tables.interiorFrom();
    int count = tables.interiorEnd() - from;
    int upper = tables.row(oh, tables.firstRow(oh)) + tables.column(from);
    int down = tables.row(oh, tables.firstRow(oh) + 1) + tables.column(from) - upper;
    int right = tables.columnDilation();
    int step = tables.columnStride();
    boolean broken = false;
    for (int i = 0; i < count; i++) {
      int at = inAt + upper + i * step;
      float a = in[at];
      float b = in[at + right];
      float c = in[at + down];
      float d = in[at + down + right];
      float largest = Math.max(Math.max(a, b), Math.max(c, d));
      broken |= largest != largest;
      int lower = c >= largest ? down : down + right;
      int notFirst = b >= largest ? right : lower;
      int first = a >= largest ? 0 : notFirst;
      positions[rowAt + from + i] = upper + i * step + first;
      // Not the largest itself: of zeros of both signs the first one counts.
      out[rowAt + from + i] = in[at + first];
    }
    return !broken;
  }

  /** The interior of a row of windows of any size; false if a result is NaN. */
  private static boolean interior(
      PoolTables tables, int oh, float[] in, int inAt, float[] out, int[] positions, int rowAt) {
    int from = tables.interiorFrom();
    int count = tables.interiorEnd() - from;
    int to = rowAt + from;
    int step = tables.columnStride();
    int firstRow = tables.firstRow(oh);
    for (int kh = firstRow; kh < tables.endRow(oh); kh++) {
      int row = inAt + tables.row(oh, kh) + tables.column(from);
      for (int kw = 0; kw < tables.kernelWidth(); kw++) {
        int at = row + kw * tables.columnDilation();
        if (kh == firstRow && kw == 0) {
          for (int i = 0; i < count; i++) {
            out[to + i] = in[at + i * step];
          }
        } else {
          for (int i = 0; i < count; i++) {
            out[to + i] = Math.max(out[to + i], in[at + i * step]);
          }
        }
      }
    }
    for (int kh = tables.endRow(oh) - 1; kh >= firstRow; kh--) {
      int row = tables.row(oh, kh) + tables.column(from);
      for (int kw = tables.kernelWidth() - 1; kw >= 0; kw--) {
        int at = row + kw * tables.columnDilation();
        for (int i = 0; i < count; i++) {
          boolean largest = in[inAt + at + i * step] >= out[to + i];
          positions[to + i] = largest ? at + i * step : positions[to + i];
        }
      }
    }
    for (int i = 0; i < count; i++) {
      if (out[to + i] != out[to + i]) {
        return false;
      }
      // Of zeros of both signs the first one counts.
      out[to + i] = in[inAt + positions[to + i]];
    }
    return true;
  }

  /** Any window. */
  private static void window(
      PoolTables tables,
      int oh,
      int ow,
      float[] in,
      int inAt,
      float[] out,
      int[] positions,
      int at) {
    float best = 0;
    int position = NONE;
    for (int kh = tables.firstRow(oh); kh < tables.endRow(oh); kh++) {
      int row = tables.row(oh, kh) + tables.column(ow);
      for (int kw = tables.firstColumn(ow); kw < tables.endColumn(ow); kw++) {
        int candidate = row + kw * tables.columnDilation();
        float value = in[inAt + candidate];
        if (value > best || position == NONE || best != best && value == value) {
          best = value;
          position = candidate;
        }
      }
    }
    out[at] = best;
    positions[at] = position;
  }

  @Override
  public void means(float[] in, int inAt, float[] out, int outAt, float[] work) {
    int width = tables.outputWidth();
    int from = tables.interiorFrom();
    int end = tables.interiorEnd();
    int kernelWidth = tables.kernelWidth();
    for (int oh = 0; oh < tables.outputHeight(); oh++) {
      int row = oh * width;
      int rows = tables.endRow(oh) - tables.firstRow(oh);
      boolean square = rows == kernelWidth && (rows == 2 || rows == 3) && end > from;
      if (square) {
        int upper = tables.row(oh, tables.firstRow(oh));
        int down = tables.row(oh, tables.firstRow(oh) + 1) - upper;
        int start = inAt + upper + tables.column(from);
        int right = tables.columnDilation();
        int step = tables.columnStride();
        if (rows == 2) {
          two(
              in,
              start,
              down,
              right,
              step,
              divisors,
              row + from,
              out,
              outAt + row + from,
              end - from);
        } else {
          three(
              in,
              start,
              down,
              right,
              step,
              divisors,
              row + from,
              out,
              outAt + row + from,
              end - from);
        }
      }
      some(tables, oh, 0, square ? from : width, in, inAt, divisors, row, out, outAt + row);
      some(tables, oh, square ? end : width, width, in, inAt, divisors, row, out, outAt + row);
    }
  }

  /** Windows of 2 × 2 inside the plane. */
  private static void two(
      float[] in,
      int at,
      int down,
      int right,
      int step,
      double[] divisors,
      int divisorsAt,
      float[] out,
      int outAt,
      int count) {
    if (step == 2 && right == 1) {
      // Written out: the compiler sees through constant steps only.
      for (int i = 0; i < count; i++) {
        double sum =
            (double) in[at + 2 * i]
                + in[at + 2 * i + 1]
                + in[at + down + 2 * i]
                + in[at + down + 2 * i + 1];
        out[outAt + i] = (float) (sum / divisors[divisorsAt + i]);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int a = at + i * step;
      int b = a + down;
      double sum = (double) in[a] + in[a + right] + in[b] + in[b + right];
      out[outAt + i] = (float) (sum / divisors[divisorsAt + i]);
    }
  }

  /** Windows of 3 × 3 inside the plane. */
  private static void three(
      float[] in,
      int at,
      int down,
      int right,
      int step,
      double[] divisors,
      int divisorsAt,
      float[] out,
      int outAt,
      int count) {
    if (step == 2 && right == 1) {
      for (int i = 0; i < count; i++) {
        int b = at + down;
        int c = b + down;
        double sum =
            (double) in[at + 2 * i]
                + in[at + 2 * i + 1]
                + in[at + 2 * i + 2]
                + in[b + 2 * i]
                + in[b + 2 * i + 1]
                + in[b + 2 * i + 2]
                + in[c + 2 * i]
                + in[c + 2 * i + 1]
                + in[c + 2 * i + 2];
        out[outAt + i] = (float) (sum / divisors[divisorsAt + i]);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int a = at + i * step;
      int b = a + down;
      int c = b + down;
      double sum =
          (double) in[a]
              + in[a + right]
              + in[a + 2 * right]
              + in[b]
              + in[b + right]
              + in[b + 2 * right]
              + in[c]
              + in[c + right]
              + in[c + 2 * right];
      out[outAt + i] = (float) (sum / divisors[divisorsAt + i]);
    }
  }

  /** Any windows of a row. */
  private static void some(
      PoolTables tables,
      int oh,
      int from,
      int end,
      float[] in,
      int inAt,
      double[] divisors,
      int divisorsAt,
      float[] out,
      int outAt) {
    for (int ow = from; ow < end; ow++) {
      int first = tables.firstColumn(ow);
      int count = tables.endColumn(ow) - first;
      int column = inAt + tables.column(ow) + first * tables.columnDilation();
      double sum = 0;
      for (int kh = tables.firstRow(oh); kh < tables.endRow(oh); kh++) {
        sum = row(in, column + tables.row(oh, kh), tables.columnDilation(), count, sum);
      }
      out[outAt + ow] = (float) (sum / divisors[divisorsAt + ow]);
    }
  }

  /** A sum and elements of a row. */
  private static double row(float[] in, int at, int step, int count, double start) {
    if (count == 2) {
      return start + in[at] + in[at + step];
    }
    if (count == 3) {
      return start + in[at] + in[at + step] + in[at + 2 * step];
    }
    double sum = start;
    int i = 0;
    if (count >= LONG_ROW) {
      double second = 0;
      double third = 0;
      double fourth = 0;
      for (; i + 3 < count; i += 4) {
        sum += in[at + i * step];
        second += in[at + (i + 1) * step];
        third += in[at + (i + 2) * step];
        fourth += in[at + (i + 3) * step];
      }
      sum = (sum + second) + (third + fourth);
    }
    for (; i < count; i++) {
      sum += in[at + i * step];
    }
    return sum;
  }

  @Override
  public void scatter(
      float[] out, int outAt, int[] positions, int positionsAt, float[] in, int inAt) {
    Arrays.fill(in, inAt, inAt + tables.inputHeight() * tables.inputWidth(), 0);
    int count = tables.outputHeight() * tables.outputWidth();
    for (int i = 0; i < count; i++) {
      int position = positions[positionsAt + i];
      if (position != NONE) {
        in[inAt + position] += out[outAt + i];
      }
    }
  }
}
