/**
 * The oracle: convolution, pooling and batch normalisation, forward and backward, as plain loops in
 * double precision.
 *
 * <p>Written to be read and believed rather than to be fast. It shares no code with the kernels,
 * the ops or the layers; both sides know only {@code geometry}, and even there the loops use
 * nothing but the numbers of an {@link io.github.conv4j.geometry.Axis}. Java's strict floating
 * point and {@link java.lang.StrictMath} make every result the same on every machine. Uses geometry
 * and the JDK only.
 *
 * <p>Every result carries what is needed to bound the rounding error of any other implementation:
 * the same operation on absolute values and the number of roundings (see {@link
 * io.github.conv4j.reference.Bounded}).
 */
package io.github.conv4j.reference;
