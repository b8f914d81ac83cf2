/**
 * What is in a model file, without loading the model: layers, shapes, parameters, cost, and what
 * speaks against loading it. Deeplearning4j zips, SameDiff files and ONNX files.
 *
 * <p>Files are taken to be hostile. Nothing is deserialised; class names are read as text, and only
 * when all of them are known does Deeplearning4j see a configuration, without weights, to say what
 * shapes its layers have. Readers compare every length and offset with the file before they follow
 * it, and memory is bounded whatever a file claims.
 *
 * <p>ONNX and SameDiff operations are translated into one vocabulary, {@code Operation}, whose
 * shapes and costs {@code ShapeInference} knows.
 *
 * <p>Arrow: onnx, models (for checked configurations), geometry, files, result.
 */
package io.github.conv4j.inspect;
