package io.github.conv4j.result;

/**
 * Errors of one array against another, elementwise.
 *
 * @param count elements compared
 * @param maxAbs largest absolute error
 * @param rms root of the mean squared error
 * @param maxRatio largest error divided by the bound of its element; at most 1 passes
 * @param maxUlp largest error in units in the last place of the expected value; reported, never
 *     gated on, as it means nothing under cancellation
 * @param exact elements that agree bit for bit
 * @param histogram distribution of the ratio of error to bound
 */
public record ErrorStats(
    long count,
    double maxAbs,
    double rms,
    double maxRatio,
    double maxUlp,
    long exact,
    Histogram histogram) {}
