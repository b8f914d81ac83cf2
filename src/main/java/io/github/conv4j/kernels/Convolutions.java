package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import io.github.conv4j.kernels.PlaneTransfer.Neighbours;

/** The kernels of the shapes that are in use; their tables are kept. */
public final class Convolutions {

  /** Images of fewer leave vectors half empty. */
  private static final int FEWEST_INTERLEAVED = 8;

  /** Elements of an image; with more, interleaved images do not fit the caches. */
  private static final long MOST_INTERLEAVED = 32 << 10;

  /** Pixels from which images of 1×1 convolutions are worked on as they lie in memory. */
  private static final int FEWEST_PLAIN = 32;

  /** Lanes of the vectors of AVX-512. */
  private static final int WIDE = 16;

  /** Channels and filters from which the transforms of F(2×2, 3×3) pay, */
  private static final int FEWEST_TRANSFORMED = 32;

  private static final int FEWEST_TRANSFORMED_WIDE = 16;

  /** and output pixels of all images from which those of the weights do. */
  private static final long MANY_PIXELS = 1024;

  private static final long MANY_PIXELS_WIDE = 2048;

  /** Pixels of 2×2 tiles, in proportion to those of the output, with which they pay, */
  private static final double MOST_COVERED = 1.25;

  /** or channels times filters. */
  private static final long LARGE_FILTERS = 128 * 128;

  private static final KernelCache<Shape<?>, ConvolutionKernel<?>> KERNELS =
      new KernelCache<>(Convolutions::create);

  private Convolutions() {}

  /** What a kernel depends on. */
  private record Shape<A>(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      Orientation orientation,
      Variant variant) {}

  /** An algorithm with its details settled. */
  enum Variant {
    DIRECT_IMAGES,
    DIRECT_PIXELS,
    FFT,
    IM2COL,
    WINOGRAD_2_IMAGES,
    WINOGRAD_2_PIXELS,
    WINOGRAD_4_IMAGES,
    WINOGRAD_4_PIXELS
  }

  /**
   * The kernel for a shape.
   *
   * @param lanes element type
   * @param window sizes of input, output and window
   * @param batch images N
   * @param channels input channels C
   * @param filters filters F, the output channels
   * @param orientation cross-correlation or convolution
   * @param algorithm how
   * @param <A> element type as a heap array
   * @return the kernel
   * @throws IllegalArgumentException if the algorithm does not compute such windows
   */
  @SuppressWarnings("unchecked") // the key holds the element type
  public static <A> ConvolutionKernel<A> of(
      Lanes<A> lanes,
      Window window,
      int batch,
      int channels,
      int filters,
      Orientation orientation,
      Algorithm algorithm) {
    String lacks = algorithm.lacks(window);
    if (!lacks.isEmpty()) {
      throw new IllegalArgumentException(
          "algorithm " + algorithm.label() + ": " + lacks + ", found " + window + "; use auto");
    }
    Variant variant = variant(lanes, window, batch, channels, filters, algorithm);
    Shape<A> shape = new Shape<>(lanes, window, channels, filters, orientation, variant);
    return (ConvolutionKernel<A>) KERNELS.get(shape);
  }

  /**
   * The algorithm that computes a shape: the one asked for, or what AUTO chooses.
   *
   * @param lanes element type
   * @param window sizes of input, output and window
   * @param batch images N
   * @param channels input channels C
   * @param filters filters F, the output channels
   * @param algorithm what is asked for
   * @return any but AUTO
   */
  public static Algorithm resolve(
      Lanes<?> lanes, Window window, int batch, int channels, int filters, Algorithm algorithm) {
    if (algorithm != Algorithm.AUTO) {
      return algorithm;
    }
    return switch (variant(lanes, window, batch, channels, filters, algorithm)) {
      case DIRECT_IMAGES, DIRECT_PIXELS -> Algorithm.DIRECT;
      case IM2COL -> Algorithm.IM2COL;
      case FFT -> Algorithm.FFT;
      case WINOGRAD_2_IMAGES, WINOGRAD_2_PIXELS -> Algorithm.WINOGRAD_2;
      case WINOGRAD_4_IMAGES, WINOGRAD_4_PIXELS -> Algorithm.WINOGRAD_4;
    };
  }

  private static <A> ConvolutionKernel<A> create(Shape<A> shape) {
    Lanes<A> lanes = shape.lanes();
    Window window = shape.window();
    int channels = shape.channels();
    int filters = shape.filters();
    Orientation orientation = shape.orientation();
    return switch (shape.variant()) {
      case DIRECT_IMAGES ->
          new DirectConvolution<>(lanes, window, channels, filters, orientation, Neighbours.IMAGES);
      case DIRECT_PIXELS ->
          new DirectConvolution<>(lanes, window, channels, filters, orientation, Neighbours.PIXELS);
      case FFT -> new FftConvolution<>(lanes, window, channels, filters, orientation);
      case WINOGRAD_2_IMAGES -> winograd(shape, 2, Neighbours.IMAGES);
      case WINOGRAD_2_PIXELS -> winograd(shape, 2, Neighbours.PIXELS);
      case WINOGRAD_4_IMAGES -> winograd(shape, 4, Neighbours.IMAGES);
      case WINOGRAD_4_PIXELS -> winograd(shape, 4, Neighbours.PIXELS);
      case IM2COL -> new Im2colConvolution<>(lanes, window, channels, filters, orientation);
    };
  }

