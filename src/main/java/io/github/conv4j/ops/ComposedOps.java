package io.github.conv4j.ops;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.PoolKind;
import io.github.conv4j.geometry.Window;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same operations as {@link Conv2D} and {@link Pool2D}, composed of ND4J's own graph primitives
 * (pad, im2col, matrix product, reductions), with SameDiff's gradients. Runs on every ND4J backend,
 * and programs without conv4j can load the graphs. Differs in two things: NaN and -∞ in a maximum
 * are treated as the backend's reduction and a finite padding treat them, and the input size must
 * be known when the graph is built.
 */
public final class ComposedOps {

  /** Mask of the axes of which a slice takes everything. */
  private static final int IMAGES_AND_CHANNELS = 0b0011;

  private ComposedOps() {}

  /**
   * Convolution.
   *
   * @param sd graph
   * @param x input [N, C, H, W], H and W as in the window
   * @param w weights [F, C, KH, KW]
   * @param b bias with F elements, or null
   * @param window sizes
   * @param channels C
   * @param filters F
   * @param orientation cross-correlation or convolution
   * @return y [N, F, OH, OW]
   */
  public static SDVariable conv2d(
      SameDiff sd,
      SDVariable x,
      SDVariable w,
      SDVariable b,
      Window window,
      int channels,
      int filters,
      Orientation orientation) {
    int taps = channels * window.kernelSize();
    SDVariable kernel = orientation == Orientation.CONVOLUTION ? sd.reverse(w, 2, 3) : w;
    SDVariable rows = sd.permute(columns(sd, x, window, 0), 0, 4, 5, 1, 2, 3).reshape(-1, taps);
    SDVariable product =
        taps == 1 && filters == 1
            // ND4J's gradient of a product of two 1 x 1 matrices fails.
            ? rows.mul(kernel.reshape(1, 1))
            : rows.mmul(kernel.reshape(filters, taps).permute(1, 0));
    if (b != null) {
      product = product.add(b.reshape(1, filters));
    }
    return product
        .reshape(-1, window.height().output(), window.width().output(), filters)
        .permute(0, 3, 1, 2);
  }

  /**
   * Convolution of each channel by itself, with ND4J's op.
   *
   * @param sd graph
   * @param x input [N, C, H, W], H and W as in the window
   * @param w weights [C·M, 1, KH, KW]: the M kernels of a channel one behind another
   * @param b bias with C·M elements, or null
   * @param window sizes
   * @param channels C
   * @param filters C·M
   * @return y [N, C·M, OH, OW]
   */
  public static SDVariable depthwise2d(
      SameDiff sd,
      SDVariable x,
      SDVariable w,
      SDVariable b,
      Window window,
      int channels,
      int filters) {
    int height = window.height().kernel();
    int width = window.width().kernel();
    SDVariable kernels =
        sd.permute(w.reshape(channels, filters / channels, height, width), 2, 3, 0, 1);
    SDVariable in = padded(sd, x, window, 0);
    return b == null
        ? sd.cnn().depthWiseConv2d(in, kernels, valid(window))
        : sd.cnn().depthWiseConv2d(in, kernels, b, valid(window));
  }

  /**
   * Transposed convolution, with ND4J's op: every input element adds its multiple of the kernel to
   * the output, which is cut at its borders.
   *
   * @param sd graph
   * @param x input [N, C, H, W]
   * @param w weights [C, F, KH, KW]
   * @param b bias with F elements, or null
   * @param window the convolution that this transposes, from the output to the input
   * @return y [N, F, OH, OW], of the window's input size
   */
  public static SDVariable transposed2d(
      SameDiff sd, SDVariable x, SDVariable w, SDVariable b, Window window) {
    Axis height = window.height();
    Axis width = window.width();
    DeConv2DConfig config =
        DeConv2DConfig.builder()
            .kH(height.kernel())
            .kW(width.kernel())
            .sH(height.stride())
            .sW(width.stride())
            .dH(height.dilation())
            .dW(width.dilation())
            .build();
    SDVariable kernels = sd.permute(w, 2, 3, 1, 0);
    SDVariable whole =
        b == null
            ? sd.cnn().deconv2d(x, kernels, config)
            : sd.cnn().deconv2d(x, kernels, b, config);
    return sd.stridedSlice(
        whole,
        new long[] {0, 0, height.before(), width.before()},
        new long[] {
          0, 0, (long) height.before() + height.input(), (long) width.before() + width.input()
        },
        new long[] {1, 1, 1, 1},
        IMAGES_AND_CHANNELS,
        IMAGES_AND_CHANNELS,
        0,
        0,
        0);
  }

