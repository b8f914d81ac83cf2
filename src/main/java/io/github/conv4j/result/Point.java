package io.github.conv4j.result;

/**
 * One point of a curve.
 *
 * @param x position, such as an iteration
 * @param y value
 */
public record Point(double x, double y) {}
