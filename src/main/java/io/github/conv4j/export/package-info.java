/**
 * Networks in other forms: ONNX files and SameDiff graphs, each proven to compute the same.
 *
 * <p>{@code emit} turns a network into a graph of ONNX operators. {@link
 * io.github.conv4j.export.OnnxExport} writes it as an ONNX file, {@link
 * io.github.conv4j.export.SameDiffExport} as a SameDiff graph of our ops or of ND4J's. Every file
 * is compared with the network before it gets its name: in ONNX Runtime, or loaded again.
 *
 * <p>Arrow: emit, onnx, runtime, verify (tolerances), models, nets, twin, ops, geometry, result,
 * files, and Deeplearning4j.
 */
package io.github.conv4j.export;
