package io.github.conv4j.kernels;

import io.github.conv4j.geometry.Axis;
import io.github.conv4j.geometry.Orientation;
import io.github.conv4j.geometry.Window;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.Pointer;
import pl.edu.icm.jlargearrays.ConcurrencyUtils;

/**
 * Convolution with stride and dilation 1 as products of two-dimensional discrete Fourier transforms
 * (convolution theorem). With X, W, D the transforms of x, w, dy and * for the conjugate,
 *
 * <pre>
 *   Y[n, f] = Σ_c X[n, c] · W*[f, c]
 *   dW[f, c] = Σ_n D*[n, f] · X[n, c]        dX*[n, c] = Σ_f D*[n, f] · W*[f, c]
 * </pre>
 *
 * <p>Planes lie in a frame of rows and columns that is large enough for nothing that is read to
 * wrap around onto something else; its lengths have no prime factors but 2, 3 and 5. Of a
 * transform, only the half that determines the rest is computed.
 *
 * <p>FLOAT is transformed in float: the error is in proportion to the largest values of an image,
 * about 2·10⁻⁷ of its norm. Infinite numbers and NaN would spread over whole images, so where any
 * occur, {@link Im2colConvolution} does the call.
 *
 * <p>Memory: at most five arrays of {@value #MOST_ELEMENTS} elements, or of the spectra of one
 * image or filter where these are more. Filters beyond that are done in turns, which transform the
 * images anew. How work is cut and the order of summation depend on the shape only.
 */
final class FftConvolution<A> extends ConvolutionKernel<A> {

  /** Elements of one array of spectra: 32 MB of FLOAT. */
  private static final int MOST_ELEMENTS = 8 << 20;

  /** Elements of the factors that a task keeps in the second-level cache. */
  private static final int CACHED_ELEMENTS = 64 << 10;

  /** See {@link #pays}. */
  private static final double LEAST_SAVING = 400;

  private static final int FEWEST_FREQUENCIES = 32;
  private static final int MOST_FREQUENCIES = 512;

  static {
    // Its own threads would fight with the workers.
    ConcurrencyUtils.setNumberOfThreads(1);
  }

  private final FftPlan<A> plan;
  private final int frameRows;
  private final int frameColumns;

  /** Columns of half a spectrum. */
  private final int columns;

  /** Complex numbers of half a spectrum; a plane has twice as many elements. */
  private final int frequencies;

  private final int plane;
  private final int filterBlock;
  private final int mostElements;

  FftConvolution(
      Lanes<A> lanes, Window window, int channels, int filters, Orientation orientation) {
    this(lanes, window, channels, filters, orientation, MOST_ELEMENTS);
  }

  /** With another limit of memory, for tests. */
  FftConvolution(
      Lanes<A> lanes,
      Window window,
      int channels,
      int filters,
      Orientation orientation,
      int mostElements) {
    super(lanes, window, channels, filters, orientation);
    this.mostElements = mostElements;
    this.frameRows = smooth(extent(window.height()), 1);
    this.frameColumns = smooth(extent(window.width()), 2);
    this.plan = lanes.fft(frameColumns, frameRows);
    this.columns = frameColumns / 2 + 1;
    this.frequencies = Math.multiplyExact(columns, frameRows);
    this.plane = Math.multiplyExact(2, frequencies);
    Math.multiplyExact(Math.max(channels, filters), plane);
    this.filterBlock = most(channels, filters);
  }

