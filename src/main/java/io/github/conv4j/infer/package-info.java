/**
 * Saved networks of any format, ready to score images: Deeplearning4j zips, ONNX files and SameDiff
 * graphs.
 *
 * <p>Arrow: export, models, runtime, onnx, nets, data, and ND4J's arrays.
 */
package io.github.conv4j.infer;
