/**
 * The kernels' innermost loops on the processor's vector registers, with the JDK's Vector API.
 *
 * <p>That API is an incubating module: these classes are loaded by name, and only by a Java that
 * was started for it, as scripts/conv4j does (the package kernels says how); everything runs
 * without them. Arrow: kernels.
 */
package io.github.conv4j.vectors;
