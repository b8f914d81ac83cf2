package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolution with 3×3 kernels and stride 1 by Winograd's minimal filtering: y and dL/dx with 2.25
 * (m = 2) or 4 times (m = 4) fewer multiplications, see {@link WinogradPass}. So is dL/dw with m =
 * 2, see {@link WinogradWeightGradient}; with m = 4 it is computed directly.
 */
final class WinogradConvolution<A> extends ConvolutionKernel<A> {

  private static final int KERNEL = 3;

  private final DirectConvolution<A> direct;
  private final WinogradPass<A> forward;

  /** Null where padding is wider than kernel - 1: then the direct algorithm computes dL/dx. */
  private final WinogradPass<A> backward;

  /** Null where the direct algorithm computes dL/dw. */
  private final WinogradWeightGradient<A> weightGradient;

  WinogradConvolution(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      Orientation orientation,
      int tile,
      Neighbours neighbours) {
    super(lanes, window, channels, filters, orientation);
    this.direct =
        new DirectConvolution<>(lanes, window, channels, filters, orientation, neighbours);
    this.forward = new WinogradPass<>(lanes, window, channels, filters, tile, neighbours);
    boolean narrow = window.height().before() < KERNEL && window.width().before() < KERNEL;
    this.backward =
        narrow
            ? new WinogradPass<>(
                lanes,
                new Window(reverse(window.height()), reverse(window.width())),
                filters,
                channels,
                tile,
                neighbours)
            : null;
    this.weightGradient =
        tile == 2 ? new WinogradWeightGradient<>(lanes, window, channels, filters) : null;
  }

  /** The axis of the correlation that computes dL/dx from dL/dy. */
  private static Axis reverse(Axis axis) {
    int before = KERNEL - 1 - axis.before();
    int after = Math.max(0, axis.input() + KERNEL - 1 - before - axis.output());
    return new Axis(axis.output(), axis.input(), KERNEL, 1, 1, before, after);
  }

  private int weightCount() {
    return filters * channels * KERNEL * KERNEL;
  }

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    A w = scratch.lendArray(weightCount());
    A b = bias == null ? null : scratch.lendArray(filters);
    lanes.read(weights, 0, w, 0, weightCount());
    if (bias != null) {
      lanes.read(bias, 0, b, 0, filters);
    }
    WinogradPass.Order order =
        new WinogradPass.Order(channels * KERNEL * KERNEL, KERNEL * KERNEL, flipped);
    boolean finite = forward.run(batch, x, null, w, order, b, rectify, y);
    scratch.takeBack(w);
    if (b != null) {
      scratch.takeBack(b);
    }
    if (!finite) {
      byMatrixProducts().forward(batch, x, weights, bias, rectify, y);
    }
  }

  @Override
  public void backward(
      int batch,
      Pointer x,
      Pointer weights,
      Pointer y,
      Pointer dy,
      Pointer dx,
      Pointer dWeights,
      Pointer dBias) {
    if (dx != null && backward == null) {
      direct.backward(batch, x, weights, y, dy, dx, dWeights, dBias);
    } else if (dx != null && !inputGradient(batch, weights, y, dy, dx)
        || weightGradient != null
            && !weightGradient.run(batch, x, y, dy, flipped, dWeights, dBias)) {
      byMatrixProducts().backward(batch, x, weights, y, dy, dx, dWeights, dBias);
    } else if (weightGradient == null) {
      direct.backward(batch, x, weights, y, dy, null, dWeights, dBias);
    }
  }

  private boolean inputGradient(int batch, Pointer weights, Pointer y, Pointer dy, Pointer dx) {
    Scratch<A> scratch = lanes.scratch();
    A w = scratch.lendArray(weightCount());
    lanes.read(weights, 0, w, 0, weightCount());
    WinogradPass.Order order =
        new WinogradPass.Order(KERNEL * KERNEL, channels * KERNEL * KERNEL, !flipped);
    boolean finite = backward.run(batch, dy, y, w, order, null, false, dx);
    scratch.takeBack(w);
    return finite;
  }

  private ConvolutionKernel<A> byMatrixProducts() {
    Orientation orientation = flipped ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION;
    return new Im2colConvolution<>(lanes, window, channels, filters, orientation);
  }
}
