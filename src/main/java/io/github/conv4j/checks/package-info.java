/**
 * Checks of a handwritten twin against the network it replaces: layer by layer on what the layers
 * receive, and as a whole.
 *
 * <p>{@link io.github.conv4j.checks.LayerChecks} takes a layer for a case of the conformance suite
 * with real numbers in it, so that it is judged as strictly as any case there; {@link
 * io.github.conv4j.checks.NetworkChecks} compares output, gradient and optimiser step of whole
 * networks. Arrow: conformance, verify, nets, layers, ops, kernels, reference, geometry, result.
 */
package io.github.conv4j.checks;
