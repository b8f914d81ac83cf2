package io.github.conv4j.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.nd4j.autodiff.samediff.SDVariable;

/** Vertices of a graph that are not layers, by exact class. */
final class VertexEmitters {

  private interface Emitter<V extends GraphVertex> {
    Tensor emit(Scope scope, V vertex, List<Tensor> inputs);
  }

  private final Map<Class<? extends GraphVertex>, Emitter<GraphVertex>> emitters = new HashMap<>();

  VertexEmitters() {
    register(ElementWiseVertex.class, VertexEmitters::elementWise);
    register(MergeVertex.class, VertexEmitters::merge);
    register(
        ScaleVertex.class,
        (scope, vertex, inputs) ->
            inputs.get(0).with(inputs.get(0).variable().mul(vertex.getScaleFactor())));
    register(
        ShiftVertex.class,
        (scope, vertex, inputs) ->
            inputs.get(0).with(inputs.get(0).variable().add(vertex.getShiftFactor())));
    register(
        PreprocessorVertex.class,
        (scope, vertex, inputs) ->
            PreProcessors.emit(scope, vertex.getPreProcessor(), inputs.get(0)));
  }

  private <V extends GraphVertex> void register(Class<V> type, Emitter<V> emitter) {
    emitters.put(type, (scope, vertex, inputs) -> emitter.emit(scope, type.cast(vertex), inputs));
  }

  Tensor emit(Scope scope, GraphVertex vertex, List<Tensor> inputs) {
    Emitter<GraphVertex> emitter = emitters.get(vertex.getClass());
    if (emitter == null) {
      throw scope.unsupported(vertex, "this kind of vertex is not covered");
    }
    return emitter.emit(scope, vertex, inputs);
  }

  private static Tensor elementWise(Scope scope, ElementWiseVertex vertex, List<Tensor> inputs) {
    Tensor first = inputs.get(0);
    for (Tensor input : inputs) {
      if (!input.sameShape(first)) {
        throw scope.unsupported(
            vertex, "its inputs differ in shape, " + first.shape() + " and " + input.shape());
      }
    }
    return switch (vertex.getOp()) {
      case Add -> reduce(inputs, SDVariable::add);
      case Subtract -> reduce(inputs, SDVariable::sub);
      case Product -> reduce(inputs, SDVariable::mul);
      case Max -> reduce(inputs, (a, b) -> scope.graph().math().max(a, b));
      case Average -> {
        Tensor sum = reduce(inputs, SDVariable::add);
        yield sum.with(sum.variable().div(inputs.size()));
      }
    };
  }

  private static Tensor reduce(List<Tensor> inputs, BinaryOperator<SDVariable> operator) {
    SDVariable result = inputs.stream().map(Tensor::variable).reduce(operator).orElseThrow();
    return inputs.get(0).with(result);
  }

  private static Tensor merge(Scope scope, MergeVertex vertex, List<Tensor> inputs) {
    Tensor first = inputs.get(0);
    if (vertex.getMergeAxis() != 1) {
      throw scope.unsupported(
          vertex, "expected axis 1 (channels), found axis " + vertex.getMergeAxis());
    }
    int channels = 0;
    for (Tensor input : inputs) {
      boolean fits =
          input.images() == first.images()
              && input.height() == first.height()
              && input.width() == first.width();
      if (!fits) {
        throw scope.mismatch("inputs like " + first.shape(), input);
      }
      channels += input.channels();
    }
    SDVariable[] all = inputs.stream().map(Tensor::variable).toArray(SDVariable[]::new);
    SDVariable merged = all.length == 1 ? all[0] : scope.graph().concat(1, all);
    return new Tensor(merged, first.images(), channels, first.height(), first.width());
  }
}