  /**
   * Whether this is likely to be faster than {@link DirectConvolution} on vector registers: where
   * KH·KW · OH·OW / (H·W) ≥ 400 · (1/N + 1/C + 1/F), the multiplications that are saved per
   * transform. {@link Algorithm#AUTO} does not ask: errors are in proportion to an image's norm.
   *
   * <p>Milliseconds for y + all gradients, direct : FFT, one worker, 256-bit registers, FLOAT,
   * padding that keeps the size; the least of a quarter of a second, the machine shared with others
   * (±30 %). In the column of r is the left side divided by the sum on the right.
   *
   * <pre>
   *   N  C  F  H=W   K     r  direct    FFT       N  C  F  H=W   K     r  direct    FFT
   *   1 16 16   32  11   107      13     49       8 16 16   32   9   324     104    113
   *   1 16 16   32  21   392     103     72       8 16 16   32  11   484     159    136
   *   1 16 16   64  15   200     160    152       8 16 16   32  15   900     410    188
   *   1 16 16   64  21   392     329    176       8 16 16   32  31  3844    2134    288
   *   2 16 16  128  11   194    1446    847       4 16 16   64   9   216     143    178
   *   2 16 16  128  15   360    2589    800       4 16 16   64  11   323     212    193
   *   2  1 16  128  15   144     198    136       4 16 16   64  15   600     440    184
   *   4  1 16   64  15   171      33     32       4 64 64   32   7   174     751   1369
   *   4  1 16   64  21   336      73     33       4 64 64   32   9   288    1293   1059
   *   8  1 16   32  21   371      41     56       4 64 64   32  15   800    2012    879
   *   8  1 16   32  31   809     182     60       2 64 64   64  11   228    2665   4336
   *  16  4  4   32  15   400      47     37       2 64 64   64  15   424    7021   4363
   * </pre>
   *
   * @param window sizes, of stride and dilation 1
   * @param batch images N
   * @param channels input channels C
   * @param filters filters F
   * @return whether to prefer this
   */
  static boolean pays(Window window, int batch, int channels, int filters) {
    if (batch == 0 || !Algorithm.FFT.lacks(window).isEmpty()) {
      return false;
    }
    double perInput = (double) window.kernelSize() * window.outputSize() / window.inputSize();
    return perInput >= LEAST_SAVING * (1.0 / batch + 1.0 / channels + 1.0 / filters);
  }

  /** How many times a number of planes fit an array, from 1 to a limit. */
  private int most(int planes, int limit) {
    long perOne = (long) planes * plane;
    return (int) Math.max(1, Math.min(limit, mostElements / perOne));
  }

  /** First output whose window reaches the input. */
  private static int first(Axis axis) {
    return Math.min(axis.output(), Math.max(0, axis.before() - axis.kernel() + 1));
  }

  /** Output after the last whose window reaches the input. */
  private static int end(Axis axis) {
    return Math.max(first(axis), Math.min(axis.output(), axis.input() + axis.before()));
  }

  /**
   * Shortest frame in which windows that hang over an end of the input meet nothing of the other
   * end.
   */
  private static int extent(Axis axis) {
    int overhangBefore = Math.max(0, -axis.start(first(axis)));
    int reach = axis.start(end(axis) - 1) + axis.kernel();
    int least = Math.max(axis.kernel(), Math.addExact(axis.input(), overhangBefore));
    return Math.max(least, reach);
  }

  /** Least multiple of {@code unit} from {@code least} on without prime factors above 5. */
  private static int smooth(int least, int unit) {
    int length = Math.addExact(least, (unit - least % unit) % unit);
    while (!isSmooth(length)) {
      length = Math.addExact(length, unit);
    }
    return length;
  }

  private static boolean isSmooth(int length) {
    int rest = length;
    for (int prime : new int[] {2, 3, 5}) {
      while (rest % prime == 0) {
        rest /= prime;
      }
    }
    return rest == 1;
  }

  // Planes ---------------------------------------------------------------------------------------

  /**
   * Part of a plane and its place in the frame.
   *
   * @param width columns of the whole plane
   * @param fromRow first row
   * @param endRow row after the last
   * @param fromColumn first column
   * @param endColumn column after the last
   * @param rowShift what is added to a row to get the frame's, around its end
   * @param columnShift the same for a column
   */
  private record Place(
      int width,
      int fromRow,
      int endRow,
      int fromColumn,
      int endColumn,
      int rowShift,
      int columnShift) {}

