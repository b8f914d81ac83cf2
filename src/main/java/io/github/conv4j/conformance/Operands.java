package io.github.conv4j.conformance;

import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.reference.Bounded;
import io.github.conv4j.reference.Tensor4;
import io.github.conv4j.verify.Precision;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The numbers of a problem: rounded to FLOAT, so that both precisions compute with the same.
 *
 * @param x input [N, C, H, W]
 * @param w weights [F, C, KH, KW], or null for pooling
 * @param b bias [F], or null
 * @param dy gradient of the loss with respect to the output [N, F, OH, OW]
 * @param layout how the arrays lie in memory
 */
public record Operands(Tensor4 x, Tensor4 w, double[] b, Tensor4 dy, Layout layout) {

  private static final int LARGEST_INTEGER = 8;
  private static final int LARGEST_POWER = 6;

  /** Outputs below this share of the absolute sum behind them count as near 0. */
  private static final double KINK = 1e-3;

  /** And below this share of the largest: algorithms that mix magnitudes have such errors. */
  private static final double LARGEST_KINK = 1e-4;

  /**
   * Dense operands.
   *
   * @param x input [N, C, H, W]
   * @param w weights [F, C, KH, KW], or null for pooling
   * @param b bias [F], or null
   * @param dy gradient of the loss with respect to the output [N, F, OH, OW]
   */
  public Operands(Tensor4 x, Tensor4 w, double[] b, Tensor4 dy) {
    this(x, w, b, dy, Layout.DENSE);
  }

  /**
   * The numbers of a problem, always the same for the same case line.
   *
   * @param problem the case
   * @return its operands
   */
  public static Operands of(Problem problem) {
    Window window = problem.window();
    SplittableRandom random = new SplittableRandom(seed(problem));
    boolean convolution = problem.operation().isConvolution();
    Tensor4 x =
        fill(
            random,
            problem.distribution(),
            problem.batch(),
            problem.channels(),
            problem.height(),
            problem.width());
    Distribution others =
        problem.distribution() == Distribution.DISTINCT
            ? Distribution.INTEGER
            : problem.distribution();
    Tensor4 w =
        convolution
            ? fill(
                random,
                others,
                problem.filters(),
                problem.channels(),
                window.height().kernel(),
                window.width().kernel())
            : null;
    double[] b =
        problem.operation().bias()
            ? fill(random, others, 1, problem.filters(), 1, 1).values()
            : null;
    Tensor4 dy =
        fill(
            random,
            others,
            problem.batch(),
            problem.filters(),
            window.height().output(),
            window.width().output());
    Operands operands = new Operands(x, w, b, dy);
    return problem.operation().rectified() ? operands.awayFromTheKink(problem) : operands;
  }

  /**
   * Without a gradient from above where the convolution is so near 0 that rounding decides on which
   * side of the kink of ReLU it is. Where it is 0 all the same, algorithms that are exact have to
   * let nothing through; the others cannot know.
   */
  private Operands awayFromTheKink(Problem problem) {
    Bounded z = Truth.convolution(problem, this, problem.window());
    double largest = Arrays.stream(z.absolute()).max().orElse(0);
    boolean exact = OurAlgorithms.isExactOnIntegers(problem.operation().algorithm());
    double[] gradient = dy.values().clone();
    for (int i = 0; i < gradient.length; i++) {
      double size = Math.abs(z.value()[i]);
      if ((size > 0 || !exact)
          && size <= Math.max(KINK * z.absolute()[i], LARGEST_KINK * largest)) {
        gradient[i] = 0;
      }
    }
    return new Operands(x, w, b, new Tensor4(gradient, dy.n(), dy.c(), dy.h(), dy.w()), layout);
  }

  /** Whether all of them are finite numbers. */
  static boolean isFinite(double[]... arrays) {
    return Arrays.stream(arrays)
        .filter(Objects::nonNull)
        .flatMapToDouble(Arrays::stream)
        .allMatch(Double::isFinite);
  }

  /**
   * The line decides, without precision and algorithm: all of them compute with the same numbers.
   */
  private static long seed(Problem problem) {
    String line = CaseLine.write(problem.in(Precision.FLOAT).by(Algorithm.AUTO));
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static Tensor4 fill(
      SplittableRandom random, Distribution distribution, int n, int c, int h, int w) {
    Tensor4 tensor = Tensor4.zeros(n, c, h, w);
    double[] values = tensor.values();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          (float)
              switch (distribution) {
                case INTEGER -> random.nextInt(-LARGEST_INTEGER, LARGEST_INTEGER + 1);
                case NORMAL -> normal(random);
                case UNIFORM -> random.nextDouble();
                case MIXED ->
                    normal(random)
                        * Math.pow(10, random.nextInt(-LARGEST_POWER, LARGEST_POWER + 1));
                case DISTINCT -> i;
              };
    }
    if (distribution == Distribution.DISTINCT) {
      shuffle(values, random);
    }
    return tensor;
  }

  private static void shuffle(double[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  /** Box and Muller's transform. */
  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
