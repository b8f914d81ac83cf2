/**
 * Turns any Deeplearning4j network into its handwritten twin, and back.
 *
 * <p>A twin has the same configuration, weights, updater state and counters; only the convolution,
 * pooling, dense, output and batch normalisation layers that conv4j covers are exchanged. Arrow:
 * layers, result, and Deeplearning4j.
 */
package io.github.conv4j.twin;
