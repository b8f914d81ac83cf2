package io.github.conv4j.nets;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * What a network is asked for.
 *
 * @param channels channels of an image
 * @param height rows of an image
 * @param width columns of an image
 * @param classes number of classes
 * @param seed seed of the initial weights, not 0 (which Deeplearning4j takes for "no seed")
 * @param type FLOAT or DOUBLE
 * @param updater optimiser with its learning rate; empty for the network's own
 * @param examples training images [N, C, H, W] as the network will see them, for layers whose
 *     weights follow from the images; empty if there are none, such layers then start at random
 */
public record NetworkSpec(
    int channels,
    int height,
    int width,
    int classes,
    long seed,
    DataType type,
    Optional<IUpdater> updater,
    Optional<Supplier<INDArray>> examples) {}
