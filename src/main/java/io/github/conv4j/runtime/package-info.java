/**
 * Runs and checks ONNX files with other people's programs: ONNX Runtime and the checker of the ONNX
 * project. Both are optional libraries; {@link io.github.conv4j.runtime.RuntimeMissingException}
 * says what to add where one is not there.
 *
 * <p>Arrow: nothing but the JDK, ND4J's arrays and these two libraries.
 */
package io.github.conv4j.runtime;
