package io.github.conv4j.conformance;

import io.github.conv4j.reference.Tensor4;

/**
 * The numbers that batch normalisation works on.
 *
 * @param x input [N, C, H, W]
 * @param vectors whether the layer gets it as [N, C]; then H and W are 1
 * @param dy gradient with respect to the output, as large
 * @param gamma γ for each channel
 * @param beta β for each channel
 * @param mean running mean for each channel
 * @param spread running variance for each channel, or the logarithm to base 10 of the deviation
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, as in Operands
public record NormOperands(
    Tensor4 x,
    boolean vectors,
    Tensor4 dy,
    double[] gamma,
    double[] beta,
    double[] mean,
    double[] spread) {}