  /**
   * Pooling.
   *
   * @param sd graph
   * @param x input [N, C, H, W], H and W as in the window
   * @param window sizes
   * @param kind what a window computes
   * @param p exponent of {@link PoolKind#P_NORM}
   * @return y [N, C, OH, OW]
   */
  public static SDVariable pool2d(
      SameDiff sd, SDVariable x, Window window, PoolKind kind, double p) {
    boolean maximum = kind == PoolKind.MAX;
    SDVariable windows = columns(sd, x, window, maximum ? lowest(x.dataType()) : 0);
    return switch (kind) {
      case MAX -> windows.max(2, 3).mul(sd.constant(perOutput(window, x.dataType(), Count.ANY)));
      case SUM -> windows.sum(2, 3);
      case AVERAGE_INCLUDING_PADDING ->
          windows.sum(2, 3).div(sd.constant(perOutput(window, x.dataType(), Count.PADDED)));
      case AVERAGE_EXCLUDING_PADDING ->
          windows.sum(2, 3).div(sd.constant(perOutput(window, x.dataType(), Count.INSIDE)));
      case P_NORM -> norm(sd, windows, p);
    };
  }

  /** (Σ|x|^p)^(1/p), with 1 put in for a sum of 0 so that its slope stays finite. */
  private static SDVariable norm(SameDiff sd, SDVariable windows, double p) {
    SDVariable sum = sd.math().pow(sd.math().abs(windows), p).sum(2, 3);
    SDVariable empty = sd.eq(sum, 0).castTo(windows.dataType());
    return sd.math().pow(sum.add(empty), 1 / p).sub(empty);
  }

  /** Windows as [N, C, KH, KW, OH, OW]. */
  private static SDVariable columns(SameDiff sd, SDVariable x, Window window, double background) {
    return sd.cnn().im2Col(padded(sd, x, window, background), valid(window));
  }

  private static SDVariable padded(SameDiff sd, SDVariable x, Window window, double background) {
    int[] height = padding(window.height());
    int[] width = padding(window.width());
    if (height[0] + height[1] + width[0] + width[1] == 0) {
      return x;
    }
    INDArray amounts = Nd4j.createFromArray(new int[][] {{0, 0}, {0, 0}, height, width});
    return sd.nn().pad(x, sd.constant(amounts), background);
  }

  /** ND4J's configuration of the windows of an input that is padded already. */
  private static org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig valid(
      Window window) {
    return org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig.builder()
        .kH(window.height().kernel())
        .kW(window.width().kernel())
        .sH(window.height().stride())
        .sW(window.width().stride())
        .dH(window.height().dilation())
        .dW(window.width().dilation())
        .paddingMode(PaddingMode.VALID)
        .build();
  }

  /** Padding before and after, the latter with the overhang of ceil rounding. */
  private static int[] padding(Axis axis) {
    int reach = axis.start(axis.output() - 1) + (axis.kernel() - 1) * axis.dilation() + 1;
    return new int[] {axis.before(), Math.max(axis.after(), reach - axis.input())};
  }

  /** Low enough to lose against every input; finite, so that multiplying it by 0 gives 0. */
  private static double lowest(DataType type) {
    return switch (type) {
      case DOUBLE -> -Double.MAX_VALUE;
      case HALF -> -65504;
      default -> -Float.MAX_VALUE;
    };
  }

  private enum Count {
    PADDED,
    INSIDE,
    ANY
  }

  /** Divisors (or for ANY a 0 where a window is empty, else 1) as [1, 1, OH, OW]. */
  private static INDArray perOutput(Window window, DataType type, Count count) {
    Axis height = window.height();
    Axis width = window.width();
    double[][] values = new double[height.output()][width.output()];
    for (int oh = 0; oh < height.output(); oh++) {
      for (int ow = 0; ow < width.output(); ow++) {
        int inside = height.countInside(oh) * width.countInside(ow);
        values[oh][ow] =
            switch (count) {
              case PADDED -> height.countPadded(oh) * width.countPadded(ow);
              case INSIDE -> Math.max(1, inside);
              case ANY -> Math.min(1, inside);
            };
      }
    }
    return Nd4j.createFromArray(values).castTo(type).reshape(1, 1, height.output(), width.output());
  }
}
