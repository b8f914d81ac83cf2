/**
 * The ONNX file format: models as records, written byte for byte the same each time, and read
 * without trusting a length. Nothing here knows Deeplearning4j or computes anything.
 *
 * <p>An ONNX file is one Protocol Buffers message, {@code ModelProto} of onnx.proto3. {@link
 * io.github.conv4j.onnx.OnnxModel} holds the part of it that conv4j uses: one graph of nodes of the
 * default operator set, arrays stored in the file itself, and metadata.
 *
 * <p>Arrow: nothing but the JDK.
 */
package io.github.conv4j.onnx;
