/**
 * Proof that the handwritten layers compute what they should: tolerances and comparisons.
 *
 * <p>{@link io.github.conv4j.verify.Tolerances} is the one place that says how large an error may
 * be; {@link io.github.conv4j.verify.Comparator} measures errors against it. Arrow: reference,
 * result.
 */
package io.github.conv4j.verify;
