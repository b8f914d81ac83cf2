/**
 * Training and evaluating a network on a data set, with progress, interruption and one thread
 * setting for the whole process.
 *
 * <p>Arrow: nets, data, kernels (for their threads) and result.
 */
package io.github.conv4j.train;
