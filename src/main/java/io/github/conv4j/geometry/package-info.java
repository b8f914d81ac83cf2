/**
 * Window geometry: where each window of a convolution or pooling layer starts and ends.
 *
 * <p>This is the one place in the program that knows how kernel size, stride, dilation, padding and
 * rounding turn an input size into an output size. Kernels, layers, reference loops and reports all
 * ask here, so that they cannot disagree. It uses the JDK only.
 */
package io.github.conv4j.geometry;
