/**
 * Models as files: Deeplearning4j zips that are written whole and read safely, and SameDiff graphs
 * that run without Deeplearning4j.
 *
 * <p><b>Safe loading.</b> A Deeplearning4j zip can run code when it is loaded: a serialised Java
 * object among its entries is deserialised, and every class that its JSON names is initialised
 * before it is known to be a layer. {@link io.github.conv4j.export.ModelFiles#load} accepts a fixed
 * list of entries, reads arrays by itself, and checks every class name of the JSON first.
 *
 * <p><b>Export.</b> {@code emit} turns a network into a graph of ONNX operators. {@link
 * io.github.conv4j.export.OnnxExport} writes it as an ONNX file, {@link
 * io.github.conv4j.export.SameDiffExport} as a SameDiff graph of our ops or of ND4J's. Every file
 * is compared with the network before it gets its name: in ONNX Runtime, or loaded again.
 *
 * <p>Arrow: emit, onnx, runtime, verify (tolerances), nets, twin, ops, geometry, result, files, and
 * Deeplearning4j.
 */
package io.github.conv4j.export;
