/**
 * Layers as a user would write them, right ones and wrong ones, for docs/verify-your-layer.md and
 * the tests of {@link io.github.conv4j.conformance}. They use Deeplearning4j and ND4J only.
 */
package io.github.conv4j.examples;
