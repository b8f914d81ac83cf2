package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import org.bytedeco.javacpp.Pointer;

/**
 * Two-dimensional convolution of a batch of images and its gradients, by one algorithm.
 *
 * <p>All arrays are dense and row by row: x and dX [N, C, H, W], y and dy [N, F, OH, OW], W and dW
 * [F, C, KH, KW], b and db [F].
 *
 * @param <A> element type as a heap array
 */
public abstract class ConvolutionKernel<A> {

  final Lanes<A> lanes;
  final Window window;
  final int channels;
  final int filters;
  final boolean flipped;

  ConvolutionKernel(
      Lanes<A> lanes, Window window, int channels, int filters, Orientation orientation) {
    this.lanes = lanes;
    this.window = window;
    this.channels = channels;
    this.filters = filters;
    this.flipped = orientation == Orientation.CONVOLUTION;
    Math.multiplyExact(channels, window.inputSize());
    Math.multiplyExact(filters, window.outputSize());
  }

  /**
   * y = W · x + b, or its positive part.
   *
   * @param batch images N
   * @param x input
   * @param weights filters
   * @param bias one value per filter, or null for none
   * @param rectify whether negative outputs become 0 (ReLU)
   * @param y output, overwritten
   */
  public abstract void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y);

  /**
   * All three gradients.
   *
   * @param batch images N
   * @param x input of the forward pass
   * @param weights filters
   * @param y rectified output of the forward pass, which decides what of dy counts; null if it was
   *     not rectified
   * @param dy gradient of the loss with respect to y
   * @param dx gradient with respect to x, overwritten; null for none
   * @param dWeights gradient with respect to the weights, overwritten
   * @param dBias gradient with respect to the bias, overwritten; null for none
   */
  public abstract void backward(
      int batch,
      Pointer x,
      Pointer weights,
      Pointer y,
      Pointer dy,
      Pointer dx,
      Pointer dWeights,
      Pointer dBias);
}
