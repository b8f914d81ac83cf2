package io.github.conv4j.result;

/**
 * Errors of one quantity over all cases that computed it. Its largest ratio, errors and units in
 * the last place are the smallest tolerances that would pass.
 *
 * @param subject what was examined
 * @param operation conv, flip, max, avg, avginc, sum or norm
 * @param quantity y, dX, dW or db
 * @param precision FLOAT or DOUBLE
 * @param gate how strictly it was compared
 * @param cases number of cases
 * @param errors the errors of all elements of all cases
 * @param worst the case with the largest error as a share of its bound
 */
public record QuantityErrors(
    String subject,
    String operation,
    String quantity,
    String precision,
    String gate,
    long cases,
    ErrorStats errors,
    String worst) {}
