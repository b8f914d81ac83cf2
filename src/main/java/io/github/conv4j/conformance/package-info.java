/**
 * Conformance: does a convolution or pooling layer compute what it should, on every kind of case?
 *
 * <p>A {@link io.github.conv4j.conformance.Problem} is one case, written on one line that runs it
 * again. A {@link io.github.conv4j.conformance.Subject} is what is tested: our ops, a layer of
 * ours, a layer of a user's, or Deeplearning4j's built-in one. {@link
 * io.github.conv4j.conformance.Examination} holds a subject against the reference loops on a
 * problem, rung by rung of the ladder in {@link io.github.conv4j.verify.Tolerances}: integers
 * exactly, other numbers within the bound that rounding cannot exceed, and within the smaller one
 * that good code keeps.
 *
 * <p>Arrow: verify, reference, layers, ops, kernels (its algorithms), geometry, machine, result.
 */
package io.github.conv4j.conformance;
