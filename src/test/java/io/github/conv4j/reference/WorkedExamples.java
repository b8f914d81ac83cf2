package io.github.conv4j.reference;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import java.util.List;

/**
 * Examples worked by hand, one image and one channel each, for every implementation to reproduce.
 */
public final class WorkedExamples {

  /** The vertical edge kernel of several examples. */
  public static final double[][] VERTICAL_EDGE = {{1, 0, -1}, {1, 0, -1}, {1, 0, -1}};

  /** A digit 8 in 5 × 5 binary pixels. */
  public static final double[][] EIGHT = {
    {0, 1, 1, 1, 0},
    {0, 1, 0, 1, 0},
    {0, 1, 1, 1, 0},
    {0, 1, 0, 1, 0},
    {0, 1, 1, 1, 0}
  };

  /** A digit 2 with two wrong pixels. */
  public static final double[][] NOISY_TWO = {
    {1, 1, 1, 1, 1},
    {0, 0, 0, 1, 0},
    {1, 0, 1, 0, 1},
    {0, 1, 0, 0, 0},
    {1, 1, 1, 1, 1}
  };

  /** The kernel that is slid over the digits. */
  public static final double[][] DIGIT_KERNEL = {{0, 0, 0}, {0, 0, 0}, {1, 0, 1}};

  /** 2 × 2 windows next to each other, partial ones at the end included. */
  public static final WindowGeometry PAIRS_WITH_PARTIAL_WINDOWS = pairs(Rounding.CEIL);

  private static final double[][] FIVE = {
    {1, 2, 3, 0, 1},
    {0, 1, 2, 3, 1},
    {1, 0, 1, 2, 0},
    {2, 1, 0, 1, 2},
    {1, 2, 1, 0, 1}
  };

  private static final double[][] EIGHT_FILTERED = {{1, 2, 1}, {0, 2, 0}, {1, 2, 1}};

  /**
   * A convolution without bias.
   *
   * @param name what the example is
   * @param input input rows
   * @param kernel kernel rows
   * @param geometry window
   * @param flipped true for convolution, false for cross-correlation
   * @param expected output rows
   */
  public record ConvolutionExample(
      String name,
      double[][] input,
      double[][] kernel,
      WindowGeometry geometry,
      boolean flipped,
      double[][] expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A pooling.
   *
   * @param name what the example is
   * @param input input rows
   * @param geometry window
   * @param kind what a window computes
   * @param expected output rows
   */
  public record PoolingExample(
      String name, double[][] input, WindowGeometry geometry, PoolKind kind, double[][] expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private WorkedExamples() {}

  /**
   * All convolutions.
   *
   * @return the examples
   */
  public static List<ConvolutionExample> convolutions() {
    double[][] counting = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
    double[][] diagonal = {{1, 0}, {0, -1}};
    double[][] laplacian = {{0, 1, 0}, {1, -4, 1}, {0, 1, 0}};
    double[][] step = new double[6][];
    double[][] stepEdges = new double[4][];
    for (int row = 0; row < 6; row++) {
      step[row] = new double[] {10, 10, 10, 0, 0, 0};
    }
    for (int row = 0; row < 4; row++) {
      stepEdges[row] = new double[] {0, 30, 30, 0};
    }
    return List.of(
        correlation(
            "counting 3x3 with a diagonal difference",
            counting,
            diagonal,
            Padding.VALID,
            new double[][] {{-4, -4}, {-4, -4}}),
        new ConvolutionExample(
            "counting 3x3 convolved with a diagonal difference",
            counting,
            diagonal,
            window(diagonal, Padding.VALID),
            true,
            new double[][] {{4, 4}, {4, 4}}),
        correlation(
            "one patch with the 4-neighbour Laplacian",
            new double[][] {{1, 2, 0}, {0, 1, 3}, {1, 2, 1}},
            laplacian,
            Padding.VALID,
            new double[][] {{3}}),
        correlation("6x6 step with vertical edge", step, VERTICAL_EDGE, Padding.VALID, stepEdges),
        correlation(
            "5x5 with vertical edge, valid",
            FIVE,
            VERTICAL_EDGE,
            Padding.VALID,
            new double[][] {{-4, -2, 4}, {0, -4, 0}, {2, 0, -1}}),
        correlation(
            "5x5 with vertical edge, padding 1",
            FIVE,
            VERTICAL_EDGE,
            Padding.explicit(1),
            new double[][] {
              {-3, -4, 0, 3, 3},
              {-3, -4, -2, 4, 5},
              {-2, 0, -4, 0, 6},
              {-3, 2, 0, -1, 3},
              {-3, 2, 2, -2, 1}
            }),
        correlation("digit 8", EIGHT, DIGIT_KERNEL, Padding.VALID, EIGHT_FILTERED),
        correlation(
            "forward form of [1 2 3 4 5] and [1 0 -1]",
            new double[][] {{1, 2, 3, 4, 5}},
            new double[][] {{1, 0, -1}},
            Padding.VALID,
            new double[][] {{-2, -2, -2}}),
        new ConvolutionExample(
            "full convolution of [1 2 3 4 5] and [1 0 -1]",
            new double[][] {{1, 2, 3, 4, 5}},
            new double[][] {{1, 0, -1}},
            window(new double[][] {{1, 0, -1}}, Padding.FULL),
            true,
            new double[][] {{1, 2, 2, 2, 2, -4, -5}}));
  }

  /**
   * All poolings.
   *
   * @return the examples
   */
  public static List<PoolingExample> poolings() {
    double[][] four = {{1, 3}, {2, 4}};
    return List.of(
        new PoolingExample(
            "maximum of 2x2", four, pairs(Rounding.FLOOR), PoolKind.MAX, new double[][] {{4}}),
        new PoolingExample(
            "average of 2x2",
            four,
            pairs(Rounding.FLOOR),
            PoolKind.AVERAGE_EXCLUDING_PADDING,
            new double[][] {{2.5}}),
        new PoolingExample(
            "digit 8, maximum with partial windows",
            EIGHT_FILTERED,
            PAIRS_WITH_PARTIAL_WINDOWS,
            PoolKind.MAX,
            new double[][] {{2, 1}, {2, 1}}),
        new PoolingExample(
            "digit 8, average with partial windows",
            EIGHT_FILTERED,
            PAIRS_WITH_PARTIAL_WINDOWS,
            PoolKind.AVERAGE_EXCLUDING_PADDING,
            new double[][] {{1.25, 0.5}, {1.5, 1}}),
        new PoolingExample(
            "digit 8, maximum without partial windows",
            EIGHT_FILTERED,
            pairs(Rounding.FLOOR),
            PoolKind.MAX,
            new double[][] {{2}}));
  }

  private static ConvolutionExample correlation(
      String name, double[][] input, double[][] kernel, Padding padding, double[][] expected) {
    return new ConvolutionExample(name, input, kernel, window(kernel, padding), false, expected);
  }

  private static WindowGeometry window(double[][] kernel, Padding padding) {
    Padding vertical = kernel.length == 1 ? Padding.VALID : padding;
    return new WindowGeometry(
        AxisGeometry.of(kernel.length, 1, vertical), AxisGeometry.of(kernel[0].length, 1, padding));
  }

  private static WindowGeometry pairs(Rounding rounding) {
    AxisGeometry axis = new AxisGeometry(2, 2, 1, Padding.VALID, rounding);
    return new WindowGeometry(axis, axis);
  }
}
