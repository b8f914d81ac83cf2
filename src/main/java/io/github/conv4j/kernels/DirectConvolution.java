package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.Pointer;

/**
 * Convolution by its definition, without a column matrix: each vector of neighbouring elements is
 * loaded once for several filters, each weight once for several vectors.
 *
 * <p>The neighbours are either as many images of the batch, which wastes nothing and suits small
 * images in large batches, or pixels of one image, which suits large images and small batches.
 * dL/dx is computed in the same way from dL/dy, see {@link DirectForward} and {@link
 * DirectInputGradient}; for dL/dw see {@link DirectWeightGradient}.
 *
 * <p>Images are cut into bands of rows whose planes fit a second cache ({@link RowBand}). The cut
 * depends on the shape and the number of images ({@link BandPlans}), the order of summation of each
 * result on the shape only; so results do not depend on the number of workers or of images.
 */
final class DirectConvolution<A> extends ConvolutionKernel<A> {

  /** Elements of a band's planes at most: they stay in the second cache. */
  static final int BAND_ELEMENTS = 160 << 10;

  /** Elements of a few filters' or channels' results at most. */
  private static final int RESULT_ELEMENTS = 32 << 10;

  /** Weights that one thread arranges sooner than several. */
  private static final int FEW_WEIGHTS = 8 << 10;

  /** Channels at most for which dL/dx is computed by pixels, */
  private static final int FEW_CHANNELS = 12;

  /** and elements of an image's dL/dy at least, see {@link #isMuchForLittle}. */
  private static final long MANY_GRADIENTS = 10_000;

  private final DirectForward<A> forward;
  private final DirectInputGradient<A> inputGradient;
  private final DirectWeightGradient<A> weightGradient;

  DirectConvolution(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      Orientation orientation,
      Neighbours neighbours) {
    super(lanes, window, channels, filters, orientation);
    this.forward = new DirectForward<>(lanes, window, channels, filters, flipped, neighbours);
    this.inputGradient =
        new DirectInputGradient<>(
            lanes,
            window,
            channels,
            filters,
            flipped,
            isMuchForLittle(window, channels, filters) ? Neighbours.PIXELS : neighbours);
    this.weightGradient = new DirectWeightGradient<>(lanes, window, channels, filters, flipped);
  }

  /**
   * Whether interleaving images of dL/dy would take longer than what it saves: few channels are
   * computed from it (dL/dx, dL/dw and dL/db together, two cores of an AMD EPYC with AVX-512,
   * 2026-11-30).
   *
   * <pre>
   *   batch, channels, image, filters, kernel   dL/dy     images      pixels
   *   64, 1, 28×28, 20, 5×5                     11,520     1.3 ms      1.2 ms
   *   64, 3, 32×32, 32, 3×3                     32,768     2.7         2.0
   *   64, 8, 32×32, 32, 3×3                     32,768     5.1         3.7
   *   64, 12, 32×32, 32, 3×3                    32,768     6.4         5.0
   *   16, 3, 64×64, 64, 7×7, stride 2           65,536     4.1         3.4
   *   64, 20, 24×24, 20, 5×5                     8,000     5.6         5.5
   *   64, 32, 32×32, 64, 3×3, stride 2          16,384     6.9         7.4
   *   64, 8, 16×16, 32, 3×3                      8,192     0.9         0.9
   * </pre>
   */
  private static boolean isMuchForLittle(Window window, int channels, int filters) {
    return channels <= FEW_CHANNELS && (long) filters * window.outputSize() >= MANY_GRADIENTS;
  }

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    forward.run(batch, x, weights, bias, rectify, y);
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
    if (dx == null || inputGradient.run(batch, weights, y, dy, dx)) {
      weightGradient.run(batch, x, y, dy, dWeights, dBias);
      return;
    }
    // Zeros around dL/dy are multiplied too, which only finite weights bear.
    Orientation orientation = flipped ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION;
    new Im2colConvolution<>(lanes, window, channels, filters, orientation)
        .backward(batch, x, weights, y, dy, dx, dWeights, dBias);
  }

  /** Index in a kernel of the weight that kernel element (kh, kw) of a correlation has. */
  static int weightIndex(Window window, boolean flipped, int kh, int kw) {
    int index = kh * window.width().kernel() + kw;
    return flipped ? window.kernelSize() - 1 - index : index;
  }

  /** Rows of results that are computed at a time: a few of the microkernel's blocks, or all. */
  static int rowsPerBlock(Microkernel<?> microkernel, int resultRow, int rows) {
    int height = microkernel.height();
    int blocks = Math.max(1, RESULT_ELEMENTS / Math.max(1, resultRow) / height);
    return Math.min(rows, blocks * height);
  }

  /** Arranges weights, block by block; where there are few of them, on this thread. */
  static void arrange(int blocks, int weights, IntConsumer block) {
    if (weights > FEW_WEIGHTS) {
      Workers.run(blocks, block);
    } else {
      for (int i = 0; i < blocks; i++) {
        block.accept(i);
      }
    }
  }
}
