/**
 * The arithmetic of convolution, pooling and dense layers, forward and backward, and of Adam's
 * step, on raw memory.
 *
 * <p>Kernels know sizes, pointers and an element type ({@link io.github.conv4j.kernels.Lanes}:
 * float or double) and nothing of arrays, graphs or layers. Matrix products go to the BLAS library
 * that ND4J ships and uses itself; windows are gathered and scattered here.
 *
 * <p><b>Algorithms.</b> {@link io.github.conv4j.kernels.Algorithm} names them, {@link
 * io.github.conv4j.kernels.Convolutions} chooses. Their innermost loops are a {@link
 * io.github.conv4j.kernels.Microkernel}, on vector registers where Java was started with the Vector
 * API: {@code scripts/conv4j} does so. A program of your own is started with {@code --add-exports
 * java.base/jdk.internal.module=ALL-UNNAMED}, which lets the API be loaded when it is first needed,
 * or with {@code --add-modules jdk.incubator.vector}, which makes Java print a warning. With
 * neither, and on a Java that knows neither, plain loops compute the same, more slowly. {@code
 * -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0} leaves out the API's own check of array bounds,
 * in all of the program; the kernels do not need it. {@code -XX:ObjectAlignmentInBytes=64} lets
 * each vector lie in one cache line: the inner loops are up to a fifth faster with AVX-512.
 *
 * <p><b>Threads.</b> One policy for all kernels ({@link io.github.conv4j.kernels.Workers}): the
 * tasks of a call are shared out over the workers, and a worker that calls BLAS does so with one
 * thread, because BLAS rounds differently with several. How work is cut for summation depends on
 * the shape only. So results are bit-identical for every number of workers.
 *
 * <p><b>Memory.</b> Kept between calls, in elements of the type, P = C·H·W + F·OH·OW of one image:
 *
 * <ul>
 *   <li>a calling thread keeps at most eight arrays that it lends its workers. DIRECT: twice the
 *       weights; for dL/dw 655,360 of planes, or those of one image where that is more, and its
 *       sums. Winograd: (m + 2)² · C · F for transformed weights; for dL/dw eight times 16 · C · F
 *       where that is at most 5,120 for each element of a vector, else 16 · C · F and 655,360 of
 *       transformed tiles, or those of a row of tiles. IM2COL: at most 16 copies of the weights.
 *       FFT: see {@link io.github.conv4j.kernels.FftConvolution}.
 *   <li>a worker keeps one part of an image's column matrix (IM2COL, at most 64 MiB), or one image
 *       (pooling), or a band of rows of a vector of images, 163,840 or at least as many rows as a
 *       kernel covers twice (DIRECT), or 196,608 of such a band and four vectors of (m + 2)² · (C +
 *       20) or more for a block of its tiles (Winograd; for dL/dw 8,704 for each element of a
 *       vector), or one image and three vectors of its gradient's channels (dL/dw).
 *   <li>tables of offsets per shape, about 28 bytes per element of one image, of the last 256
 *       shapes.
 * </ul>
 *
 * <p>None of this grows with the batch or with the number of calls; only where the maxima lie
 * ({@link io.github.conv4j.kernels.MaxPositions}) is kept per output, by the layer that pools.
 * Arrow: geometry, and JavaCPP's pointers.
 */
package io.github.conv4j.kernels;
