package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.verify.Precision;
import java.util.SplittableRandom;

/** Small random problems with every feature of the geometry. */
final class RandomProblems {

  private static final int LARGEST_BATCH = 3;
  private static final int MOST_CHANNELS = 4;
  private static final int LARGEST_INPUT = 9;
  private static final int LARGEST_KERNEL = 4;
  private static final int LARGEST_STRIDE = 3;
  private static final int LARGEST_DILATION = 2;
  private static final int LARGEST_PADDING = 2;
  private static final int PADDINGS = 6;
  private static final int ONE_IN = 5;

  private RandomProblems() {}

  static Problem convolution(SplittableRandom random, long seed) {
    Operation operation =
        Operation.convolution(
            random.nextInt(ONE_IN) == 0 ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION,
            random.nextBoolean());
    return problem(random, operation, seed);
  }

  static Problem pooling(SplittableRandom random, long seed) {
    PoolKind kind = PoolKind.values()[random.nextInt(PoolKind.values().length)];
    double p = kind == PoolKind.P_NORM ? 1 + random.nextInt(4) : 0;
    return problem(random, Operation.pooling(kind, p), seed);
  }

  private static Problem problem(SplittableRandom random, Operation operation, long seed) {
    int channels = 1 + random.nextInt(MOST_CHANNELS);
    int filters = operation.isConvolution() ? 1 + random.nextInt(MOST_CHANNELS) : channels;
    int batch = 1 + random.nextInt(LARGEST_BATCH);
    Rounding rounding = random.nextInt(ONE_IN) == 0 ? Rounding.CEIL : Rounding.FLOOR;
    while (true) {
      Problem problem =
          new Problem(
              operation,
              batch,
              channels,
              1 + random.nextInt(LARGEST_INPUT),
              1 + random.nextInt(LARGEST_INPUT),
              filters,
              new WindowGeometry(axis(random, rounding), axis(random, rounding)),
              seed % 2 == 0 ? Precision.FLOAT : Precision.DOUBLE,
              operation.pool() == PoolKind.MAX ? Distribution.DISTINCT : Distribution.INTEGER,
              seed);
      if (fits(problem)) {
        return problem;
      }
    }
  }

  private static AxisGeometry axis(SplittableRandom random, Rounding rounding) {
    Padding padding =
        switch (random.nextInt(PADDINGS)) {
          case 0 -> Padding.VALID;
          case 1 -> Padding.SAME;
          case 2 -> Padding.FULL;
          default ->
              Padding.explicit(
                  random.nextInt(LARGEST_PADDING + 1), random.nextInt(LARGEST_PADDING + 1));
        };
    return new AxisGeometry(
        1 + random.nextInt(LARGEST_KERNEL),
        1 + random.nextInt(LARGEST_STRIDE),
        1 + random.nextInt(LARGEST_DILATION),
        padding,
        rounding);
  }

  static boolean fits(Problem problem) {
    try {
      problem.window();
      return true;
    } catch (IllegalArgumentException tooLarge) {
      return false;
    }
  }
}
