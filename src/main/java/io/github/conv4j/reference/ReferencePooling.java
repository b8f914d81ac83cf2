package io.github.conv4j.reference;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import java.util.Arrays;

/**
 * Two-dimensional pooling and its gradient as plain loops, each channel on its own.
 *
 * <p>Shapes: x and dx [N, C, H, W]; y and dy [N, C, OH, OW]. What the kinds compute is said at
 * {@link PoolKind}. Where that leaves room:
 *
 * <ul>
 *   <li>Maximum: the first of equal elements, row by row, is the maximum and alone receives the
 *       gradient; 0 and -0 are equal. NaN is passed over while the window has any number, as
 *       Deeplearning4j does. A window of nothing but NaN gives NaN, one of nothing but -∞ gives -∞,
 *       where Deeplearning4j gives its lowest finite number, which hides the fault.
 *   <li>A window without any input element, all padding, gives 0 for every kind and passes no
 *       gradient on; Deeplearning4j gives its lowest finite number for the maximum.
 *   <li>p-norm: the gradient of a window of nothing but zeros is 0, where the formula has 0 · ∞.
 * </ul>
 */
public final class ReferencePooling {

  /** Rounding errors allowed to the two powers of a p-norm, in units of u. */
  private static final int POWER_ERROR = 4;

  private ReferencePooling() {}

  /** Receives one window: its output position and the input positions that it covers. */
  @FunctionalInterface
  private interface WindowVisitor {
    void visit(int output, int[] inputs, int divisorWithPadding);
  }

  /**
   * Forward pass.
   *
   * @param x input [N, C, H, W]
   * @param window geometry resolved for H and W
   * @param kind what to compute from a window
   * @param p exponent of {@link PoolKind#P_NORM}, 1 or more; no other kind uses it
   * @return y [N, C, OH, OW]; terms: 0 for the maximum, n - 1 for the sum of n elements, n + 1 for
   *     averages, (n + 3) / p + 8 for p-norms
   * @throws IllegalArgumentException if the sizes do not fit together or p is less than 1
   */
  public static Bounded forward(Tensor4 x, Window window, PoolKind kind, double p) {
    ReferenceConvolution.requireInput(x, window);
    requireExponent(kind, p);
    double[] values = x.values();
    double[] value = new double[x.n() * x.c() * window.outputSize()];
    double[] absolute = new double[value.length];
    forEachWindow(
        x,
        window,
        (output, inputs, divisorWithPadding) -> {
          if (inputs.length == 0) {
            return;
          }
          switch (kind) {
            case MAX -> {
              value[output] = values[maximum(values, inputs)];
              absolute[output] = Math.abs(value[output]);
            }
            case SUM, AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> {
              double sum = 0;
              double absoluteSum = 0;
              for (int input : inputs) {
                sum += values[input];
                absoluteSum += Math.abs(values[input]);
              }
              int divisor = divisor(kind, inputs.length, divisorWithPadding);
              value[output] = sum / divisor;
              absolute[output] = absoluteSum / divisor;
            }
            case P_NORM -> {
              value[output] = norm(values, inputs, p);
              absolute[output] = value[output];
            }
          }
        });
    return new Bounded(value, absolute, forwardTerms(window, kind, p));
  }

  /**
   * Gradient of the loss with respect to the input.
   *
   * @param x input [N, C, H, W]
   * @param dy gradient with respect to the output [N, C, OH, OW]
   * @param window geometry resolved for H and W
   * @param kind what the forward pass computed
   * @param p exponent of {@link PoolKind#P_NORM}, 1 or more; no other kind uses it
   * @return dx [N, C, H, W]; terms, where m is the most windows that share one input element: m - 1
   *     for maximum and sum, m + 1 for averages, (p - 1) · forward terms + m + 8 for p-norms
   * @throws IllegalArgumentException if the sizes do not fit together or p is less than 1
   */
  public static Bounded inputGradient(
      Tensor4 x, Tensor4 dy, Window window, PoolKind kind, double p) {
    ReferenceConvolution.requireInput(x, window);
    ReferenceConvolution.requireOutput(dy, x.n(), x.c(), window);
    requireExponent(kind, p);
    double[] values = x.values();
    double[] value = new double[values.length];
    double[] absolute = new double[values.length];
    forEachWindow(
        x,
        window,
        (output, inputs, divisorWithPadding) -> {
          if (inputs.length == 0) {
            return;
          }
          double gradient = dy.values()[output];
          switch (kind) {
            case MAX -> {
              int winner = maximum(values, inputs);
              value[winner] += gradient;
              absolute[winner] += Math.abs(gradient);
            }
            case SUM, AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> {
              double share = gradient / divisor(kind, inputs.length, divisorWithPadding);
              for (int input : inputs) {
                value[input] += share;
                absolute[input] += Math.abs(share);
              }
            }
            case P_NORM -> {
              double norm = norm(values, inputs, p);
              for (int input : inputs) {
                double share = norm == 0 ? 0 : gradient * normSlope(values[input], norm, p);
                value[input] += share;
                absolute[input] += Math.abs(share);
              }
            }
          }
        });
    return new Bounded(value, absolute, gradientTerms(window, kind, p));
  }

