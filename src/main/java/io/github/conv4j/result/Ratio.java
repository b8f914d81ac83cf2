package io.github.conv4j.result;

/**
 * Speed of the handwritten twin over the built-in network; above 1 means that ours is faster.
 *
 * @param train training images per second, custom / built-in
 * @param inference inference images per second, custom / built-in
 */
public record Ratio(double train, double inference) {}
