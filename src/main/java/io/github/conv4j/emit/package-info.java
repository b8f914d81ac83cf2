/**
 * What a trained network computes at inference, as a graph of ONNX operators.
 *
 * <p>{@link io.github.conv4j.emit.NetworkGraph} walks a network with the shape of its input and has
 * every layer and vertex write its nodes. Emitters are looked up by exact class, as a subclass may
 * compute something else; each writes what Deeplearning4j 1.0.0-M2.1 really computes, and refuses
 * by name what it cannot say exactly. A layer of one's own joins by implementing {@link
 * io.github.conv4j.emit.OnnxEmittable}.
 *
 * <p>Convolution, pooling and dense layers are turned into handwritten ones first, so a network and
 * its twin give the same graph. Operators of set 17 are enough, but for averages of dilated windows
 * (19). Padding is always written in numbers.
 *
 * <p>Arrow: onnx, twin, layers, ops, geometry, result, and Deeplearning4j.
 */
package io.github.conv4j.emit;
