/**
 * Networks in other forms: SameDiff graphs that run without Deeplearning4j.
 *
 * <p>{@link io.github.conv4j.export.SameDiffExport} writes a trained network as a graph, one
 * emitter per exact layer class, what Deeplearning4j computes at inference and nothing
 * approximated: what is not covered is refused by name. The network's convolution and pooling
 * layers are first turned into handwritten ones, so both twins give the same graph.
 *
 * <p>Arrow: layers, ops, geometry, twin, nets, models, result, files, and Deeplearning4j.
 */
package io.github.conv4j.export;
