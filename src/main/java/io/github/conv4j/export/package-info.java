/**
 * Models as files: Deeplearning4j zips that are written whole and read safely, and SameDiff graphs
 * that run without Deeplearning4j.
 *
 * <p><b>Safe loading.</b> A Deeplearning4j zip can run code when it is loaded: a serialised Java
 * object among its entries is deserialised, and every class that its JSON names is initialised
 * before it is known to be a layer. {@link io.github.conv4j.export.ModelFiles#load} accepts a fixed
 * list of entries, reads arrays by itself, and checks every class name of the JSON first.
 *
 * <p><b>Export.</b> {@link io.github.conv4j.export.SameDiffExport} writes a trained network as a
 * graph, one emitter per exact layer class, what Deeplearning4j computes at inference and nothing
 * approximated: what is not covered is refused by name. The network's convolution and pooling
 * layers are first turned into handwritten ones, so both twins give the same graph.
 *
 * <p>Arrow: layers, ops, geometry, twin, nets, result, and Deeplearning4j.
 */
package io.github.conv4j.export;