  private static <A> ConvolutionKernel<A> winograd(
      Shape<A> shape, int tile, Neighbours neighbours) {
    return new WinogradConvolution<>(
        shape.lanes(),
        shape.window(),
        shape.channels(),
        shape.filters(),
        shape.orientation(),
        tile,
        neighbours);
  }

  private static Variant variant(
      Lanes<?> lanes, Window window, int batch, int channels, int filters, Algorithm algorithm) {
    return switch (algorithm) {
      case IM2COL -> Variant.IM2COL;
      case DIRECT -> direct(window, batch, channels);
      case AUTO ->
          lanes == FloatLanes.INSTANCE && Microkernels.vectorised()
              ? auto(lanes, window, batch, channels, filters)
              : Variant.IM2COL;
      case WINOGRAD_2 ->
          direct(window, batch, channels) == Variant.DIRECT_IMAGES
              ? Variant.WINOGRAD_2_IMAGES
              : Variant.WINOGRAD_2_PIXELS;
      case WINOGRAD_4 ->
          direct(window, batch, channels) == Variant.DIRECT_IMAGES
              ? Variant.WINOGRAD_4_IMAGES
              : Variant.WINOGRAD_4_PIXELS;
      case FFT -> Variant.FFT;
    };
  }

  /**
   * F(2×2, 3×3) where it was faster in FLOAT (3×3, stride 1, padding 1, two cores of an AMD EPYC
   * with vectors of 8, 2026-11-25):
   *
   * <pre>
   *   batch, channels and filters, image    forward and backward, ms of two processors
   *                                         direct    F(2×2, 3×3)
   *   64, 32, 32×32                           77.3       60.3
   *   64, 32, 16×16                           19.3       15.1
   *   64, 32, 8×8                              4.9        4.1
   *   64, 64, 8×8                             18.0       12.8
   *   64, 128, 8×8                            66.3       38.5
   *   8, 64, 16×16                             8.4        6.2
   *   1, 64, 32×32                             4.6        4.2
   *   1, 32, 32×32                             1.2        1.1
   *   1, 64, 16×16                             1.3        1.5
   *   1, 128, 16×16                            4.8        5.4
   * </pre>
   *
   * and with vectors of 16 (AMD EPYC with AVX-512, 2026-11-30):
   *
   * <pre>
   *   64, 8, 32×32                             2.3        2.7
   *   64, 16, 32×32                            6.3        4.9
   *   64, 32, 32×32                           15.7       12.1
   *   64, 32, 8×8                              1.2        1.1
   *   64, 64, 8×8                              4.2        3.1
   *   64, 128, 16×16                          61.5       41.0
   *   64, 128, 4×4                             5.4        6.1
   *   64, 192, 8×8                            39.6       25.8
   *   64, 256, 8×8                            68.4       47.4
   *   64, 256, 4×4                            22.4       23.3
   *   16, 64, 56×56                           55.8       37.8
   *   8, 64, 16×16                             3.4        2.7
   *   4, 64, 16×16                             2.6        2.3
   *   1, 64, 32×32                             1.3        1.7
   *   1, 256, 14×14                           12.6       20.9
   * </pre>
   */
  private static Variant auto(Lanes<?> lanes, Window window, int batch, int channels, int filters) {
    boolean wide = Microkernels.lanes() >= WIDE;
    boolean many =
        Math.min(channels, filters) >= (wide ? FEWEST_TRANSFORMED_WIDE : FEWEST_TRANSFORMED);
    boolean deep =
        many && (long) batch * window.outputSize() >= (wide ? MANY_PIXELS_WIDE : MANY_PIXELS);
    long covered = (long) even(window.height().output()) * even(window.width().output());
    boolean dense =
        covered <= MOST_COVERED * window.outputSize() || (long) channels * filters >= LARGE_FILTERS;
    return deep && dense && Algorithm.WINOGRAD_2.lacks(window).isEmpty()
        ? variant(lanes, window, batch, channels, filters, Algorithm.WINOGRAD_2)
        : direct(window, batch, channels);
  }

  private static int even(int size) {
    return size + size % 2;
  }

  /**
   * Vectors of images or of pixels, by what was faster in FLOAT (3×3, stride 1, padding 1, forward
   * and backward, two cores of an AMD EPYC with vectors of 8, 2026-11-25):
   *
   * <pre>
   *   batch, channels and filters, image    elements     images      pixels
   *   64, 16, 32×32                           16,384    21.2 ms     20.9 ms
   *   64, 32, 16×16                            8,192    17.0        20.8
   *   64, 64, 8×8                              4,096    16.3        26.2
   *   16, 64, 16×16                           16,384    16.4        19.3
   *   16, 128, 16×16                          32,768    61.5        71.0
   *   16, 64, 32×32                           65,536    78.4        68.3
   * </pre>
   */
  private static Variant direct(Window window, int batch, int channels) {
    boolean small = (long) channels * window.inputSize() <= MOST_INTERLEAVED;
    boolean plain = window.isIdentity() && window.inputSize() >= FEWEST_PLAIN;
    return batch >= FEWEST_INTERLEAVED && small && !plain
        ? Variant.DIRECT_IMAGES
        : Variant.DIRECT_PIXELS;
  }
}
