package io.github.conv4j.emit;

import java.util.List;

/**
 * A layer or vertex configuration of one's own that says what it computes at inference in ONNX
 * operators. A layer gets one input, a vertex as many as it has.
 *
 * <pre>{@code
 * public final class SquareLayer extends NoParamLayer implements OnnxEmittable {
 *   @Override public Value emitOnnx(Scope scope, List<Value> inputs) {
 *     Value x = inputs.get(0);
 *     return scope.node("Mul", List.of(x.name(), x.name()), x.shape());
 *   }
 * }
 * }</pre>
 */
public interface OnnxEmittable {

  /**
   * Writes the nodes.
   *
   * @param scope where they go; knows the parameters
   * @param inputs what the layer gets, after its preprocessor
   * @return what it gives
   * @throws UnsupportedLayerException if the settings cannot be expressed exactly
   */
  Value emitOnnx(Scope scope, List<Value> inputs);
}
