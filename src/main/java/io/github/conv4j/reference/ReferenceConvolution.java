package io.github.conv4j.reference;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Window;

/**
 * Two-dimensional convolution and its gradients as one plain loop.
 *
 * <p>With o(r) = oy · stride - before + r · dilation on each axis:
 *
 * <pre>y[n, k, oy, ox] = b[k] + Σ_c Σ_i Σ_j x[n, c, o(i), o(j)] · w[k, c, i, j]</pre>
 *
 * where positions outside the input count as 0. That is cross-correlation, what convolutional
 * layers compute; with {@code flipped}, w[k, c, i, j] is read as w[k, c, KH - 1 - i, KW - 1 - j]:
 * true convolution.
 *
 * <p>Shapes: x [N, IC, H, W]; w [OC, IC / groups, KH, KW]; b [OC]; y and dy [N, OC, OH, OW]. Output
 * channels are dealt to the groups in order; each sees IC / groups input channels.
 *
 * <p>Convolution is linear in x, in w and in dy, so forward pass and both gradients visit the same
 * triples (x, w, y) and differ only in which one they sum into.
 */
public final class ReferenceConvolution {

  private ReferenceConvolution() {}

  /** Receives the positions of an input, a weight and an output that belong together. */
  @FunctionalInterface
  private interface TripleVisitor {
    void visit(int input, int weight, int output);
  }

  /**
   * Forward pass.
   *
   * @param x input [N, IC, H, W]
   * @param w weights [OC, IC / groups, KH, KW]
   * @param b bias [OC], or null for none
   * @param window geometry resolved for H and W
   * @param groups channel groups, 1 for none
   * @param flipped true for convolution, false for cross-correlation
   * @return y [N, OC, OH, OW]; terms: IC / groups · KH · KW + 1
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public static Bounded forward(
      Tensor4 x, Tensor4 w, double[] b, Window window, int groups, boolean flipped) {
    requireInput(x, window);
    requireWeights(w, x.c(), window, groups);
    if (b != null && b.length != w.n()) {
      throw new IllegalArgumentException(
          "bias: expected " + w.n() + " values, one per output channel, found " + b.length);
    }
    int outputSize = window.outputSize();
    double[] value = new double[x.n() * w.n() * outputSize];
    double[] absolute = new double[value.length];
    forEachTriple(
        x,
        w,
        window,
        groups,
        flipped,
        (input, weight, output) -> {
          double product = x.values()[input] * w.values()[weight];
          value[output] += product;
          absolute[output] += Math.abs(product);
        });
    if (b != null) {
      for (int output = 0; output < value.length; output++) {
        double bias = b[output / outputSize % w.n()];
        value[output] += bias;
        absolute[output] += Math.abs(bias);
      }
    }
    return new Bounded(value, absolute, (long) w.c() * window.kernelSize() + 1);
  }

  /**
   * Gradient of the loss with respect to the input.
   *
   * @param x input [N, IC, H, W]; only its shape matters
   * @param w weights [OC, IC / groups, KH, KW]
   * @param dy gradient with respect to the output [N, OC, OH, OW]
   * @param window geometry resolved for H and W
   * @param groups channel groups, 1 for none
   * @param flipped true for convolution, false for cross-correlation
   * @return dx [N, IC, H, W]; terms: OC / groups · the most windows that share one input element
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public static Bounded inputGradient(
      Tensor4 x, Tensor4 w, Tensor4 dy, Window window, int groups, boolean flipped) {
    requireInput(x, window);
    requireWeights(w, x.c(), window, groups);
    requireOutput(dy, x.n(), w.n(), window);
    double[] value = new double[x.values().length];
    double[] absolute = new double[value.length];
    forEachTriple(
        x,
        w,
        window,
        groups,
        flipped,
        (input, weight, output) -> {
          double product = w.values()[weight] * dy.values()[output];
          value[input] += product;
          absolute[input] += Math.abs(product);
        });
    return new Bounded(value, absolute, (long) (w.n() / groups) * overlap(window));
  }

  /**
   * Gradient of the loss with respect to the weights.
   *
   * @param x input [N, IC, H, W]
   * @param w weights [OC, IC / groups, KH, KW]; only their shape matters
   * @param dy gradient with respect to the output [N, OC, OH, OW]
   * @param window geometry resolved for H and W
   * @param groups channel groups, 1 for none
   * @param flipped true for convolution, false for cross-correlation
   * @return dw [OC, IC / groups, KH, KW]; terms: N · OH · OW
   * @throws IllegalArgumentException if the sizes do not fit together
   */
  public static Bounded weightGradient(
      Tensor4 x, Tensor4 w, Tensor4 dy, Window window, int groups, boolean flipped) {
    requireInput(x, window);
    requireWeights(w, x.c(), window, groups);
    requireOutput(dy, x.n(), w.n(), window);
    double[] value = new double[w.values().length];
    double[] absolute = new double[value.length];
    forEachTriple(
        x,
        w,
        window,
        groups,
        flipped,
        (input, weight, output) -> {
          double product = x.values()[input] * dy.values()[output];
          value[weight] += product;
          absolute[weight] += Math.abs(product);
        });
    return new Bounded(value, absolute, (long) x.n() * window.outputSize());
  }

