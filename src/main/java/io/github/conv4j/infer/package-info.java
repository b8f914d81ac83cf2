/**
 * Saved networks of any format, ready to score images: Deeplearning4j zips and ONNX files.
 *
 * <p>Arrow: export, runtime, onnx, nets, data, files, and ND4J's arrays.
 */
package io.github.conv4j.infer;
