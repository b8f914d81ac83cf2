/**
 * The arithmetic of convolution and pooling, forward and backward, on raw memory.
 *
 * <p>Kernels know sizes, pointers and an element type ({@link io.github.conv4j.kernels.Lanes}:
 * float or double) and nothing of arrays, graphs or layers. Matrix products go to the BLAS library
 * that ND4J ships and uses itself; windows are gathered and scattered here.
 *
 * <p><b>Threads.</b> One policy for all kernels ({@link io.github.conv4j.kernels.Workers}): the
 * batch is split over the workers and every worker calls BLAS with one thread, because BLAS rounds
 * differently with several. How a batch is cut for summation depends on the shape only. So results
 * are bit-identical for every number of workers.
 *
 * <p><b>Memory.</b> Per worker: one column tile of at most {@value
 * io.github.conv4j.kernels.ConvolutionKernel#TILE_ELEMENTS} elements (more only if a single output
 * row needs more), twice, and one input image; kept between calls. Arrow: geometry, and JavaCPP's
 * pointers.
 */
package io.github.conv4j.kernels;
