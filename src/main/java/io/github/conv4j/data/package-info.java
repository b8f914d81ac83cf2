/**
 * Images and labels for the networks: IDX files (MNIST and everything in its format) read through
 * DataVec, batches in an order that depends on seed and epoch only, and pictures for prediction.
 *
 * <p>Nothing is ever downloaded. Every file is checked before memory is taken for it, and every
 * unusable file is a {@link io.github.conv4j.data.DataException} with one line that names it. Uses
 * Deeplearning4j, ND4J and DataVec; no other package of this project.
 */
package io.github.conv4j.data;