  private static Place whole(int rows, int columns) {
    return new Place(columns, 0, rows, 0, columns, 0, 0);
  }

  private Place inputPlace() {
    return whole(window.height().input(), window.width().input());
  }

  /**
   * The part of a kernel that meets input in some window: the rest has no part in any result, but
   * in a transform its magnitude would.
   */
  private Place kernelPlace() {
    Axis height = window.height();
    Axis width = window.width();
    return new Place(
        width.kernel(), firstMet(height), endMet(height), firstMet(width), endMet(width), 0, 0);
  }

  private static boolean meets(Axis axis, int k) {
    return axis.firstOutput(k) < axis.endOutput(k);
  }

  private static int firstMet(Axis axis) {
    int k = 0;
    while (k < axis.kernel() && !meets(axis, k)) {
      k++;
    }
    return k;
  }

  private static int endMet(Axis axis) {
    int k = firstMet(axis);
    while (k < axis.kernel() && meets(axis, k)) {
      k++;
    }
    return k;
  }

  private Place outputPlace() {
    Axis height = window.height();
    Axis width = window.width();
    return new Place(
        width.output(),
        first(height),
        end(height),
        first(width),
        end(width),
        -height.before(),
        -width.before());
  }

  /** Half the spectrum of a plane, conjugated if wanted. */
  private void transform(A from, int fromAt, Place place, boolean conjugate, A to, int toAt) {
    Scratch<A> scratch = lanes.scratch();
    A spectrum = scratch.columns(plane + frameColumns); // a row behind it
    lanes.fill(spectrum, 0, plane, 0);
    int count = place.endColumn - place.fromColumn;
    int start = Math.floorMod(place.fromColumn + place.columnShift, frameColumns);
    int beforeEnd = Math.min(count, frameColumns - start);
    for (int r = place.fromRow; r < place.endRow; r++) {
      int at = fromAt + r * place.width + place.fromColumn;
      lanes.fill(spectrum, plane, plane + frameColumns, 0);
      lanes.gather(from, at, 1, spectrum, plane + start, beforeEnd);
      lanes.gather(from, at + beforeEnd, 1, spectrum, plane, count - beforeEnd);
      plan.rowForward(spectrum, plane);
      int frameRow = Math.floorMod(r + place.rowShift, frameRows);
      plan.toColumns(spectrum, plane, 2 * frameRow, 2 * frameRows, columns);
    }
    for (int c = 0; c < columns; c++) {
      plan.columnForward(spectrum, 2 * c * frameRows);
    }
    plan.separate(spectrum, to, toAt, toAt + frequencies, frequencies, conjugate);
  }

  /** The reverse of {@link #transform}; what lies outside the place stays as it is. */
  private void inverse(A from, int fromAt, Place place, boolean conjugate, A to, int toAt) {
    Scratch<A> scratch = lanes.scratch();
    A spectrum = scratch.columns(plane + frameColumns); // a row behind it
    plan.interleave(from, fromAt, fromAt + frequencies, conjugate, spectrum, frequencies);
    for (int c = 0; c < columns; c++) {
      plan.columnInverse(spectrum, 2 * c * frameRows);
    }
    int count = place.endColumn - place.fromColumn;
    int start = Math.floorMod(place.fromColumn + place.columnShift, frameColumns);
    int beforeEnd = Math.min(count, frameColumns - start);
    for (int r = place.fromRow; r < place.endRow; r++) {
      int frameRow = Math.floorMod(r + place.rowShift, frameRows);
      plan.fromColumns(spectrum, 2 * frameRow, 2 * frameRows, plane, columns);
      plan.rowInverse(spectrum, plane);
      int at = toAt + r * place.width + place.fromColumn;
      lanes.gather(spectrum, plane + start, 1, to, at, beforeEnd);
      lanes.gather(spectrum, plane, 1, to, at + beforeEnd, count - beforeEnd);
    }
  }

