/**
 * Deeplearning4j layers whose arithmetic is ours.
 *
 * <p>{@link io.github.conv4j.layers.Conv2DLayer}, {@link io.github.conv4j.layers.Pool2DLayer},
 * {@link io.github.conv4j.layers.GlobalPool2DLayer}, {@link
 * io.github.conv4j.layers.HandwrittenDenseLayer}, {@link
 * io.github.conv4j.layers.HandwrittenOutputLayer} and {@link
 * io.github.conv4j.layers.HandwrittenBatchNormLayer} are configuration classes that extend the
 * built-in ones, as Deeplearning4j's own convolution variants do. So every feature of the library
 * that looks at a layer's class treats them as what they are: network-level defaults, updaters,
 * learning rate changes, regularisation, constraints, weight noise, transfer learning, parameter
 * order. What they do not inherit is any computation: {@code instantiate} returns our own layer,
 * which runs the custom ops of {@link io.github.conv4j.ops}; the loss of an output layer stays
 * Deeplearning4j's. Deeplearning4j's {@code SameDiffLayer} was the alternative; it doubles
 * gradients, ignores dropout, leaves regularisation out of the score and freezes the input size
 * (docs/dl4j-findings.md).
 *
 * <p>Per layer, {@link io.github.conv4j.layers.Execution} chooses between the handwritten ops and
 * graphs composed of ND4J primitives; by default the first where they can run. Batch normalisation
 * has no op of its own, since it keeps statistics between the passes: it calls the kernel through
 * {@link io.github.conv4j.ops.BatchNormStep}, and where that cannot run, the built-in arithmetic.
 *
 * <p>Two things Deeplearning4j does around the layers are done here where it asks them: an
 * optimiser that is Adam gets a step in one pass, and the first layer leaves out a gradient that
 * training throws away. Neither shows in configurations, files or results.
 *
 * <p>The fully qualified names of the configuration classes are written into saved models and never
 * change. Arrow: ops, geometry, and Deeplearning4j.
 */
package io.github.conv4j.layers;
