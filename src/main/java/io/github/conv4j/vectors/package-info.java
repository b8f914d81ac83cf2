/**
 * The kernels' innermost loops on the processor's vector registers, with the JDK's Vector API.
 *
 * <p>That API is an incubating module: these classes are loaded by name, and only by a Java that
 * was started for it, as scripts/conv4j does (the package kernels says how); everything runs
 * without them.
 *
 * <p><b>Size of methods.</b> Java's compiler stops inlining once a method has come to some 18,000
 * nodes of its graph ({@code -XX:+PrintInlining} says NodeCountInliningCutoff), which is at about
 * sixty to seventy operations on vectors; the rest of them then make objects on the heap, and the
 * loop is ten times as slow. So sums are computed in one method and added to results in another,
 * and large transforms come in halves. Vectors that are carried through two nested loops become
 * objects, too. {@code AllocationTest} notices either. Arrow: kernels.
 */
package io.github.conv4j.vectors;
