/**
 * Conformance: does a convolution, pooling or batch normalisation layer compute what it should, on
 * every kind of case?
 *
 * <p>A {@link io.github.conv4j.conformance.Problem} is one case, written on one line that runs it
 * again. A {@link io.github.conv4j.conformance.Subject} is what is tested: our ops, a layer of
 * ours, a layer of a user's, or Deeplearning4j's built-in one. {@link
 * io.github.conv4j.conformance.Examination} holds a subject against the reference loops on a
 * problem, rung by rung of the ladder in {@link io.github.conv4j.verify.Tolerances}: integers
 * exactly, other numbers within the bound that rounding cannot exceed, and within the smaller one
 * that good code keeps.
 *
 * <p>Batch normalisation has other operands and results than an operation on windows, so it has
 * problems, operands and an examination of its own, the classes whose names begin with Norm; its
 * cases are random and named, but have no line that runs them again.
 *
 * <p>Arrow: verify, reference, layers, ops, kernels (its algorithms), geometry, machine, result.
 */
package io.github.conv4j.conformance;
