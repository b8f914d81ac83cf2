package io.github.conv4j.conformance;

import io.github.conv4j.geometry.AxisGeometry;
import io.github.conv4j.geometry.Padding;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Rounding;
import io.github.conv4j.geometry.WindowGeometry;
import io.github.conv4j.kernels.Algorithm;
import io.github.conv4j.verify.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every small geometry: per axis all inputs and kernels from 1 to 7, strides 1 to 3, dilations 1
 * and 2, and paddings 0, 1, 2 and SAME; each vertical axis paired with another horizontal one, so
 * that mixing the axes up shows. 840 pairs that fit, times five operations, and the 336 axes that
 * do not fit, which have to be refused. Integers throughout: equality is demanded where sums allow
 * it.
 */
public final class GeometryMatrix {

  /** Largest input and kernel. */
  static final int LARGEST = 7;

  private static final int STRIDES = 3;
  private static final int DILATIONS = 2;
  private static final int PADDINGS = 3;

  /** Coprime to 840, 546 and 294, so that every axis is met once as a horizontal one. */
  private static final int PERMUTATION = 397;

  /** Three tiles of four outputs and a remainder. */
  private static final int LARGEST_TILED = 13;

  private static final int MOST_PAIRS = 840;

  private static final int BATCH = 2;
  private static final int CHANNELS = 2;
  private static final int FILTERS = 3;

  private record InputAxis(int input, AxisGeometry geometry) {}

  private GeometryMatrix() {}

  /**
   * The cases that fit.
   *
   * @param precision FLOAT or DOUBLE
   * @return 4,200 cases
   */
  public static List<Problem> fitting(Precision precision) {
    return pairs(axes(true), precision);
  }

  /**
   * The cases that fit, paired so that either both axes have SAME padding or none has: layers know
   * one mode for both.
   *
   * @param precision FLOAT or DOUBLE
   * @return 4,200 cases
   */
  public static List<Problem> alike(Precision precision) {
    Map<Boolean, List<InputAxis>> bySame =
        axes(true).stream()
            .collect(
                Collectors.partitioningBy(
                    axis -> axis.geometry().padding().kind() == Padding.Kind.SAME));
    List<Problem> problems = new ArrayList<>(pairs(bySame.get(false), precision));
    problems.addAll(pairs(bySame.get(true), precision));
    return problems;
  }

  /**
   * Convolutions by one algorithm; every second one is rectified. For algorithms that compute every
   * geometry the convolutions of {@link #fitting}; for others all axes that they compute, inputs up
   * to {@value #LARGEST_TILED} so that there are several tiles with every remainder, each paired
   * with several others.
   *
   * @param algorithm the algorithm
   * @param precision FLOAT or DOUBLE
   * @return about 840 cases
   */
  public static List<Problem> by(Algorithm algorithm, Precision precision) {
    List<Problem> problems = new ArrayList<>();
    Operation operation = Operation.convolution(true).by(algorithm);
    List<InputAxis> axes = axes(true);
    int rotations = 1;
    if (algorithm.mixesMagnitudes()) {
      axes = axesOf(algorithm);
      rotations = Math.max(1, MOST_PAIRS / axes.size());
    }
    for (int rotation = 0; rotation < rotations; rotation++) {
      for (int i = 0; i < axes.size(); i++) {
        InputAxis width = axes.get((int) (((long) i * PERMUTATION + rotation) % axes.size()));
        boolean rectified = (i + rotation) % 2 == 1;
        problems.add(problem(operation.withRectified(rectified), axes.get(i), width, precision));
      }
    }
    return List.copyOf(problems);
  }

  /** Stride and dilation 1; the kernels that the algorithm computes. */
  private static List<InputAxis> axesOf(Algorithm algorithm) {
    List<InputAxis> axes = new ArrayList<>();
    for (int kernel = 1; kernel <= LARGEST; kernel++) {
      if (algorithm.lacks(kernel, kernel, false, false).isEmpty()) {
        int largest = algorithm == Algorithm.FFT ? LARGEST : LARGEST_TILED;
        for (int input = 1; input <= largest; input++) {
          for (int padding = 0; padding < PADDINGS; padding++) {
            add(axes, input, axis(kernel, 1, 1, Padding.explicit(padding)), true);
          }
          add(axes, input, axis(kernel, 1, 1, Padding.SAME), true);
        }
      }
    }
    return axes;
  }

  private static List<Problem> pairs(List<InputAxis> axes, Precision precision) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      InputAxis height = axes.get(i);
      InputAxis width = axes.get((int) ((long) i * PERMUTATION % axes.size()));
      for (Operation operation : operations()) {
        problems.add(problem(operation, height, width, precision));
      }
    }
    return problems;
  }

  /**
   * The cases that have to be refused: one axis without room for a window.
   *
   * @param precision FLOAT or DOUBLE
   * @return 336 cases of convolution and as many of maximum pooling
   */
  public static List<Problem> refused(Precision precision) {
    InputAxis fits = new InputAxis(5, AxisGeometry.of(2, 1, Padding.VALID));
    List<Problem> problems = new ArrayList<>();
    for (InputAxis axis : axes(false)) {
      problems.add(problem(Operation.convolution(true), axis, fits, precision));
      problems.add(problem(Operation.pooling(PoolKind.MAX, 0), fits, axis, precision));
    }
    return problems;
  }

  private static List<Operation> operations() {
    return List.of(
        Operation.convolution(true),
        Operation.pooling(PoolKind.MAX, 0),
        Operation.pooling(PoolKind.AVERAGE_INCLUDING_PADDING, 0),
        Operation.pooling(PoolKind.AVERAGE_EXCLUDING_PADDING, 0),
        Operation.pooling(PoolKind.P_NORM, 2));
  }

  private static Problem problem(
      Operation operation, InputAxis height, InputAxis width, Precision precision) {
    return new Problem(
        operation,
        BATCH,
        CHANNELS,
        height.input(),
        width.input(),
        operation.isConvolution() ? FILTERS : CHANNELS,
        new WindowGeometry(height.geometry(), width.geometry()),
        precision,
        operation.pool() == PoolKind.MAX ? Distribution.DISTINCT : Distribution.INTEGER,
        0);
  }

  private static List<InputAxis> axes(boolean fitting) {
    List<InputAxis> axes = new ArrayList<>();
    for (int input = 1; input <= LARGEST; input++) {
      for (int kernel = 1; kernel <= LARGEST; kernel++) {
        for (int stride = 1; stride <= STRIDES; stride++) {
          for (int dilation = 1; dilation <= DILATIONS; dilation++) {
            for (int padding = 0; padding < PADDINGS; padding++) {
              add(axes, input, axis(kernel, stride, dilation, Padding.explicit(padding)), fitting);
            }
            add(axes, input, axis(kernel, stride, dilation, Padding.SAME), fitting);
          }
        }
      }
    }
    return axes;
  }

  private static AxisGeometry axis(int kernel, int stride, int dilation, Padding padding) {
    return new AxisGeometry(kernel, stride, dilation, padding, Rounding.FLOOR);
  }

  private static void add(List<InputAxis> axes, int input, AxisGeometry geometry, boolean fitting) {
    boolean fits =
        geometry.padding().kind() == Padding.Kind.SAME
            || input + 2 * geometry.padding().before() >= geometry.effectiveKernel();
    if (fits == fitting) {
      axes.add(new InputAxis(input, geometry));
    }
  }
}