  /**
   * Gradient of the loss with respect to the bias: the sum of dy over images and positions.
   *
   * @param dy gradient with respect to the output [N, OC, OH, OW]
   * @return db [OC]; terms: N · OH · OW
   */
  public static Bounded biasGradient(Tensor4 dy) {
    int plane = dy.h() * dy.w();
    double[] value = new double[dy.c()];
    double[] absolute = new double[dy.c()];
    for (int output = 0; output < dy.values().length; output++) {
      int channel = output / plane % dy.c();
      value[channel] += dy.values()[output];
      absolute[channel] += Math.abs(dy.values()[output]);
    }
    return new Bounded(value, absolute, (long) dy.n() * plane);
  }

  private static void forEachTriple(
      Tensor4 x, Tensor4 w, Window window, int groups, boolean flipped, TripleVisitor visitor) {
    Axis height = window.height();
    Axis width = window.width();
    int output = 0;
    for (int image = 0; image < x.n(); image++) {
      for (int outputChannel = 0; outputChannel < w.n(); outputChannel++) {
        int firstInputChannel = outputChannel / (w.n() / groups) * w.c();
        for (int outputRow = 0; outputRow < height.output(); outputRow++) {
          for (int outputColumn = 0; outputColumn < width.output(); outputColumn++) {
            for (int channel = 0; channel < w.c(); channel++) {
              for (int i = 0; i < height.kernel(); i++) {
                for (int j = 0; j < width.kernel(); j++) {
                  int row = outputRow * height.stride() - height.before() + i * height.dilation();
                  int column =
                      outputColumn * width.stride() - width.before() + j * width.dilation();
                  if (row >= 0 && row < x.h() && column >= 0 && column < x.w()) {
                    int kernelRow = flipped ? height.kernel() - 1 - i : i;
                    int kernelColumn = flipped ? width.kernel() - 1 - j : j;
                    visitor.visit(
                        x.index(image, firstInputChannel + channel, row, column),
                        w.index(outputChannel, channel, kernelRow, kernelColumn),
                        output);
                  }
                }
              }
            }
            output++;
          }
        }
      }
    }
  }

  /** The most windows that cover one input element. */
  static long overlap(Window window) {
    return (long) overlap(window.height()) * overlap(window.width());
  }

  private static int overlap(Axis axis) {
    return axis.dilation() > 1
        ? axis.kernel()
        : (axis.kernel() + axis.stride() - 1) / axis.stride();
  }

  static void requireInput(Tensor4 x, Window window) {
    if (x.h() != window.height().input() || x.w() != window.width().input()) {
      throw new IllegalArgumentException(
          "input: expected planes of "
              + window.height().input()
              + " x "
              + window.width().input()
              + ", for which the window was resolved, found shape "
              + x.shape());
    }
  }

  static void requireOutput(Tensor4 dy, int images, int channels, Window window) {
    if (dy.n() != images
        || dy.c() != channels
        || dy.h() != window.height().output()
        || dy.w() != window.width().output()) {
      throw new IllegalArgumentException(
          "output gradient: expected shape ["
              + images
              + ", "
              + channels
              + ", "
              + window.height().output()
              + ", "
              + window.width().output()
              + "], found "
              + dy.shape());
    }
  }

  private static void requireWeights(Tensor4 w, int inputChannels, Window window, int groups) {
    if (groups < 1 || inputChannels % groups != 0 || w.n() < 1 || w.n() % groups != 0) {
      throw new IllegalArgumentException(
          "groups: expected a divisor of "
              + inputChannels
              + " input and "
              + w.n()
              + " output channels, found "
              + groups);
    }
    if (w.c() != inputChannels / groups
        || w.h() != window.height().kernel()
        || w.w() != window.width().kernel()) {
      throw new IllegalArgumentException(
          "weights: expected shape ["
              + w.n()
              + ", "
              + inputChannels / groups
              + ", "
              + window.height().kernel()
              + ", "
              + window.width().kernel()
              + "], found "
              + w.shape());
    }
  }
}