  /** Reads a plane and transforms it; false if it has a number that is not finite. */
  private boolean load(
      Pointer from, long at, int size, Place place, boolean conjugate, A to, int toAt) {
    A raw = lanes.scratch().image(size);
    lanes.read(from, at, raw, 0, size);
    transform(raw, 0, place, conjugate, to, toAt);
    return lanes.isFinite(raw, 0, size);
  }

  private boolean loadWeights(Pointer weights, int f, int c, A to, int toAt) {
    int size = window.kernelSize();
    A raw = lanes.scratch().image(size);
    lanes.read(weights, ((long) f * channels + c) * size, raw, 0, size);
    A ordered = raw;
    if (flipped) {
      ordered = lanes.scratch().gradient(size);
      reverse(raw, ordered, size);
    }
    transform(ordered, 0, kernelPlace(), true, to, toAt);
    return lanes.isFinite(raw, 0, size);
  }

  private void reverse(A from, A to, int size) {
    lanes.gather(from, size - 1, -1, to, 0, size);
  }

  // Products -------------------------------------------------------------------------------------

  /** Where the planes of a matrix of planes are. */
  private record Matrix<A>(A planes, int rowStep, int columnStep) {}

  /** result[i, j] = Σ_k left[i, k] · right[k, j], or is increased by it, at all frequencies. */
  private void multiply(
      int rows,
      int terms,
      int resultColumns,
      Matrix<A> left,
      Matrix<A> right,
      boolean accumulate,
      Matrix<A> result) {
    int perFrequency = 2 * terms * Math.max(1, resultColumns);
    int affordable = CACHED_ELEMENTS / perFrequency / FEWEST_FREQUENCIES * FEWEST_FREQUENCIES;
    int block = Math.max(FEWEST_FREQUENCIES, Math.min(MOST_FREQUENCIES, affordable));
    int blocks = Division.ceil(frequencies, block);
    Workers.run(
        blocks,
        task -> {
          int from = task * block;
          int count = Math.min(block, frequencies - from);
          Scratch<A> scratch = lanes.scratch();
          A real = scratch.image(count);
          A imaginary = scratch.gradient(count);
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < resultColumns; j++) {
              int at = (i * result.rowStep + j * result.columnStep) * plane + from;
              if (accumulate) {
                lanes.gather(result.planes, at, 1, real, 0, count);
                lanes.gather(result.planes, at + frequencies, 1, imaginary, 0, count);
              } else {
                lanes.fill(real, 0, count, 0);
                lanes.fill(imaginary, 0, count, 0);
              }
              plan.sumOfProducts(
                  terms,
                  frequencies,
                  left.planes,
                  i * left.rowStep * plane + from,
                  left.columnStep * plane,
                  right.planes,
                  j * right.columnStep * plane + from,
                  right.rowStep * plane,
                  real,
                  imaginary,
                  count);
              lanes.gather(real, 0, 1, result.planes, at, count);
              lanes.gather(imaginary, 0, 1, result.planes, at + frequencies, count);
            }
          }
        });
  }

  // Forward --------------------------------------------------------------------------------------

  @Override
  public void forward(
      int batch, Pointer x, Pointer weights, Pointer bias, boolean rectify, Pointer y) {
    Scratch<A> scratch = lanes.scratch();
    int chunk = most(Math.max(channels, filterBlock), Math.max(1, batch));
    A w = scratch.lendArray(filterBlock * channels * plane);
    A images = scratch.lendArray(chunk * channels * plane);
    A results = scratch.lendArray(chunk * filterBlock * plane);
    A b = scratch.lendArray(filters);
    if (bias == null) {
      lanes.fill(b, 0, filters, 0);
    } else {
      lanes.read(bias, 0, b, 0, filters);
    }
    AtomicBoolean finite = new AtomicBoolean(true);
    for (int fromFilter = 0; fromFilter < filters && finite.get(); fromFilter += filterBlock) {
      int f0 = fromFilter;
      int block = Math.min(filterBlock, filters - f0);
      loadFilters(weights, f0, block, w, finite);
      for (int from = 0; from < batch && finite.get(); from += chunk) {
        int n0 = from;
        int count = Math.min(chunk, batch - n0);
        loadImages(x, n0, count, images, finite);
        multiply(
            count,
            channels,
            block,
            new Matrix<>(images, channels, 1),
            new Matrix<>(w, 1, channels),
            false,
            new Matrix<>(results, block, 1));
        Workers.run(
            count * block,
            task -> {
              int f = f0 + task % block;
              long at = ((long) (n0 + task / block) * filters + f) * window.outputSize();
              if (!unloadOutput(results, task * plane, b, f, rectify, y, at)) {
                finite.set(false);
              }
            });
      }
    }
    scratch.takeBack(w);
    scratch.takeBack(images);
    scratch.takeBack(results);
    scratch.takeBack(b);
    if (!finite.get()) {
      substitute().forward(batch, x, weights, bias, rectify, y);
    }
  }

  private void loadFilters(Pointer weights, int f0, int block, A w, AtomicBoolean finite) {
    Workers.run(
        block * channels,
        task -> {
          if (!loadWeights(weights, f0 + task / channels, task % channels, w, task * plane)) {
            finite.set(false);
          }
        });
  }

  private void loadImages(Pointer x, int n0, int count, A images, AtomicBoolean finite) {
    int size = window.inputSize();
    Place place = inputPlace();
    Workers.run(
        count * channels,
        task -> {
          long at = ((long) n0 * channels + task) * size;
          if (!load(x, at, size, place, false, images, task * plane)) {
            finite.set(false);
          }
        });
  }

  private boolean unloadOutput(
      A results, int from, A bias, int f, boolean rectify, Pointer y, long at) {
    int size = window.outputSize();
    A raw = lanes.scratch().image(size);
    lanes.fill(raw, 0, size, 0);
    inverse(results, from, outputPlace(), false, raw, 0);
    boolean finite = lanes.isFinite(raw, 0, size);
    lanes.addElement(bias, f, raw, 0, size);
    if (rectify) {
      lanes.rectify(raw, 0, size);
    }
    lanes.write(raw, 0, y, at, size);
    return finite;
  }

  private Im2colConvolution<A> substitute() {
    Orientation orientation = flipped ? Orientation.CONVOLUTION : Orientation.CROSS_CORRELATION;
    return new Im2colConvolution<>(lanes, window, channels, filters, orientation);
  }

  // Backward -------------------------------------------------------------------------------------

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
    Scratch<A> scratch = lanes.scratch();
    int chunk = most(Math.max(channels, filterBlock), Math.max(1, batch));
    A w = scratch.lendArray(filterBlock * channels * plane);
    A images = scratch.lendArray(chunk * channels * plane);
    A gradients = scratch.lendArray(chunk * filterBlock * plane);
    A dw = scratch.lendArray(filterBlock * channels * plane);
    A dImages = scratch.lendArray(dx == null ? 0 : chunk * channels * plane);
    double[] biasSums = new double[Math.multiplyExact(batch, filters)];
    AtomicBoolean finite = new AtomicBoolean(true);
    for (int fromFilter = 0; fromFilter < filters && finite.get(); fromFilter += filterBlock) {
      int f0 = fromFilter;
      int block = Math.min(filterBlock, filters - f0);
      loadFilters(weights, f0, block, w, finite);
      lanes.fill(dw, 0, block * channels * plane, 0);
      for (int from = 0; from < batch && finite.get(); from += chunk) {
        int n0 = from;
        int count = Math.min(chunk, batch - n0);
        loadImages(x, n0, count, images, finite);
        loadGradients(y, dy, n0, count, f0, block, gradients, biasSums, finite);
        multiply(
            block,
            count,
            channels,
            new Matrix<>(gradients, 1, block),
            new Matrix<>(images, channels, 1),
            true,
            new Matrix<>(dw, channels, 1));
        if (dx != null) {
          // Both factors are conjugated, and so is the product.
          multiply(
              count,
              block,
              channels,
              new Matrix<>(gradients, block, 1),
              new Matrix<>(w, channels, 1),
              false,
              new Matrix<>(dImages, channels, 1));
          unloadInputGradients(dImages, n0, count, f0 > 0, dx, finite);
        }
      }
      unloadWeightGradients(dw, f0, block, dWeights, finite);
    }
    scratch.takeBack(w);
    scratch.takeBack(images);
    scratch.takeBack(gradients);
    scratch.takeBack(dw);
    scratch.takeBack(dImages);
    if (!finite.get()) {
      substitute().backward(batch, x, weights, y, dy, dx, dWeights, dBias);
    } else if (dBias != null) {
      writeBias(batch, biasSums, dBias);
    }
  }

  private void loadGradients(
      Pointer y,
      Pointer dy,
      int n0,
      int count,
      int f0,
      int block,
      A gradients,
      double[] biasSums,
      AtomicBoolean finite) {
    int size = window.outputSize();
    Place place = outputPlace();
    Workers.run(
        count * block,
        task -> {
          int index = (n0 + task / block) * filters + f0 + task % block;
          Scratch<A> scratch = lanes.scratch();
          A raw = scratch.image(size);
          lanes.read(dy, (long) index * size, raw, 0, size);
          if (y != null) {
            A output = scratch.gradient(size);
            lanes.read(y, (long) index * size, output, 0, size);
            lanes.mask(output, 0, raw, 0, size);
          }
          biasSums[index] = lanes.sum(raw, 0, size);
          transform(raw, 0, place, true, gradients, task * plane);
          if (!lanes.isFinite(raw, 0, size)) {
            finite.set(false);
          }
        });
  }

  private void unloadInputGradients(
      A dImages, int n0, int count, boolean add, Pointer dx, AtomicBoolean finite) {
    int size = window.inputSize();
    Place place = inputPlace();
    Workers.run(
        count * channels,
        task -> {
          long at = ((long) n0 * channels + task) * size;
          Scratch<A> scratch = lanes.scratch();
          A raw = scratch.image(size);
          inverse(dImages, task * plane, place, true, raw, 0);
          if (add) {
            A before = scratch.gradient(size);
            lanes.read(dx, at, before, 0, size);
            lanes.add(before, 0, raw, 0, size);
          }
          lanes.write(raw, 0, dx, at, size);
          if (!lanes.isFinite(raw, 0, size)) {
            finite.set(false);
          }
        });
  }

  private void unloadWeightGradients(
      A dw, int f0, int block, Pointer dWeights, AtomicBoolean finite) {
    int size = window.kernelSize();
    Place place = kernelPlace();
    Workers.run(
        block * channels,
        task -> {
          Scratch<A> scratch = lanes.scratch();
          A raw = scratch.image(size);
          lanes.fill(raw, 0, size, 0);
          inverse(dw, task * plane, place, false, raw, 0);
          if (!lanes.isFinite(raw, 0, size)) {
            finite.set(false);
          }
          A ordered = raw;
          if (flipped) {
            ordered = scratch.gradient(size);
            reverse(raw, ordered, size);
          }
          long at = ((long) f0 * channels + task) * size;
          lanes.write(ordered, 0, dWeights, at, size);
        });
  }

  private void writeBias(int batch, double[] biasSums, Pointer dBias) {
    double[] totals = new double[filters];
    for (int i = 0; i < batch * filters; i++) {
      totals[i % filters] += biasSums[i];
    }
    A rounded = lanes.scratch().image(filters);
    lanes.store(totals, 0, rounded, 0, filters);
    lanes.write(rounded, 0, dBias, 0, filters);
  }
}