  /**
   * Where each maximum lies.
   *
   * @param x input [N, C, H, W]
   * @param window geometry resolved for H and W
   * @return for each output the position of its maximum in {@code x.values()}, or -1 for a window
   *     without any input element
   */
  public static int[] maximumPositions(Tensor4 x, Window window) {
    ReferenceConvolution.requireInput(x, window);
    int[] positions = new int[x.n() * x.c() * window.outputSize()];
    forEachWindow(
        x,
        window,
        (output, inputs, divisorWithPadding) ->
            positions[output] = inputs.length == 0 ? -1 : maximum(x.values(), inputs));
    return positions;
  }

  private static void forEachWindow(Tensor4 x, Window window, WindowVisitor visitor) {
    Axis height = window.height();
    Axis width = window.width();
    int[] inputs = new int[window.kernelSize()];
    int output = 0;
    for (int image = 0; image < x.n(); image++) {
      for (int channel = 0; channel < x.c(); channel++) {
        for (int outputRow = 0; outputRow < height.output(); outputRow++) {
          for (int outputColumn = 0; outputColumn < width.output(); outputColumn++) {
            int inside = 0;
            int insideOrPadding = 0;
            for (int i = 0; i < height.kernel(); i++) {
              for (int j = 0; j < width.kernel(); j++) {
                int row = outputRow * height.stride() - height.before() + i * height.dilation();
                int column = outputColumn * width.stride() - width.before() + j * width.dilation();
                if (row >= 0 && row < x.h() && column >= 0 && column < x.w()) {
                  inputs[inside++] = x.index(image, channel, row, column);
                }
                if (row < x.h() + height.after() && column < x.w() + width.after()) {
                  insideOrPadding++;
                }
              }
            }
            visitor.visit(output++, Arrays.copyOf(inputs, inside), insideOrPadding);
          }
        }
      }
    }
  }

  /** Position of the first maximum; of a window of nothing but NaN the first element. */
  private static int maximum(double[] values, int[] inputs) {
    int best = inputs[0];
    for (int input : inputs) {
      if (values[input] > values[best]
          || Double.isNaN(values[best]) && !Double.isNaN(values[input])) {
        best = input;
      }
    }
    return best;
  }

  private static int divisor(PoolKind kind, int inside, int insideOrPadding) {
    return switch (kind) {
      case AVERAGE_INCLUDING_PADDING -> insideOrPadding;
      case AVERAGE_EXCLUDING_PADDING -> inside;
      case SUM, MAX, P_NORM -> 1;
    };
  }

  private static double norm(double[] values, int[] inputs, double p) {
    double sum = 0;
    for (int input : inputs) {
      sum += StrictMath.pow(Math.abs(values[input]), p);
    }
    return StrictMath.pow(sum, 1 / p);
  }

  /** Derivative of the norm: sign(x) · (|x| / norm)^(p - 1). */
  private static double normSlope(double x, double norm, double p) {
    return Math.signum(x) * StrictMath.pow(Math.abs(x) / norm, p - 1);
  }

  private static long forwardTerms(Window window, PoolKind kind, double p) {
    long elements = window.kernelSize();
    return switch (kind) {
      case MAX -> 0;
      case SUM -> elements - 1;
      case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> elements + 1;
      case P_NORM -> (long) Math.ceil((elements + 3) / p) + 4 + POWER_ERROR;
    };
  }

  private static long gradientTerms(Window window, PoolKind kind, double p) {
    long overlap = ReferenceConvolution.overlap(window);
    return switch (kind) {
      case MAX, SUM -> overlap - 1;
      case AVERAGE_INCLUDING_PADDING, AVERAGE_EXCLUDING_PADDING -> overlap + 1;
      case P_NORM ->
          (long) Math.ceil((p - 1) * forwardTerms(window, kind, p)) + overlap + 4 + POWER_ERROR;
    };
  }

  private static void requireExponent(PoolKind kind, double p) {
    if (kind == PoolKind.P_NORM && !(p >= 1 && p < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "p-norm: expected a finite exponent of 1 or more, found " + p);
    }
  }
}
