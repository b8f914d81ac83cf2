/**
 * Images and labels for the networks: files read through DataVec readers of ours, batches in an
 * order that depends on seed and epoch only, and pictures for prediction.
 *
 * <p>Whatever the files were, the images end up as {@code LabelledImages}: one byte per value,
 * channels apart, colours as red, green, blue. A {@code Presenter} writes them as a network's
 * input, varied by an {@link io.github.conv4j.data.Augmentation} and scaled by a {@link
 * io.github.conv4j.data.PixelScale}, in one pass of plain Java, so that batches can be read ahead
 * by a thread that takes none of the native libraries' threads. What is random is a function of
 * (seed, epoch, index of the example): a run that is resumed sees what it would have seen.
 *
 * <p>A new kind of file is a subclass of {@link io.github.conv4j.data.LabelledImageReader}, which
 * reads the files, and a way to open a data set of them in {@link
 * io.github.conv4j.data.DataSources}. Every file is checked before memory is taken for it, and
 * every unusable file is a {@link io.github.conv4j.data.DataException} with one line that names it.
 * Uses Deeplearning4j, ND4J and DataVec; no other package of this project.
 */
package io.github.conv4j.data;
